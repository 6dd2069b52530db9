"""A card coming into force in its holder's hand, in the place of another, or by mistake."""

from datetime import UTC

from domain.card.commands import (
    ActivateCard,
    CorrectActivation,
    CorrectReplacement,
    RecordTakenBack,
    ReplaceCard,
)
from domain.card.events import (
    Activated,
    ActivationCorrected,
    Event,
    Replaced,
    ReplacementCorrected,
    TakenBack,
)
from domain.card.guards import ENDED, REPLACEABLE, refuse_later_instant, require
from domain.card.state import Card
from domain.context import Context
from domain.effects import repeats
from domain.readings import found
from domain.refusals import NotAllowedNow, refuse_if


def activate(state: Card, command: ActivateCard, context: Context) -> list[Event]:
    event = Activated(command.activated_at.astimezone(UTC))
    if repeats(state, event, *REPLACEABLE):
        return []
    require(state, "issued")
    refuse_later_instant(command.activated_at, "/activated_at", context)
    if command.former_id is not None:
        _refuse_former(context)
    return [event]


def replace(state: Card, command: ReplaceCard, _context: Context) -> list[Event]:
    event = Replaced(command.successor_id)
    if repeats(state, event, "replaced"):
        return []
    require(state, *REPLACEABLE)
    return [event]


def correct_activation(state: Card, command: CorrectActivation, _context: Context) -> list[Event]:
    event = ActivationCorrected(command.application_id, command.reason)
    if repeats(state, event, "issued"):
        return []
    require(state, "active")
    return [event]


def correct_replacement(state: Card, command: CorrectReplacement, _context: Context) -> list[Event]:
    event = ReplacementCorrected(command.successor_id, command.reason)
    if repeats(state, event, *REPLACEABLE):
        return []
    require(state, "replaced")
    another = NotAllowedNow("card-replaced-by-another", id=state.replaced_by)
    refuse_if(state.replaced_by != command.successor_id, another)
    return [event]


def record_taken_back(state: Card, command: RecordTakenBack, _context: Context) -> list[Event]:
    event = TakenBack(command.cut)
    if state.taken_back and repeats(state, event, *ENDED):
        return []
    require(state, *ENDED)
    refuse_if(state.taken_back, NotAllowedNow("card-already-taken-back"))
    return [event]


def _refuse_former(context: Context) -> None:
    """Guard 2: what a card replaces is still the holder's card, in whatever trouble it is."""
    former = found(context, "former", "/former_id")
    refusal = NotAllowedNow("former-card-is", id=former.id, state=former.state.status)
    refuse_if(former.state.status not in REPLACEABLE, refusal)
