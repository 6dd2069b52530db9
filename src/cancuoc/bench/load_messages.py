"""What the benchmark and its load generator, a process of its own, say to each other."""

from collections.abc import Iterable
from pathlib import Path
from struct import Struct

import msgspec

PLAIN, VERSION_TWIN, KEY_TWIN = 0, 1, 2
"""Kinds of request: alone, or one of two that want the same version or bear the same key."""

EXPECTED: dict[int, frozenset[int]] = {
    PLAIN: frozenset({200, 201}),
    VERSION_TWIN: frozenset({200, 409, 412}),
    KEY_TWIN: frozenset({200}),
}

_HEAD = Struct(">BI")


class Load(msgspec.Struct, tag="load"):
    """Append the requests of a file to a pool, or put them in the place of what it holds."""

    pool: str
    file: str
    instead: bool = False


class Closed(msgspec.Struct, tag="closed"):
    """Keep `in_flight` requests going, each on its own connection; stop when the pool is empty.

    `repeat` begins the pool again: only for a server that keeps nothing.
    """

    pool: str
    port: int
    in_flight: int
    seconds: float
    repeat: bool = False


class Open(msgspec.Struct, tag="open"):
    """Send `rate` requests a second at times of a Poisson process, whatever the answers do."""

    pool: str
    port: int
    rate: float
    seconds: float
    connections: int = 512


Order = Load | Closed | Open


class Answered(msgspec.Struct):
    """One cell as its client saw it. Latencies are in seconds.

    `statuses` counts answers by kind of request, then status (0: the connection was lost).
    """

    answered: int = 0
    seconds: float = 0.0
    client_cpu_s: float = 0.0
    p50_s: float = 0.0
    p99_s: float = 0.0
    statuses: dict[int, dict[int, int]] = {}
    replayed: int = 0
    left: int = 0
    strange: list[str] = []
    """The first answers that nobody expected, with their bodies."""

    @property
    def unexpected(self) -> int:
        return sum(
            count
            for kind, found in self.statuses.items()
            for status, count in found.items()
            if status not in EXPECTED[kind]
        )


def write_requests(file: Path, requests: Iterable[tuple[int, bytes]]) -> int:
    """Write (kind, bytes) as `kind u8 | u32be length | bytes`; returns how many."""
    count = 0
    with file.open("wb") as output:
        for kind, raw in requests:
            output.write(_HEAD.pack(kind, len(raw)))
            output.write(raw)
            count += 1
    return count


def read_requests(file: Path) -> list[tuple[int, bytes]]:
    content = file.read_bytes()
    found, at = [], 0
    while at < len(content):
        kind, length = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        found.append((kind, content[at : at + length]))
        at += length
    return found
