"""From the centre to the unit that hands the card over: sent, arrived, missing, given up."""

from domain.card_application.application import CardApplication
from domain.card_application.commands import (
    DispatchCard,
    RecordArrival,
    ReplaceMissingCard,
    ReportMissingInTransit,
)
from domain.card_application.events import (
    Arrived,
    Dispatched,
    Event,
    LostInTransit,
    ReportedMissing,
)
from domain.card_application.guards import certain, require, require_unit
from domain.context import Context
from domain.dispatch_manifest.state import DispatchManifest
from domain.effects import repeats
from domain.guards import refuse_field
from domain.policy.house_deadline import house_deadline, house_rule
from domain.readings import found
from domain.refusals import NotAllowedNow, RuleBroken, refuse_if

SEALED = ("sealed", "in-transit", "in-discrepancy", "reconciled")
COUNTED = ("in-discrepancy", "reconciled")


def dispatch(state: CardApplication, command: DispatchCard, context: Context) -> list[Event]:
    event = Dispatched(command.manifest_id, command.to_unit)
    if repeats(state, event, "dispatched"):
        return []
    require(state, "quality-checked")
    manifest: DispatchManifest = found(context, "manifest", "/manifest_id").state
    within = manifest.status in SEALED and _lists(manifest, state)
    refuse_if(not within, refuse_field("/manifest_id", "card-not-in-sealed-manifest"))
    destination = manifest.destination
    elsewhere = refuse_field("/to_unit", "manifest-for-other-unit", unit=destination)
    refuse_if(command.to_unit != destination, elsewhere)
    return [event]


def record_arrival(state: CardApplication, command: RecordArrival, context: Context) -> list[Event]:
    unit = context.units.seat_of(command.unit, context.happened_on)
    event = Arrived(command.manifest_id, unit)
    as_told = Arrived(command.manifest_id, command.unit)
    if repeats(state, event, "arrived") or repeats(state, as_told, "arrived"):
        return []
    require(state, "dispatched", "missing-in-transit")
    _refuse_uncounted(state, command, context)
    require_unit(unit, "/unit", context.happened_on, context)
    return [event]


def report_missing(
    state: CardApplication, command: ReportMissingInTransit, context: Context
) -> list[Event]:
    unit = context.units.seat_of(command.unit, context.happened_on)
    event = ReportedMissing(command.manifest_id, unit)
    if repeats(state, event, "missing-in-transit"):
        return []
    require(state, "dispatched")
    other = command.manifest_id != state.manifest_id
    refuse_if(other, refuse_field("/manifest_id", "card-not-on-manifest", id=command.manifest_id))
    require_unit(unit, "/unit", context.happened_on, context)
    return [event]


def replace_missing(
    state: CardApplication, _command: ReplaceMissingCard, context: Context
) -> list[Event]:
    if LostInTransit.TOPIC in state.done and state.status == "approved":
        return []
    require(state, "missing-in-transit")
    _refuse_untraced(state, context)
    found(context, "block", "")
    return [LostInTransit(certain(state.manifest_id, state), state.to_unit)]


def _lists(manifest: DispatchManifest, state: CardApplication) -> bool:
    return any(packed.card_id == state.card_id for packed in manifest.cards)


def _refuse_uncounted(state: CardApplication, command: RecordArrival, context: Context) -> None:
    """Guard 33: the unit counted the manifest, and this card was there or was found since."""
    manifest: DispatchManifest = found(context, "manifest", "/manifest_id").state
    own = command.manifest_id == state.manifest_id and _lists(manifest, state)
    missed = state.status == "dispatched" and _counted_missing(manifest, context)
    absent = refuse_field("/manifest_id", "card-not-on-manifest", id=command.manifest_id)
    refuse_if(not own or missed, absent)
    refusal = NotAllowedNow("dispatch-manifest-is", state=manifest.status)
    refuse_if(manifest.status not in COUNTED, refusal)


def _counted_missing(manifest: DispatchManifest, context: Context) -> bool:
    return context.stream in manifest.missing and context.stream not in manifest.found


def _refuse_untraced(state: CardApplication, context: Context) -> None:
    """Guard 34."""
    since, wait = certain(state.missing_since, state), "card-application.tracing"
    due = house_deadline(context.policy, wait, since, known=context.now)
    rule = house_rule(context.policy, wait, since, known=context.now)
    refuse_if(context.now < due, RuleBroken("tracing-not-over", days=rule.amount))
