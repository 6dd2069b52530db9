"""The two ways of offering load: as fast as answers come, or at times that answers do not move."""

import asyncio
import time
from collections import Counter, deque
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
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


async def closed_loop(order: Closed, pool: deque[Request]) -> Answered:
    tally, ended = Tally(), asyncio.Event()
    stops_at, last, open_ = 0.0, 0.0, order.in_flight

    def proceed(connection: Connection, status: int = 0, answer: bytes = b"") -> None:
        nonlocal last, open_
        if answer:
            tally.note(connection, status, answer)
            last = time.perf_counter()
        if (answer and not status) or time.perf_counter() >= stops_at or not pool:
            open_ -= 1
            if not open_:
                ended.set()
            return
        request = pool.popleft()
        if order.repeat:
            pool.append(request)
        connection.send(*request)

    connections = await connect(order.port, order.in_flight, proceed)
    cpu, began = _cpu(), time.perf_counter()
    stops_at = last = began + order.seconds
    for connection in connections:
        proceed(connection)
    await asyncio.wait_for(ended.wait(), order.seconds + PATIENCE_S)
    return _finished(tally, connections, last - began, _cpu() - cpu, len(pool))


async def open_loop(order: Open, pool: deque[Request]) -> Answered:
    """Latency counts from the moment a request was due, so that a server that stalls cannot hide
    it by also stalling its clients. A due request that finds every connection busy waits."""
    tally = Tally()
    idle: deque[Connection] = deque()
    due: deque[tuple[float, Request]] = deque()

    def proceed(connection: Connection, status: int, answer: bytes) -> None:
        tally.note(connection, status, answer)
        if due:
            at, request = due.popleft()
            connection.send(*request, began=at)
        else:
            idle.append(connection)

    connections = await connect(order.port, order.connections, proceed)
    idle.extend(connections)
    times = _arrivals(order, len(pool))
    cpu, began = _cpu(), time.perf_counter()
    for offset in times:
        at = began + offset
        while (wait := at - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        request = pool.popleft()
        if idle:
            idle.pop().send(*request, began=at)
        else:
            due.append((at, request))
    async with asyncio.timeout(PATIENCE_S):
        while len(tally.latencies) < len(times):
            await asyncio.sleep(0.005)
    return _finished(tally, connections, order.seconds, _cpu() - cpu, len(pool))


def _arrivals(order: Open, most: int) -> list[float]:
    """Seconds from the start: independent officers make a Poisson process."""
    random = Random(f"{order.rate}")  # noqa: S311 - load, not a secret
    times: list[float] = []
    at = random.expovariate(order.rate)
    while at < order.seconds and len(times) < most:
        times.append(at)
        at += random.expovariate(order.rate)
    return times


def _finished(
    tally: Tally, connections: list[Connection], seconds: float, cpu_s: float, left: int
) -> Answered:
    for connection in connections:
        connection.close()
    return tally.answered(seconds, cpu_s, left)


def _cpu() -> float:
    used = getrusage(RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
