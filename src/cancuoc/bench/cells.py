"""One cell: load on one server for a while, with the processor time of everyone who took part."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from cancuoc.bench import processor_time
from cancuoc.bench.load_messages import Answered


class Sample(msgspec.Struct, frozen=True):
    """Rates are a second, latencies in ms, costs in microseconds of processor time an answer."""

    rate: float
    answered: int
    p50_ms: float | None
    p99_ms: float | None
    python_us: float
    postgres_us: float
    client_us: float


class Spread(NamedTuple):
    """The middle of the rounds, with the lowest and the highest."""

    middle: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        return f"{self.middle:,.0f} ({self.lowest:,.0f}–{self.highest:,.0f})"


class Meter:
    """Reads the clocks of a server's process and of PostgreSQL around a piece of work."""

    def __init__(self, postmaster: int) -> None:
        self._postmaster = postmaster

    def around(self, python: int | None, work: Callable[[], Answered]) -> Sample:
        """`python` is the server's process, None where PostgreSQL is asked directly."""
        before = self._read(python)
        answered = work()
        after = self._read(python)
        count = max(1, answered.answered)
        has_latency = answered.p50_s > 0
        return Sample(
            rate=answered.answered / answered.seconds if answered.seconds else 0.0,
            answered=answered.answered,
            p50_ms=answered.p50_s * 1e3 if has_latency else None,
            p99_ms=answered.p99_s * 1e3 if has_latency else None,
            python_us=(after[0] - before[0]) / count * 1e6,
            postgres_us=(after[1] - before[1]) / count * 1e6,
            client_us=answered.client_cpu_s / count * 1e6,
        )

    def here(self, work: Callable[[], int]) -> Sample:
        """Work of this very process on so many things as it returns."""
        wall, python = time.perf_counter(), time.process_time()
        server = processor_time.of_family(self._postmaster)
        count = max(1, work())
        server = processor_time.of_family(self._postmaster) - server
        python = time.process_time() - python
        wall = time.perf_counter() - wall
        each = (python / count * 1e6, server / count * 1e6)
        return Sample(count / wall, count, None, None, *each, 0.0)

    def _read(self, python: int | None) -> tuple[float, float]:
        own = processor_time.of_process(python) if python is not None else 0.0
        return own, processor_time.of_family(self._postmaster)


class Cells:
    """Samples by the name of their cell, in the order of the rounds."""

    def __init__(self) -> None:
        self.samples: defaultdict[str, list[Sample]] = defaultdict(list)

    def add(self, name: str, sample: Sample) -> None:
        self.samples[name].append(sample)

    def has(self, name: str) -> bool:
        return bool(self.samples.get(name))

    def of(self, name: str, field: str) -> Spread:
        """A figure over the rounds; nothing measured is nan."""
        found = [value for one in self.samples[name] if (value := getattr(one, field)) is not None]
        if not found:
            return Spread(float("nan"), float("nan"), float("nan"))
        return Spread(statistics.median(found), min(found), max(found))

    def ratio(self, name: str, floor: str, field: str = "rate") -> Spread:
        """Of two cells of the same round, over the rounds: a slow minute hits both alike."""
        pairs = zip(self.samples[name], self.samples[floor], strict=False)
        found = [getattr(one, field) / getattr(other, field) for one, other in pairs
                 if getattr(other, field)]  # fmt: skip
        if not found:
            return Spread(float("nan"), float("nan"), float("nan"))
        return Spread(statistics.median(found), min(found), max(found))
