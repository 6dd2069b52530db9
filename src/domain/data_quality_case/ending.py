"""Ending a case: the entry was repaired, or it is right as it is or nothing can be done."""

from uuid import UUID

from domain.citizen.checks import CHECKS, Case
from domain.citizen.person import Citizen
from domain.context import Context
from domain.data_quality_case.checks import QUALITY_CHECKS
from domain.data_quality_case.commands import DismissCase, ResolveCase
from domain.data_quality_case.events import Dismissed, Event, Resolved
from domain.data_quality_case.guards import (
    OPEN,
    require,
    require_other_officer,
    require_reason,
    require_status,
)
from domain.data_quality_case.state import DataQualityCase
from domain.effects import repeats
from domain.readings import found
from domain.refusals import Faults, NotAllowedNow, RuleBroken, refuse_if

PAIR_MERGED = "pair-merged"
"""The reason of the register itself where the two of a pair became one entry."""

_GRANTED = ("cancelled", "re-established")


def resolve_case(state: DataQualityCase, command: ResolveCase, context: Context) -> list[Event]:
    event = Resolved(command.amendment_id, command.proposal_id, command.request_id)
    if repeats(state, event, "resolved"):
        return []
    require(state, "found")
    require_other_officer(state, context)
    citizen: Citizen = found(context, "citizen", "").state
    refuse_if(citizen.entry is None, NotAllowedNow("citizen-is", state="erased"))
    _refuse_what_repaired_nothing(state, command, citizen)
    _refuse_failing_check(state, citizen, context)
    return [event]


def dismiss_case(state: DataQualityCase, command: DismissCase, context: Context) -> list[Event]:
    """Allowed without the key too: a person erased leaves no case waiting."""
    reason = require_reason(command.reason)
    event = Dismissed(reason)
    if repeats(state, event, "dismissed"):
        return []
    require_status(state, *OPEN)
    # What was found of a pair is repaired by its merge: an officer resolves it, naming the merge.
    repaired = reason == PAIR_MERGED and state.status == "found"
    refuse_if(repaired, NotAllowedNow("data-quality-case-is", state="found"))
    require_other_officer(state, context)
    return [event]


def _refuse_what_repaired_nothing(
    state: DataQualityCase, command: ResolveCase, citizen: Citizen
) -> None:
    """What the officer names was decided for this very entry, and after the check failed on it."""
    faults = Faults()
    if command.amendment_id and not _since(citizen, command.amendment_id, state, "amended"):
        faults.add("/amendment_id", "amendment-not-since", id=command.amendment_id)
    if command.proposal_id and not _merged_since(citizen, command.proposal_id, state):
        faults.add("/proposal_id", "merge-not-since", id=command.proposal_id)
    if command.request_id and not _since(citizen, command.request_id, state, *_GRANTED):
        faults.add("/request_id", "pin-request-not-since", id=command.request_id)
    faults.refuse_if_any()


def _since(citizen: Citizen, id_: UUID, state: DataQualityCase, *outcomes: str) -> bool:
    decided = any(one.id == id_ and one.outcome in outcomes for one in citizen.settled)
    return decided and citizen.decided_at.get(id_, 0) > state.citizen_version


def _merged_since(citizen: Citizen, proposal: UUID, state: DataQualityCase) -> bool:
    """Of a pair it is the merge of the two, whichever of them ended."""
    other = state.other_citizen_id
    if citizen.merge is not None and citizen.merge.proposal_id == proposal:
        return other is None or citizen.merged_into == other
    return any(
        one.proposal_id == proposal
        and one.version > state.citizen_version
        and other in (None, one.other)
        for one in citizen.absorbed
    )


def _refuse_failing_check(state: DataQualityCase, citizen: Citizen, context: Context) -> None:
    """Guard 5: own-state checks are asked again of the entry as it stands; an ended entry of none.

    The others see more than this decision may: data-check reopens the case when one fails again.
    """
    check, entry = QUALITY_CHECKS.get(state.check), citizen.entry
    if entry is None or citizen.status == "merged" or check is None or not check.own_state:
        return
    case = Case(entry, citizen.pin or entry.pin_declared, citizen.form, context)
    fails = next(CHECKS[check.id](case), None) is not None
    refuse_if(fails, RuleBroken("check-still-fails", id=check.id))
