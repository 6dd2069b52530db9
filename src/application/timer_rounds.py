"""Goes round the waits that are due, so that none keeps the timer from those behind it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from application.event_store import RowRefused
from application.timer import DueWait, Timer
from application.vault import VaultMismatch
from domain.recorded import StateUnreadable

Due = Callable[[datetime, DueWait | None], Awaitable[list[DueWait]]]
"""The oldest waits due by an instant, or the oldest of those behind another."""

log = structlog.get_logger()


class TimerRounds:
    """Begins at the oldest wait; where nothing could be done about any, goes on behind them."""

    def __init__(self, timer: Timer, due: Due) -> None:
        self._timer = timer
        self._due = due
        self._after: DueWait | None = None

    async def ring(self, now: datetime) -> int:
        """One stretch of waits; how many of them had something recorded.

        Raises StoreBusy, StoreUnavailable or VaultUnavailable: then the same stretch comes again.
        """
        waits = await self._due(now, self._after)
        rung = sum([await self._rings(wait) for wait in waits])
        self._after = waits[-1] if waits and not rung else None
        return rung

    async def _rings(self, wait: DueWait) -> bool:
        try:
            return await self._timer.ring(wait)
        except (RowRefused, StateUnreadable, VaultMismatch) as fault:
            # A stream that nobody can serve now must not stop the clock of all others.
            log.error("deadline-passed-over", stage=wait.stage, fault=type(fault).__name__)
            return False
