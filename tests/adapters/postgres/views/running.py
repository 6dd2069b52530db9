"""A projector at work beside the test."""

import threading
import time
from collections.abc import Callable

from adapters.postgres.projection_batches import ProjectionStopped
from adapters.postgres.projector import Projector
from adapters.postgres.projector_counters import Counters
from adapters.reference.load_units import load_register
from citizen_stories import (
    APPROVED,
    NOTIFIED,
    VERIFIED,
    captured,
    numbered,
)
from projections.citizen_search import CitizenSearch

PIN = "001190000001"
LIFE = (captured(), VERIFIED, APPROVED, numbered(PIN), NOTIFIED)


class Running:
    """A projector in a thread; `error` is what ended it."""

    def __init__(self, projector: Projector) -> None:
        self.projector = projector
        self.error: BaseException | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    @property
    def counters(self) -> Counters:
        return self.projector.counters

    def await_end(self) -> None:
        self._thread.join(10)
        assert not self._thread.is_alive()

    def stop(self) -> None:
        self._stop.set()
        self.await_end()

    def _run(self) -> None:
        try:
            self.projector.run(self._stop)
        except ProjectionStopped as stopped:
            self.error = stopped

    def __enter__(self) -> "Running":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def wait_until(holds: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.01)


def newer(version: int) -> CitizenSearch:
    projection = CitizenSearch(load_register())
    projection.version = version
    return projection
