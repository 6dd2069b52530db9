"""The data-quality view, the checks of all entries, and the search for double entries.

On a store of its own: a population by the census with planted doubles (doubles.py), whose
declarations were written by COPY. Beside the view stands reading its feed alone.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import msgspec
from psycopg_pool import AsyncConnectionPool

from adapters.keys.data_key import SECRET_BYTES, DataKey
from adapters.keys.keyed_digests import QUALITY, keyed_digest
from adapters.postgres.live_view import Pool
from adapters.postgres.projector import Projector
from adapters.postgres.quality_reader import QualityReader
from adapters.postgres.quality_sight import QualitySight
from adapters.reference.load_units import load_register
from cancuoc.bench import big_store, doubles, parts
from cancuoc.bench.annex import Annex
from cancuoc.bench.case_feed import read_feed
from cancuoc.bench.copies import Copier, copy_events, new_id, write_keys
from cancuoc.bench.servers import KEYS
from cancuoc.bench.tables import Table
from cancuoc.bench.workbench import Workbench
from domain.citizen.commands import CaptureCitizen
from domain.citizen.declaration import declared
from domain.citizen.events import Captured
from domain.context import Context
from domain.envelope import Actor, Envelope
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.quality.compared import Compared, keys_of
from domain.quality.likeness import likeness, score
from domain.quality.redaction import Digest
from domain.quality.traits import TraitsOf
from domain.recorded import Recorded
from projections.quality import Quality
from projections.quality_person import Law
from projections.quality_rows import compared

DATABASE = "cancuoc_quality"
STEPS = 4
SEED = 2021
PAGE = 500
COMPARING_S = 0.5
LEAST = 28.0
"""Bits, as the house rule `quality.duplicates` seeds them."""
ENTRIES_A_FEED_EVENT = 1 / 2
"""The population grows with the plan: half as many entries as its feed has events."""
NOW = datetime(2020, 12, 20, 8, 0, tzinfo=UTC)


class Rates(msgspec.Struct):
    """What was measured: rates a second, and counts."""

    entries: int
    reading: float
    view: float
    checking: float
    comparing: float
    failures: int
    found: doubles.Finding


def measure(bench: Workbench) -> Annex:
    bench.say("population with planted doubles")
    bench.register.make_store(DATABASE)
    dsn, keys = bench.register.dsn(DATABASE), bench.register.dsn(KEYS)
    people = doubles.population(round(bench.plan.feed_events * ENTRIES_A_FEED_EVENT), SEED)
    digest = keyed_digest(keys, bench.register.kek, QUALITY)
    writing = Forms(digest)
    with bench.copier(DATABASE) as copier:
        _write(copier, writing, people)
        big_store.settle(copier.store)
    parts.sequencing(dsn, bench.postmaster)
    entries = len(people.rows)
    reading = _rate(lambda: read_feed(dsn, -1))
    bench.say("quality view")
    policy = Policy(SEEDS)
    view = Quality(Law(load_register(), lambda _: policy, True), digest)
    with bench.vault() as vault:
        projecting = _rate(Projector(dsn, view, bench.mapper, vault).catch_up)
    bench.say("checks of every entry")
    failures, checking = asyncio.run(_check(dsn))
    bench.say("comparison of candidates alone")
    found, comparing = _compare(writing, people, digest)
    return _told(Rates(entries, reading, projecting, checking, comparing, failures, found))


class Forms:
    """Declarations as events, and as the comparison sees them."""

    def __init__(self, digest: Digest) -> None:
        self._traits = TraitsOf(digest)
        self._units = load_register()
        self._policy = Policy(SEEDS)

    def event(self, row: doubles.Row) -> Recorded:
        home = next(one for one in row["residences"] if one["kind"] == "permanent")
        actor = Actor(uuid4(), home["place"]["unit"], ("area-officer",))
        context = Context(actor, NOW, NOW, self._policy, self._units, True)
        command = msgspec.convert(row, CaptureCitizen)
        event = Captured("DC01", command.packet_id, command.source, NOW, False,
                         declared(command, context))  # fmt: skip
        envelope = Envelope(NOW, NOW, actor, None, new_id(), new_id(), 0, None, None, 0)
        return Recorded(UUID(row["id"]), 1, envelope, event)

    def compared(self, row: doubles.Row) -> Compared:
        declaration = self.event(row).event.sealed
        return compared(declaration, self._traits.declared(declaration), (), self._units)


def _write(copier: Copier, forms: Forms, people: doubles.Population) -> None:
    rows: list[tuple[UUID, int, str, bytes]] = []
    keys = []
    for row in people.rows:
        recorded, key_id, secret = forms.event(row), new_id(), os.urandom(SECRET_BYTES)
        topic, state = copier.mapper.encode(recorded, {key_id: DataKey(secret)}, key_id)
        rows.append((recorded.stream, 1, topic, state))
        keys.append((key_id, recorded.stream, secret))
    write_keys(copier, keys)
    copy_events(copier.store, rows)


async def _check(dsn: str) -> tuple[int, float]:
    """Every check of every entry, a page after the other; failures, and entries a second."""
    pool: Pool = AsyncConnectionPool(
        dsn, min_size=1, max_size=2, open=False, kwargs={"autocommit": True}
    )
    async with pool:
        sight = QualitySight(QualityReader(pool), load_register(), lambda: LEAST)
        began, failures, after, seen = time.perf_counter(), 0, None, 0
        while (page := await sight.everybody(after, PAGE)).people:
            found = await sight.found(page.people, doubles.CAPTURED_ON)
            own = set(page.people)
            failures += sum(one.citizen_id in own for one in found.failures)
            after, seen = page.people[-1], seen + len(page.people)
        return failures, seen / (time.perf_counter() - began)


def _compare(
    forms: Forms, people: doubles.Population, digest: Digest
) -> tuple[doubles.Finding, float]:
    known = {UUID(row["id"]): forms.compared(row) for row in people.rows}
    found = doubles.found_among(known, lambda one: keys_of(one, digest), people.doubles, LEAST)
    pairs = [(known[one], known[two]) for one, two in sorted(people.doubles | people.twins)]
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < COMPARING_S:
        done += sum(score(likeness(one, two, _one_in_a_hundred)) != 0 for one, two in pairs)
    return found, done / (time.perf_counter() - began)


def _one_in_a_hundred(_part: str, _digest: int) -> float:
    return 0.01


def _rate(work: Callable[[], int]) -> float:
    began = time.perf_counter()
    return work() / (time.perf_counter() - began)


def _told(rates: Rates) -> Annex:
    found = rates.found
    table = Table(
        "Data quality",
        ("", "rate/s", "beside reading the feed"),
        tuple(_rows(rates)),
        f"{rates.entries:,} entries with {found.planted} planted doubles and as many twins:"
        f" {found.compared:,} pairs compared, {found.found} above {LEAST:g} bits,"
        f" precision {found.precision:.3f}, recall {found.recall:.3f}"
        f" ({found.by_key} of the doubles share a key). {rates.failures:,} failures of checks.",
    )
    return Annex((table,), figures={"quality": msgspec.to_builtins(rates)})


def _rows(rates: Rates) -> Iterator[tuple[str, ...]]:
    for name, rate in (
        ("reading the feed alone, events", rates.reading),
        ("quality view, entries", rates.view),
        ("all checks, entries", rates.checking),
    ):
        yield name, f"{rate:,.0f}", f"{rate / rates.reading:.2f}"
    yield "comparison alone, pairs", f"{rates.comparing:,.0f}", ""
