"""Opening a manifest, and putting finished cards in its boxes."""

from domain.context import Context
from domain.dispatch_manifest.commands import MOST_CARDS, OpenManifest, PackCard, UnpackCard
from domain.dispatch_manifest.events import CardPacked, CardUnpacked, Event, Opened
from domain.dispatch_manifest.guards import require
from domain.dispatch_manifest.state import DispatchManifest, PackedCard
from domain.effects import repeats
from domain.guards import refuse_field, unit_on
from domain.readings import found
from domain.refusals import AlreadyTaken, Faults, RuleBroken, refuse_if


def open_(state: DispatchManifest | None, command: OpenManifest, context: Context) -> list[Event]:
    event = Opened(command.manifest_number, command.destination)
    if repeats(state, event):
        return []
    refuse_if(state is not None, AlreadyTaken("dispatch-manifest-exists"))
    faults = Faults()
    faults.check("/destination", unit_on, command.destination, context.happened_on, context.units)
    faults.refuse_if_any()
    return [event]


def pack(state: DispatchManifest, command: PackCard, context: Context) -> list[Event]:
    event = CardPacked(command.card_id, command.application_id, command.box, command.slot)
    if _as_packed(event) in state.cards:
        return []
    require(state, "open")
    _require_for_here(state, command, context)
    _require_finished(command, context)
    _require_room(state, command)
    return [event]


def unpack(state: DispatchManifest, command: UnpackCard, _context: Context) -> list[Event]:
    if command.card_id in state.unpacked:
        return []
    require(state, "open")
    packed = next((one for one in state.cards if one.card_id == command.card_id), None)
    if packed is None:
        raise refuse_field("/card_id", "card-not-packed")
    return [CardUnpacked(packed.card_id, packed.application_id, packed.box, packed.slot)]


def _as_packed(event: CardPacked) -> PackedCard:
    return PackedCard(event.card_id, event.application_id, event.box, event.slot)


def _require_for_here(state: DispatchManifest, command: PackCard, context: Context) -> None:
    """Guard 7: a card goes to the unit that took the application in."""
    unit = found(context, "application", "/application_id").state.intake_unit
    faults = Faults()
    if unit != state.destination:
        id_ = command.application_id
        faults.add("/application_id", "application-for-unit", id=id_, code=unit)
    faults.refuse_if_any()


def _require_finished(command: PackCard, context: Context) -> None:
    """Guard 8."""
    application = found(context, "application", "/application_id").state
    card = found(context, "card", "/card_id").state
    other = refuse_field("/card_id", "card-of-another-application")
    refuse_if(application.card_id != command.card_id, other)
    unchecked = refuse_field("/application_id", "card-not-quality-checked")
    refuse_if(application.status != "quality-checked", unchecked)
    not_issued = refuse_field("/card_id", "card-is", state=card.status)
    refuse_if(card.status != "issued", not_issued)


def _require_room(state: DispatchManifest, command: PackCard) -> None:
    """A card lies in one slot, and a slot holds one card."""
    refuse_if(len(state.cards) >= MOST_CARDS, RuleBroken("manifest-is-full", most=MOST_CARDS))
    for packed in state.cards:
        if packed.card_id == command.card_id:
            raise refuse_field("/card_id", "card-already-packed", **_place(packed))
        if (packed.box, packed.slot) == (command.box, command.slot):
            raise refuse_field("/slot", "slot-taken", **_place(packed))


def _place(packed: PackedCard) -> dict[str, int]:
    return {"box": packed.box, "slot": packed.slot}
