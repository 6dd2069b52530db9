"""What an entry took over from others in merges, kept for the day that a merge is undone."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.citizen import events as e
from domain.citizen.facts import Change as FieldChange

KEPT = frozenset({"surname", "middle", "given", "birth", "sex", "residences", "cmnd9"})


class Taking(msgspec.Struct, frozen=True):
    """One field, before and after one merge."""

    proposal_id: UUID
    before: Any
    after: Any


class Joined(msgspec.Struct, frozen=True):
    """By field, the merges that changed it, the last one at the end.

    Whatever else changes a field was decided with it in view (domain §1.1): nothing that was there
    before ever comes back.
    """

    taken: dict[str, tuple[Taking, ...]] = {}


Back = dict[str, Taking]
"""By field, what was taken and is to be given back."""


def remembered(memory: Joined | None, event: e.Event) -> Joined | None:
    """What to remember after an event; None while there is nothing, as for almost everybody."""
    if isinstance(event, e.Absorbed):
        return _with(memory or Joined(), event)
    if memory is None or isinstance(event, e.Erased):
        return None
    if isinstance(event, e.MergeUndone):
        rest = {field: _closed(some, event.proposal_id) for field, some in memory.taken.items()}
    else:
        changed = _fields(event)
        rest = {field: some for field, some in memory.taken.items() if field not in changed}
    standing = {field: some for field, some in rest.items() if some}
    return Joined(standing) if standing else None


def given_back(memory: Joined | None, proposal_id: UUID) -> Back:
    """What an undone merge had changed last; where a later merge did, that one stands."""
    last = {field: some[-1] for field, some in memory.taken.items()} if memory else {}
    return {field: one for field, one in last.items() if one.proposal_id == proposal_id}


def _with(memory: Joined, event: e.Absorbed) -> Joined:
    diff: Iterable[FieldChange] = event.sealed.diff if event.sealed else ()
    taken = dict(memory.taken)
    for change in diff:
        if change.field in KEPT:
            taking = Taking(event.proposal_id, change.before, change.after)
            taken[change.field] = (*taken.get(change.field, ()), taking)
    return Joined(taken)


def _closed(takings: tuple[Taking, ...], proposal_id: UUID) -> tuple[Taking, ...]:
    """Without one merge: the next one is to give back what was there before both."""
    rest: list[Taking] = []
    before: Any = msgspec.UNSET
    for one in takings:
        if one.proposal_id == proposal_id:
            before = one.before
        else:
            rest.append(one if before is msgspec.UNSET else replace(one, before=before))
            before = msgspec.UNSET
    return tuple(rest)


def _fields(event: e.Event) -> frozenset[str]:
    match event:
        case e.Recaptured():
            return KEPT
        case e.CaptureCorrected(fields) | e.Amended(_, fields):
            return frozenset(fields)
        case e.ResidenceRecorded():
            return frozenset({"residences"})
        case _:
            return frozenset()
