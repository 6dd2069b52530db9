"""What an entry took over from another in a merge, kept for the day that the merge is undone."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.citizen import events as e
from domain.citizen.facts import Change as FieldChange

Taken = dict[str, tuple[Any, Any]]
"""Field -> its values before and after."""

KEPT = frozenset({"surname", "middle", "given", "birth", "sex", "residences", "cmnd9"})


class Joined(msgspec.Struct, frozen=True):
    """By merge, what it brought that nothing has changed since: only that is ever put back."""

    taken: dict[UUID, Taken] = {}

    def back(self, proposal_id: UUID) -> Taken:
        return self.taken.get(proposal_id, {})


def remembered(memory: Joined | None, event: e.Event) -> Joined | None:
    """What to remember after the event; None while there is nothing, as for almost everybody."""
    if isinstance(event, e.Absorbed):
        former = without(memory, _fields(event))
        brought = _taken(event.sealed.diff if event.sealed else ())
        return Joined({**(former.taken if former else {}), event.proposal_id: brought})
    if memory is None or isinstance(event, e.Erased):
        return None
    if isinstance(event, e.MergeUndone):
        back = set(memory.back(event.proposal_id))
        rest = {key: taken for key, taken in memory.taken.items() if key != event.proposal_id}
        return without(Joined(rest), back)
    return without(memory, _fields(event))


def without(memory: Joined | None, fields: Iterable[str]) -> Joined | None:
    """The memory without what was changed again: that was decided with the field in view."""
    changed = set(fields)
    if memory is None:
        return None
    rest = {
        proposal: {field: values for field, values in taken.items() if field not in changed}
        for proposal, taken in memory.taken.items()
    }
    return Joined(rest) if rest else None


def _taken(diff: Iterable[FieldChange]) -> Taken:
    return {one.field: (one.before, one.after) for one in diff if one.field in KEPT}


def _fields(event: e.Event) -> set[str]:
    match event:
        case e.Recaptured():
            return set(KEPT)
        case e.CaptureCorrected(fields) | e.Amended(_, fields):
            return set(fields)
        case e.Absorbed(_, sealed):
            return {one.field for one in sealed.diff} if sealed else set()
        case e.ResidenceRecorded():
            return {"residences"}
        case _:
            return set()
