"""What a card's events claim for the whole register: its making, and being the card in force."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from domain.card import events as e
from domain.card.commands import ActivateCard, CorrectActivation
from domain.card.state import Card
from domain.claims import Claim
from domain.commands import Command
from domain.context import Context


def claims(
    events: Iterable[e.Event],
    state: Card | None,
    command: Command | None = None,
    _context: Context | None = None,
) -> tuple[Claim, ...]:
    """The claims of events about to be appended to a card in `state`.

    The former card is in the command only. A replaced card releases nothing: its successor moves
    the claim in the same transaction, and a corrected replacement moves it back.
    """
    return tuple(claim for event in events for claim in _of(event, state, command))


def _of(event: e.Event, state: Card | None, command: Command | None) -> tuple[Claim, ...]:
    if isinstance(event, e.Personalised):
        made = f"{event.application_id}/{event.blank_serial}"
        return (Claim("card-of", made, sealed=False),)
    return () if state is None else _in_force(event, state, command)


def _in_force(event: e.Event, state: Card, command: Command | None) -> tuple[Claim, ...]:
    match event, command:
        case e.Activated(), ActivateCard(former_id=UUID() as former):
            return _active(state, "move", former)
        case e.Activated(), _:
            return _active(state, "take")
        case e.ReplacementCorrected(successor_id), _:
            return _active(state, "move", successor_id)
        case e.ActivationCorrected(), CorrectActivation(former_id=UUID()):
            return ()
        case ((e.ActivationCorrected() | e.Revoked()), _) if state.activated_at is not None:
            return _active(state, "release")
        case _:
            return ()


def _active(
    state: Card, action: Literal["take", "release", "move"], former: UUID | None = None
) -> tuple[Claim, ...]:
    return (Claim("active-card", str(state.citizen_id), False, action, former),)
