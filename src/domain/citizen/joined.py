"""How two entries become one in a citizen's state, and two again (domain §1.1)."""

from collections.abc import Callable, Iterable
from uuid import UUID

from msgspec.structs import replace

from domain.citizen import events as e
from domain.citizen.endings import Absorption, KeptField, Merge, MergeProposal
from domain.citizen.entry import changed
from domain.citizen.facts import Change
from domain.citizen.person import Citizen
from domain.citizen.settled import settle

Joining = e.MergeProposed | e.Merged | e.Absorbed | e.MergeUndone

UNDONE = "merge-undone"


def joined(state: Citizen, event: Joining, officer: UUID) -> Citizen:
    match event:
        case e.MergeProposed():
            return _proposed(state, event, officer)
        case e.Merged():
            return _merged(state, event, officer)
        case e.Absorbed():
            return _absorbed(state, event)
        case e.MergeUndone():
            return _undone(state, event)


def _proposed(state: Citizen, event: e.MergeProposed, officer: UUID) -> Citizen:
    former = state.proposal
    superseded = settle(state, former.id, "superseded") if former else state
    other = event.sealed.other_citizen_id if event.sealed else None
    proposal = MergeProposal(event.proposal_id, event.ground, other, officer)
    return replace(superseded, proposal=proposal)


def _merged(state: Citizen, event: e.Merged, officer: UUID) -> Citizen:
    kept = event.sealed.kept_fields if event.sealed else ()
    return replace(
        state,
        status="merged",
        merged_into=event.sealed.other_citizen_id if event.sealed else None,
        merge=Merge(event.proposal_id, state.status, officer, kept),
        proposal=None,
    )


def _absorbed(state: Citizen, event: e.Absorbed) -> Citizen:
    diff = event.sealed.diff if event.sealed else ()
    other = event.sealed.other_citizen_id if event.sealed else None
    last = state.field_versions
    kept = tuple(KeptField(one, state.version, last.get(one.field, 0)) for one in diff)
    absorption = Absorption(event.proposal_id, other, kept, state.version)
    return _with(replace(state, absorbed=(*state.absorbed, absorption)), diff)


def _undone(state: Citizen, event: e.MergeUndone) -> Citizen:
    """The former state of the entry that had ended; of the other, the fields as they were.

    A field that was changed after the merge stays as changed: that was decided with the field in
    view, and by two officers of its own.
    """
    settled = settle(state, event.proposal_id, UNDONE)
    if state.merge is not None and state.merge.proposal_id == event.proposal_id:
        former = state.merge.former_status
        return replace(settled, status=former, merged_into=None, merge=None)
    undone = [one for one in state.absorbed if one.proposal_id == event.proposal_id]
    remaining = tuple(one for one in state.absorbed if one.proposal_id != event.proposal_id)
    released = replace(settled, absorbed=remaining)
    for field in (kept for one in undone for kept in one.kept):
        released = _given_back(released, field)
    return released


def _given_back(state: Citizen, undone: KeptField) -> Citizen:
    """The field as it was before. Where another merge has changed it since, that one is to give
    back what was there before both."""
    change = undone.change
    if state.field_versions.get(change.field) == undone.since:
        back = replace(change, before=change.after, after=change.before)
        stands = _each_kept(state, lambda one: _stands_again(one, undone, state.version))
        return _with(stands, (back,))
    return _each_kept(state, lambda one: _without(one, undone))


def _stands_again(kept: KeptField, undone: KeptField, version: int) -> KeptField:
    same = kept.change.field == undone.change.field and kept.since == undone.former
    return replace(kept, since=version) if same else kept


def _without(kept: KeptField, undone: KeptField) -> KeptField:
    if kept.change.field != undone.change.field or kept.former != undone.since:
        return kept
    change = replace(kept.change, before=undone.change.before)
    return replace(kept, change=change, former=undone.former)


def _each_kept(state: Citizen, to: Callable[[KeptField], KeptField]) -> Citizen:
    absorbed = tuple(replace(one, kept=tuple(map(to, one.kept))) for one in state.absorbed)
    return replace(state, absorbed=absorbed)


def _with(state: Citizen, diff: Iterable[Change]) -> Citizen:
    changes = tuple(diff)
    versions = dict.fromkeys((change.field for change in changes), state.version)
    return replace(
        state,
        entry=changed(state.entry, changes) if state.entry else None,
        field_versions={**state.field_versions, **versions},
    )
