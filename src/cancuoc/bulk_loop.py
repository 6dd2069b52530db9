"""Bulk acts as `cancuoc react` runs them: a few items at a time, so that the desks stay quick."""

import asyncio
import time
from uuid import uuid4

import structlog

from adapters.postgres.bulk_rows import BulkRows
from adapters.postgres.operating_mode import ModeWatch
from application.bulk_work import AWAY, BulkWork
from application.pauses import pause
from cancuoc.office_parts import OfficeParts

LONGEST_PAUSE = 1.0
SHORTEST_PAUSE = 0.1

log = structlog.get_logger()


def bulk_work_of(parts: OfficeParts) -> BulkWork:
    return BulkWork(parts.office(), BulkRows(parts.store), uuid4())


async def run_bulk_acts(work: BulkWork, stop: asyncio.Event, rate: float, mode: ModeWatch) -> None:
    """Rounds until `stop`, at most `rate` items a second (0: as fast as it goes).

    While the register takes no writes lists wait.
    """
    idle = SHORTEST_PAUSE
    while not stop.is_set():
        await mode.wait_until_writing(stop)
        began, done = time.monotonic(), 0
        try:
            done = await work.round()
        except AWAY as away:
            log.warning("bulk-acts-wait", reason=type(away).__name__)
        for stream, damage in work.damaged:
            log.error("bulk-item-damaged", stream=str(stream), fault=type(damage).__name__)
        work.damaged.clear()
        idle = SHORTEST_PAUSE if done else min(2 * idle, LONGEST_PAUSE)
        least = done / rate if rate else 0.0
        await pause(stop, least - (time.monotonic() - began) if done else idle)
