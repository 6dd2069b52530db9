"""What the quality view keeps of data-quality cases: which stand open, and from day to day."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.context import local_day
from domain.data_quality_case import events as e
from domain.recorded import Recorded
from projections.projection import Change, Open, Set
from projections.quality_rows import CASE_DAYS, CASES, OTHERS

OPEN, RESOLVED, DISMISSED = "open", "resolved", "dismissed"
_ENDS = {e.Resolved: RESOLVED, e.Dismissed: DISMISSED}


class CaseMemory(msgspec.Struct, frozen=True):
    """`opened_on` is the day on which the case was opened last."""

    citizen_id: UUID
    check: str
    opened_on: date
    status: str = OPEN


def remember_case(
    memory: CaseMemory | None, recorded: Recorded, position: int
) -> tuple[CaseMemory | None, list[Change]]:
    event, day = recorded.event, local_day(recorded.envelope.recorded_at)
    if isinstance(event, e.Detected):
        memory = CaseMemory(event.citizen_id, event.check, day)
        return memory, list(_detected(event, recorded, position, day))
    if memory is None:
        return None, []
    key = (memory.citizen_id, recorded.stream)
    if isinstance(event, e.Reopened):
        now = replace(memory, status=OPEN, opened_on=day)
        # Ended and opened again within a day, it stood open all that day.
        opened = Open(CASE_DAYS, (*key, day), {"to_day": None})
        return now, [Set(CASES, key, {"status": OPEN}), opened]
    if isinstance(event, e.Resolved | e.Dismissed):
        status = _ENDS[type(event)]
        settled = {"settled_at": position, "settled_version": recorded.version}
        changes: list[Change] = [
            Set(CASES, key, {"status": status, **settled}),
            Set(CASE_DAYS, (*key, memory.opened_on), {"to_day": day}),
        ]
        return replace(memory, status=status), changes
    return memory, []


def _detected(event: e.Detected, recorded: Recorded, position: int, day: date) -> Iterator[Change]:
    key = (event.citizen_id, recorded.stream)
    values = {
        "check_id": event.check,
        "severity": event.severity,
        "status": OPEN,
        "opened_at": position,
        "settled_at": -1,
        "settled_version": 0,
    }
    yield Open(CASES, key, values)
    yield Open(CASE_DAYS, (*key, day), {"to_day": None})
    other = event.sealed.other_citizen_id if event.sealed else None
    if other is not None:
        values = {"kind": "data-quality-case", "citizen_id": event.citizen_id}
        yield Open(OTHERS, (other, recorded.stream), values)
