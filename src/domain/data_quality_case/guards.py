"""What must hold before a command on a data-quality case is weighed at all (domain §1.10)."""

from uuid import UUID

from domain.citizen.person import Citizen
from domain.context import Context
from domain.data_quality_case.state import DataQualityCase
from domain.guards import refuse_field
from domain.readings import found
from domain.refusals import AlreadyTaken, NotAllowedNow, SameOfficer, refuse_if

UNASSIGNED = ("detected", "assigned")
OPEN = (*UNASSIGNED, "found")
ENDED = ("resolved", "dismissed")
GONE = ("merged", "erased")


def require(state: DataQualityCase, *statuses: str) -> None:
    """One of these states, and a case that can still be read; without its key it is erased."""
    require_status(state, *statuses)
    erased = NotAllowedNow("data-quality-case-is", state="erased")
    refuse_if(not state.readable, erased)


def require_status(state: DataQualityCase, *statuses: str) -> None:
    not_now = NotAllowedNow("data-quality-case-is", state=state.status)
    refuse_if(state.status not in statuses, not_now)


def require_other_officer(state: DataQualityCase, context: Context) -> None:
    """S19: who reported a finding decides nothing about it."""
    reported = context.actor.officer in state.reporters
    refuse_if(reported, SameOfficer("reporter-may-not-decide"))


def require_reason(reason: str | None) -> str:
    if not reason:
        raise refuse_field("/reason", "reason-needed")
    return reason


def present_citizen(context: Context, name: str, pointer: str) -> Citizen:
    """The citizen read fresh under this name; neither merged nor erased."""
    citizen: Citizen = found(context, name, pointer).state
    refuse_if(citizen.status in GONE, NotAllowedNow("citizen-is", state=citizen.status))
    refuse_if(citizen.entry is None, NotAllowedNow("citizen-is", state="erased"))
    return citizen


def refuse_second(context: Context, stream: UUID | None) -> None:
    """Guard 1: one open case for a check and its subjects."""
    other = context.others.get("open_case")
    if other is not None and other.id != stream:
        raise AlreadyTaken("case-already-open", id=other.id)
