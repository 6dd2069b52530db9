"""Open data-quality cases end with the entry that they are about: merged, or erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from application.reactions.reactor import Reactor, Wanted
from domain.citizen import events as e
from domain.data_quality_case.checks import QUALITY_CHECKS
from domain.data_quality_case.claims import open_case
from domain.data_quality_case.commands import DismissCase
from domain.data_quality_case.ending import PAIR_MERGED
from domain.recorded import Recorded

_OVER = frozenset({"data-quality-case-is"})
"""Ended already; or found of a pair, which an officer resolves and names the merge."""

CHECKS = tuple(one.id for one in QUALITY_CHECKS.values() if one.opens_cases)


def _erased(recorded: Recorded, _state: Any) -> tuple[Wanted, ...]:
    return tuple(_alone(recorded.stream, "citizen-erased"))


def _merged(recorded: Recorded, _state: Any) -> tuple[Wanted, ...]:
    """Those about the entry that ended, and those about the two of the merge as a pair."""
    ended = _alone(recorded.stream, "citizen-merged")
    event: e.Merged = recorded.event
    if event.sealed is None:
        return tuple(ended)
    other = event.sealed.other_citizen_id
    pairs = (*_pair(recorded.stream, other), *_pair(other, recorded.stream))
    return (*ended, *pairs)


def _alone(citizen: UUID, reason: str) -> Iterator[Wanted]:
    return (_dismissed(check, citizen, None, reason) for check in CHECKS)


def _pair(citizen: UUID, other: UUID) -> Iterator[Wanted]:
    return (_dismissed(check, citizen, other, PAIR_MERGED) for check in CHECKS)


def _dismissed(check: str, citizen: UUID, other: UUID | None, reason: str) -> Wanted:
    """Nothing follows where no such case is open: then nobody holds its claim."""
    return Wanted(
        "data-quality-case",
        open_case(check, citizen, other),
        DismissCase(reason=reason),
        "data-quality-officer",
        settled=_OVER,
        if_held=True,
    )


QUALITY_ENDINGS: tuple[Reactor, ...] = (
    Reactor("end-cases-with-erasure", "process-manager", frozenset({e.Erased.TOPIC}), _erased),
    Reactor("end-cases-with-merge", "process-manager", frozenset({e.Merged.TOPIC}), _merged),
)
