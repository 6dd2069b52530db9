"""A data-quality case as its decisions see it: the failed check, its holder, finding and end."""

from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.citizen.facts import SealedObject
from domain.data_quality_case import events as e
from domain.deadlines import Missed
from domain.effects import Done, noted
from domain.envelope import Envelope

CENTRE = "centre"
AT_CENTRE = "data-quality-officer"


class FindingMade(msgspec.Struct, frozen=True):
    """`remark` and `documents` are empty once the key is destroyed."""

    finding: str
    remark: str | None
    documents: tuple[SealedObject, ...]
    reported_by: UUID


class DataQualityCase(msgspec.Struct, frozen=True):
    """`holder_role` in `holder_unit` has the case in hand; until it is assigned, the centre has it.

    `home_unit` is the unit that got it first. `due` is the day set with the last assignment.
    `reporters` are all who ever reported on it. `readable` is false once the key is destroyed.
    """

    version: int
    status: str
    check: str = ""
    dimension: str = ""
    severity: str = ""
    citizen_id: UUID | None = None
    citizen_version: int = 0
    other_citizen_id: UUID | None = None
    values: tuple[str, ...] = ()
    readable: bool = True
    holder_unit: str = CENTRE
    holder_role: str = AT_CENTRE
    home_unit: str | None = None
    due: date | None = None
    finding: FindingMade | None = None
    reporters: tuple[UUID, ...] = ()
    amendment_id: UUID | None = None
    proposal_id: UUID | None = None
    request_id: UUID | None = None
    decided_by: UUID | None = None
    dismissed_reason: str | None = None
    reopened_reason: str | None = None
    missed: tuple[Missed, ...] = ()
    done: Done = {}

    @property
    def priority(self) -> int:
        """0 (first) to 9, as the work queues show it: a blocking check makes the case urgent."""
        return 1 if self.severity == "blocking" else 5


def evolve(state: DataQualityCase | None, event: e.Event, by: Envelope) -> DataQualityCase:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or DataQualityCase(0, "detected")
    done = noted(former.done, event)
    return _after(replace(former, version=former.version + 1, done=done), event, by)


def _after(state: DataQualityCase, event: e.Event, by: Envelope) -> DataQualityCase:
    officer = by.actor.officer
    match event:
        case e.Detected():
            return _detected(state, event)
        case e.Assigned(to_unit, to_role, due):
            return replace(
                state,
                status="assigned",
                holder_unit=to_unit,
                holder_role=to_role,
                home_unit=state.home_unit or to_unit,
                due=due,
            )
        case e.FindingReported():
            reporters = (*(one for one in state.reporters if one != officer), officer)
            found = _made(event, officer)
            return replace(state, status="found", finding=found, reporters=reporters)
        case e.Resolved(amendment_id, proposal_id, request_id):
            return replace(
                state,
                status="resolved",
                amendment_id=amendment_id,
                proposal_id=proposal_id,
                request_id=request_id,
                decided_by=officer,
            )
        case e.Dismissed(reason):
            return replace(state, status="dismissed", dismissed_reason=reason, decided_by=officer)
        case e.Reopened(reason):
            return _reopened(state, reason)
        case e.DeadlineMissed(stage, due):
            return replace(state, missed=(*state.missed, Missed(stage, due)))


def _detected(state: DataQualityCase, event: e.Detected) -> DataQualityCase:
    sealed = event.sealed
    return replace(
        state,
        status="detected",
        check=event.check,
        dimension=event.dimension,
        severity=event.severity,
        citizen_id=event.citizen_id,
        citizen_version=event.citizen_version,
        other_citizen_id=sealed.other_citizen_id if sealed else None,
        values=sealed.values if sealed else (),
        readable=sealed is not None,
    )


def _made(event: e.FindingReported, officer: UUID) -> FindingMade:
    sealed = event.sealed
    if sealed is None:
        return FindingMade(event.finding, None, (), officer)
    return FindingMade(event.finding, sealed.remark, sealed.documents, officer)


def _reopened(state: DataQualityCase, reason: str) -> DataQualityCase:
    """It lies again where it lay last, with nothing found and no day set."""
    return replace(
        state,
        status="assigned",
        due=None,
        finding=None,
        amendment_id=None,
        proposal_id=None,
        request_id=None,
        decided_by=None,
        dismissed_reason=None,
        reopened_reason=reason,
    )
