"""The two ways of offering load: as fast as answers come, or at times that answers do not move."""

import asyncio
import time
from collections import Counter, deque
from math import ceil
from random import Random
from resource import RUSAGE_SELF, getrusage

from cancuoc.bench.load_client import REPLAYED, Connection, connect
from cancuoc.bench.load_messages import EXPECTED, KEY_TWIN, Answered, Closed, Open

Request = tuple[int, bytes]
PATIENCE_S = 30.0
_SHOWN = 3


class Tally:
    """What one cell counts."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.statuses: dict[int, Counter[int]] = {kind: Counter() for kind in EXPECTED}
        self.replayed = 0
        self.strange: list[str] = []

    def note(self, connection: Connection, status: int, answer: bytes) -> None:
        self.latencies.append(time.perf_counter() - connection.began)
        self.statuses[connection.kind][status] += 1
        if connection.kind == KEY_TWIN and REPLAYED in answer:
            self.replayed += 1
        if status not in EXPECTED[connection.kind] and len(self.strange) < _SHOWN:
            self.strange.append(answer.decode("utf-8", "replace")[:800])

    def answered(self, seconds: float, cpu_s: float, left: int) -> Answered:
        ordered = sorted(self.latencies)
        return Answered(
            len(ordered),
            seconds,
            cpu_s,
            percentile(ordered, 0.50),
            percentile(ordered, 0.99),
            {kind: dict(found) for kind, found in self.statuses.items() if found},
            self.replayed,
            left,
            self.strange,
        )


def percentile(ordered: list[float], part: float) -> float:
    """Nearest rank; 0 of nothing."""
    return ordered[ceil(len(ordered) * part) - 1] if ordered else 0.0


class ClosedLoop:
    """Each connection sends its next request when the last is answered."""

    def __init__(self, order: Closed, pool: deque[Request]) -> None:
        self._order = order
        self._pool = pool
        self._tally = Tally()
        self._ended = asyncio.Event()
        self._going = order.in_flight
        self._stops_at = 0.0
        self._last = 0.0

    async def run(self) -> Answered:
        connections = await connect(self._order.port, self._order.in_flight, self._answered)
        cpu, began = _cpu(), time.perf_counter()
        self._last, self._stops_at = began, began + self._order.seconds
        for connection in connections:
            self._next(connection)
        await asyncio.wait_for(self._ended.wait(), self._order.seconds + PATIENCE_S)
        cpu = _cpu() - cpu
        _close(connections)
        return self._tally.answered(self._last - began, cpu, len(self._pool))

    def _answered(self, connection: Connection, status: int, answer: bytes) -> None:
        self._tally.note(connection, status, answer)
        self._last = time.perf_counter()
        if status and self._last < self._stops_at:
            self._next(connection)
        else:
            self._leave()

    def _next(self, connection: Connection) -> None:
        if not self._pool:
            self._leave()
            return
        request = self._pool.popleft()
        if self._order.repeat:
            self._pool.append(request)
        connection.send(*request)

    def _leave(self) -> None:
        self._going -= 1
        if not self._going:
            self._ended.set()


class OpenLoop:
    """Requests go out when they are due. One that finds every connection busy waits for the next
    free one, and its latency still counts from when it was due: a server that stalls cannot hide
    it by stalling its clients."""

    def __init__(self, order: Open, pool: deque[Request]) -> None:
        self._order = order
        self._pool = pool
        self._tally = Tally()
        self._idle: deque[Connection] = deque()
        self._due: deque[tuple[float, Request]] = deque()
        self._to_come = 0
        self._ended = asyncio.Event()

    async def run(self) -> Answered:
        connections = await connect(self._order.port, self._order.connections, self._answered)
        self._idle.extend(connections)
        times = _arrivals(self._order, len(self._pool))
        self._to_come = len(times)
        cpu, began = _cpu(), time.perf_counter()
        for offset in times:
            at = began + offset
            if (wait := at - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            self._send(at)
        await asyncio.wait_for(self._ended.wait(), PATIENCE_S)
        cpu = _cpu() - cpu
        _close(connections)
        return self._tally.answered(self._order.seconds, cpu, len(self._pool))

    def _send(self, at: float) -> None:
        request = self._pool.popleft()
        if self._idle:
            self._idle.pop().send(*request, began=at)
        else:
            self._due.append((at, request))

    def _answered(self, connection: Connection, status: int, answer: bytes) -> None:
        self._tally.note(connection, status, answer)
        self._to_come -= 1
        if not self._to_come:
            self._ended.set()
        if self._due:
            at, request = self._due.popleft()
            connection.send(*request, began=at)
        else:
            self._idle.append(connection)


def _arrivals(order: Open, most: int) -> list[float]:
    """Seconds from the start: independent officers make a Poisson process."""
    random = Random(f"{order.rate}")  # noqa: S311 - load, not a secret
    times: list[float] = []
    at = 0.0
    while (at := at + random.expovariate(order.rate)) < order.seconds and len(times) < most:
        times.append(at)
    return times or [0.0]


def _close(connections: list[Connection]) -> None:
    for connection in connections:
        connection.close()


def _cpu() -> float:
    used = getrusage(RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
