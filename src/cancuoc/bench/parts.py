"""The parts of a command alone, and the two readers of history: what each costs an event."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from uuid import UUID, uuid4

import msgspec

from adapters.identity.development_issuer import ISSUER, DevelopmentIssuer
from adapters.identity.jwks import StaticKeys
from adapters.identity.token_verifier import TokenVerifier
from adapters.keys.data_key import SECRET_BYTES, DataKey
from adapters.postgres.projector import Projector
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.sequencer import Sequencer
from cancuoc.bench import processor_time
from cancuoc.bench.models import Model
from domain.recorded import Recorded

PROJECTING = "projection (citizen search), an event"
_COLD_TOKENS = 500
_REAPED_S = 0.2
T = TypeVar("T")


class Part(msgspec.Struct, frozen=True):
    """Microseconds of processor time of Python for one, and of PostgreSQL where it takes part."""

    name: str
    python_us: float
    postgres_us: float | None = None
    rate: float | None = None
    """A second, where it is a process that can run by itself."""


def sealing(people: Sequence[Model], mapper: SealingMapper, seconds: float) -> Iterator[Part]:
    """Encode and decode the largest event of a citizen and the smallest with a sealed part."""
    key_id, key = UUID(int=1), DataKey(bytes(SECRET_BYTES))
    keys = {key_id: key}
    for name, at in (("captured (1.1 KB form)", 0), ("PIN notified", -1)):
        recorded = [one.history[at] for one in people]

        def encode(one: Recorded) -> tuple[str, bytes]:
            return mapper.encode(one, keys, key_id)

        def decode(one: tuple[Recorded, str, bytes]) -> Recorded:
            was, topic, state = one
            return mapper.decode(was.stream, was.version, topic, state, keys)

        stored = [(one, *encode(one)) for one in recorded]
        yield Part(f"seal and encode, {name}", _each(encode, recorded, seconds))
        yield Part(f"decode and open, {name}", _each(decode, stored, seconds))


def tokens(issuer: DevelopmentIssuer, audience: str, seconds: float) -> Iterator[Part]:
    verifier = TokenVerifier(ISSUER, audience, StaticKeys(issuer.jwks()))
    issued = [
        issuer.issue(uuid4(), "00001", ("area-officer",), 3600, audience)
        for _ in range(_COLD_TOKENS)
    ]
    raw = [token.encode() for token in issued]
    began = time.process_time()
    for token in raw:
        verifier.verify(token)
    yield Part("verify a token, first time", (time.process_time() - began) / len(raw) * 1e6)
    yield Part("verify a token, known", _each(verifier.verify, raw, seconds))


def sequencing(dsn: str, postmaster: int) -> Part:
    """Positions for everything in the store that has none."""
    return feed("sequencer, an event", Sequencer(dsn).catch_up, postmaster)


def projecting(projector: Projector, postmaster: int) -> Part:
    """The citizen search over everything that has a position."""
    return feed(PROJECTING, projector.catch_up, postmaster)


def feed(name: str, work: Callable[[], int], postmaster: int) -> Part:
    """What `work` in this process takes for each of the events whose number it returns."""
    wall, python = time.perf_counter(), time.process_time()
    server = processor_time.of_family(postmaster)
    events = max(1, work())
    wall = time.perf_counter() - wall
    python = time.process_time() - python
    # A backend that has just ended is counted once it was waited for.
    time.sleep(_REAPED_S)
    server = processor_time.of_family(postmaster) - server
    return Part(name, python / events * 1e6, server / events * 1e6, events / wall)


def _each(work: Callable[[T], object], given: Sequence[T], seconds: float) -> float:
    """Microseconds of processor time of one call, over the same things again and again."""
    turns = max(1, 2000 // len(given))
    count, began = 0, time.process_time()
    while (used := time.process_time() - began) < seconds:
        for _ in range(turns):
            for one in given:
                work(one)
        count += turns * len(given)
    return used / count * 1e6
