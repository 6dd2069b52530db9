"""An instrument from the list to its force, with the rules proposed and confirmed under it."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.deadlines import Missed
from domain.envelope import Envelope
from domain.legal_instrument import events as e


class Rule(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A value of one policy key; `proposed_by` may not confirm it."""

    key: str
    article: str
    parameters: dict[str, Any]
    from_: date
    to: date | None
    confidence: str
    proposed_by: UUID | None


class LegalInstrument(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    version: int
    status: str
    number: str = ""
    kind: str = ""
    title: str = ""
    predecessor: str | None = None
    signed_on: date | None = None
    from_: date | None = None
    to: date | None = None
    successor: str | None = None
    retroactive: bool = False
    proposed: tuple[Rule, ...] = ()
    confirmed: tuple[Rule, ...] = ()
    missed: tuple[Missed, ...] = ()


def evolve(state: LegalInstrument | None, event: e.Event, by: Envelope) -> LegalInstrument:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or LegalInstrument(0, "listed")
    return _after(replace(former, version=former.version + 1), event, by)


def _after(state: LegalInstrument, event: e.Event, by: Envelope) -> LegalInstrument:
    match event:
        case e.Listed(number, kind, title, predecessor):
            return replace(
                state,
                status="listed",
                number=number,
                kind=kind,
                title=title,
                predecessor=predecessor,
            )
        case e.Issued():
            return _dated(state, "issued", event)
        case e.BroughtIntoForce():
            return _dated(state, "in-force", event)
        case e.RuleProposed():
            return replace(state, proposed=_with(state.proposed, _rule(event, by.actor.officer)))
        case e.RuleConfirmed():
            rule = _rule(event, _proposer(state, event))
            open_ = tuple(one for one in state.proposed if not same_place(one, rule))
            return replace(state, proposed=open_, confirmed=(*state.confirmed, rule))
        case e.DeadlineMissed(stage, due):
            return replace(state, missed=(*state.missed, Missed(stage, due)))


def same_place(one: Rule, other: Rule) -> bool:
    """Two values of one key from one day stand in each other's place."""
    return (one.key, one.from_) == (other.key, other.from_)


def _dated(
    state: LegalInstrument, status: str, event: e.Issued | e.BroughtIntoForce
) -> LegalInstrument:
    return replace(
        state,
        status=status,
        signed_on=event.signed_on,
        from_=event.from_,
        to=event.to,
        successor=event.successor,
        retroactive=event.retroactive,
    )


def _rule(event: e.RuleProposed | e.RuleConfirmed, proposed_by: UUID | None) -> Rule:
    return Rule(
        event.key,
        event.article,
        event.parameters,
        event.from_,
        event.to,
        event.confidence,
        proposed_by,
    )


def _with(rules: tuple[Rule, ...], rule: Rule) -> tuple[Rule, ...]:
    return (*(one for one in rules if not same_place(one, rule)), rule)


def _proposer(state: LegalInstrument, event: e.RuleConfirmed) -> UUID | None:
    places = {(rule.key, rule.from_): rule.proposed_by for rule in state.proposed}
    return places.get((event.key, event.from_))
