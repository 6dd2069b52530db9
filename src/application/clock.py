"""The programme clock: the one source of "now" for everything that is recorded."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _machine_time() -> datetime:
    return datetime.now(UTC)


class ProgrammeClock:
    """UTC with microseconds, shifted by a fixed number of whole seconds (0 in production).

    A rehearsal or a demonstration lives in another year by its offset, which every event carries
    (`clock_offset_s`), so that nobody can take its history for the real one.
    """

    def __init__(
        self, offset_s: int = 0, machine_time: Callable[[], datetime] = _machine_time
    ) -> None:
        self.offset_s = offset_s
        self._offset = timedelta(seconds=offset_s)
        self._machine_time = machine_time

    def now(self) -> datetime:
        return self._machine_time() + self._offset
