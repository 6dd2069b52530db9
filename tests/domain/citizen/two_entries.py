"""Two entries of one person as the tests of merges tell them: what happens to one and the other."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace
from tests.domain.citizen.givens import CITIZEN, MAI, NAM, OTHER, PROPOSAL, context, given

from domain.citizen import commands as c
from domain.citizen.books import further
from domain.citizen.decisions import decide
from domain.citizen.readings import SOURCE, SOURCE_CARD, TARGET, TARGET_CARD
from domain.citizen.state import Citizen
from domain.commands import Command
from domain.context import Context, Other
from domain.envelope import Actor


def seeing(actor: Actor, target: Citizen | None = None, *cards: str) -> Context:
    """What a decision on the source sees: the target, and which of the two hold a card."""
    others = {name: Other(UUID(int=500), 5, None) for name in cards}
    if target is not None:
        others[TARGET] = Other(OTHER, target.version, target)
    return context(actor, others=others)


def both_cards() -> tuple[str, str]:
    return SOURCE_CARD, TARGET_CARD


def acted(source: Citizen, target: Citizen, actor: Actor, command: Command) -> tuple[Any, Any]:
    """Both entries after one act on the source, and what followed from it for the target."""
    sees = seeing(actor, target)
    events = decide(source, command, sees)
    after = given(*((actor, event) for event in events), after=source)
    for follows in further(events, after, command, sees):
        assert (follows.kind, follows.stream, follows.actor) == ("citizen", OTHER, None)
        of_target = replace(
            sees, stream=OTHER, others={SOURCE: Other(CITIZEN, after.version, after)}
        )
        written = decide(target, follows.command, of_target)
        target = given(*((actor, event) for event in written), after=target)
    return after, target


def merged(source: Citizen, target: Citizen, *kept: str) -> tuple[Any, Any]:
    confirm = c.ConfirmMerge(proposal_id=PROPOSAL, kept_fields=kept)
    return acted(source, target, MAI, confirm)


def undone(source: Citizen, target: Citizen, reason: str = "two-persons") -> tuple[Any, Any]:
    return acted(source, target, NAM, c.UndoMerge(proposal_id=PROPOSAL, reason=reason))
