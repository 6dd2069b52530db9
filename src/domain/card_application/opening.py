"""Opening a request for a card: who may ask, where, and for which kind (guards 1 to 5)."""

from datetime import UTC

from domain.authority import level_of
from domain.card_application.application import CardApplication
from domain.card_application.commands import OpenApplication
from domain.card_application.events import Event, Opened, OpenedSealed
from domain.card_application.guards import living_citizen, require_unit
from domain.citizen.entry import Entry
from domain.context import Context
from domain.effects import repeats
from domain.guards import past_instant, refuse_field
from domain.policy.eligibility import eligible
from domain.policy.intake_levels import intake_levels
from domain.policy.sla_zone import sla_zone
from domain.refusals import AlreadyTaken, Faults, NotAllowedNow, RuleBroken, refuse_if
from domain.values.partial_date import PartialDate

OF_A_FORMER_CARD = ("exchange", "reissue")


def open_(state: CardApplication | None, command: OpenApplication, context: Context) -> list[Event]:
    event = _opened(command, context)
    if repeats(state, event):
        return []
    if state is not None:
        raise NotAllowedNow("card-application-is", state=state.status)
    entry: Entry = living_citizen(context, "/citizen_id").state.entry
    _refuse_too_young(entry, context)
    _refuse_second(context)
    _refuse_other_kind(command, entry, context)
    _refuse_unserved(command, context)
    return [event]


def _opened(command: OpenApplication, context: Context) -> Opened:
    faults = Faults()
    faults.check("/received_at", past_instant, command.received_at, context)
    faults.refuse_if_any()
    report = command.report_of_loss.fact() if command.report_of_loss else None
    return Opened(
        command.citizen_id,
        command.kind,
        command.reason,
        context.actor.unit,
        command.place,
        _zone(context.actor.unit, context),
        command.received_at.astimezone(UTC),
        OpenedSealed(command.phone, report),
    )


def _zone(unit: str, context: Context) -> str:
    """A province's office and the centre sit in cities."""
    if level_of(unit) in ("district", "commune"):
        return sla_zone(context.units, unit, context.happened_on)
    require_unit(unit, "", context.happened_on, context)
    return "urban"


def _refuse_too_young(entry: Entry, context: Context) -> None:
    """Guard 1."""
    birth = PartialDate(entry.birth)
    too_young = eligible(context.policy, birth, context.happened_on, known=context.now)
    if too_young is not None:
        raise too_young


def _refuse_second(context: Context) -> None:
    """Guard 2: one application at a time, whatever its kind."""
    other = context.others.get("open")
    if other is not None and other.id != context.stream:
        raise AlreadyTaken("application-already-open", id=other.id)


def _refuse_other_kind(command: OpenApplication, entry: Entry, context: Context) -> None:
    """Guard 4: an exchange or a reissue is of a card, the other kinds are for who holds none.

    A number of twelve digits that the citizen declared is that of a card made before this register.
    """
    held = context.others.get("holds")
    of_a_card = command.kind in OF_A_FORMER_CARD
    if held is not None and not of_a_card:
        raise refuse_field("/kind", "citizen-holds-card", id=held.id)
    none = held is None and entry.pin_declared is None
    refuse_if(of_a_card and none, refuse_field("/kind", "citizen-holds-no-card"))
    unreported = command.kind == "reissue" and command.report_of_loss is None
    refuse_if(unreported, refuse_field("/report_of_loss", "reissue-needs-report-of-loss"))


def _refuse_unserved(command: OpenApplication, context: Context) -> None:
    """Guard 5: offices of some levels take applications, mobile teams where the law has them."""
    day, unit = context.happened_on, context.actor.unit
    levels = intake_levels(context.policy, day, known=context.now)
    served = level_of(unit) in levels and (command.place == "office" or "mobile" in levels)
    refuse_if(not served, RuleBroken("unit-takes-no-applications", code=unit, day=day))
