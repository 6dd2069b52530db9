"""What decisions on a citizen's entry must see of other entries and of cards (domain §1.1)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from domain.citizen import commands as c
from domain.citizen.person import Citizen
from domain.claims import Claim
from domain.commands import Command
from domain.readings import Reading

Readings = tuple[Reading, ...]

SOURCE = "merge-source"
TARGET = "merge-target"
SOURCE_CARD = "source-card"
TARGET_CARD = "target-card"
"""Names under which a decision finds what it read."""


def readings(state: Citizen | None, command: Command, stream: UUID) -> Readings:
    reads = _READS.get(type(command))
    return reads(state, command, stream) if reads and state is not None else ()


def _proposed(_state: Citizen, command: c.ProposeMerge, _stream: UUID) -> Readings:
    return (_target(command.target_id),)


def _confirmed(state: Citizen, _command: c.ConfirmMerge, stream: UUID) -> Readings:
    """Both entries and both cards in force, as they stand when the merge is stored."""
    target = state.proposal.other if state.proposal else None
    if target is None:
        return ()
    cards = (_card(SOURCE_CARD, stream), _card(TARGET_CARD, target))
    return (_target(target), *cards)


def _absorbed(_state: Citizen, command: c.AbsorbCitizen, _stream: UUID) -> Readings:
    return (Reading(SOURCE, "citizen", command.source_id),)


def _undone(state: Citizen, _command: c.UndoMerge, _stream: UUID) -> Readings:
    return (_target(state.merged_into),) if state.merged_into else ()


def _erased(state: Citizen, _command: c.EraseCitizen, _stream: UUID) -> Readings:
    return tuple(
        Reading(f"absorbed {one.other}", "citizen", one.other, expect=True)
        for one in state.absorbed
        if one.other is not None
    )


def _target(citizen: UUID) -> Reading:
    return Reading(TARGET, "citizen", citizen, expect=True)


def _card(name: str, citizen: UUID) -> Reading:
    claim = Claim("active-card", str(citizen), sealed=False)
    return Reading(name, "card", claim=claim, expect=True)


_READS: dict[type[Command], Callable[[Any, Any, UUID], Readings]] = {
    c.ProposeMerge: _proposed,
    c.ConfirmMerge: _confirmed,
    c.AbsorbCitizen: _absorbed,
    c.UndoMerge: _undone,
    c.EraseCitizen: _erased,
}
