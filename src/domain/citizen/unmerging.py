"""A merge that was a mistake is undone by another officer: both entries stand again."""

from domain.citizen.commands import ReleaseAbsorbed, UndoMerge
from domain.citizen.effects import decision, stands
from domain.citizen.events import Event, MergeUndone
from domain.citizen.guards import PRESENT, require, require_other_officer
from domain.citizen.joined import UNDONE
from domain.citizen.merging import merge_target
from domain.citizen.person import Citizen, Settled
from domain.context import Context
from domain.guards import refuse_field
from domain.refusals import NotAllowedNow, refuse_if


def undo_merge(state: Citizen, command: UndoMerge, context: Context) -> list[Event]:
    """Refused while the target has ended itself: that is to be undone first."""
    if _undone_as(state, command):
        return []
    require(state, "merged")
    merge = state.merge
    if merge is None or merge.proposal_id != command.proposal_id:
        raise NotAllowedNow("merge-not-in-place", id=command.proposal_id)
    require_other_officer(context, (merge.confirmed_by,), "confirmer-may-not-undo")
    if command.reason is None:
        raise refuse_field("/reason", "reason-needed")
    merge_target(context)
    return [MergeUndone(command.proposal_id, command.reason)]


def release_absorbed(state: Citizen, command: ReleaseAbsorbed, _context: Context) -> list[Event]:
    """What the merge brought goes; a field that was changed since stays (`joined`)."""
    require(state, *PRESENT)
    absorbed = any(one.proposal_id == command.proposal_id for one in state.absorbed)
    refuse_if(not absorbed, NotAllowedNow("merge-not-in-place", id=command.proposal_id))
    return [MergeUndone(command.proposal_id, command.reason)]


def _undone_as(state: Citizen, command: UndoMerge) -> bool:
    settled = Settled(command.proposal_id, UNDONE) in state.settled
    return settled and stands(state, decision(command.proposal_id), (command.reason,))
