"""A signed list carried out: items a second, and what it leaves to the desks meanwhile."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import msgspec

from adapters.identity.bearer import Expected, bearer_of
from adapters.identity.compact_token import read_compact
from adapters.identity.development_issuer import ISSUER
from adapters.postgres.bulk_rows import BulkRows
from application.bulk_acts import Signed
from application.bulk_work import BulkWork
from cancuoc.bench.annex import Annex
from cancuoc.bench.beside_floors import PGBENCH, at
from cancuoc.bench.copies import Copier, new_id
from cancuoc.bench.load_messages import Answered
from cancuoc.bench.models import NOTICE, READY_FOR, Model
from cancuoc.bench.servers import KEYS
from cancuoc.bench.tables import Table
from cancuoc.bench.workbench import HOT, MIDDLE, Workbench
from cancuoc.bulk_loop import run_bulk_acts
from cancuoc.office_parts import OfficeParts
from cancuoc.settings import Settings
from domain.envelope import Actor

DATABASE = "cancuoc_lists"
DESKS = 16
"""Requests in flight beside the list."""
MOST = 10_000


def measure(bench: Workbench) -> Annex:
    """Over notify-pins, in the process of the benchmark, on a store of its own."""
    register, count = bench.register, min(MOST, bench.plan.feed_events)
    register.make_store(DATABASE)
    settings = msgspec.structs.replace(
        register.settings, dsn=register.dsn(DATABASE), keys_dsn=register.dsn(KEYS)
    )
    bench.say(f"a list of {count:,} items")
    with bench.copier(DATABASE) as copier:
        real, seconds = asyncio.run(_carried_out(settings, _list(copier, bench, count)))
        rehearsal = _list(copier, bench, count // 4, dry_run=True)
    rehearsed, rehearsal_s = asyncio.run(_carried_out(settings, rehearsal))
    bench.say("desks beside a list")
    single = bench.cells.of(at(HOT, MIDDLE), "rate").middle
    alone, beside = _desks(bench, settings, round(single * bench.plan.open_s / 2))
    floor = bench.cells.of(PGBENCH, "rate").middle
    rates = {
        "items of a list": real / seconds,
        "items of a dry run": rehearsed / rehearsal_s,
        f"single commands over HTTP ({MIDDLE} in flight)": single,
        "floor: pgbench, the same event": floor,
    }
    rows = [(name, f"{rate:,.0f}", "") for name, rate in rates.items()]
    rows += [
        (name, f"{one.answered / one.seconds:,.0f}", f"{one.p99_s * 1e3:,.1f}")
        for name, one in (
            (f"desks alone ({DESKS} in flight)", alone),
            (f"desks beside a list at {settings.bulk_rate:,.0f} items/s", beside),
        )
    ]
    note = f"{real:,} items, all accepted, one order and one event each; the dry run keeps nothing."
    table = Table("Signed lists", ("", "rate/s", "p99 ms"), tuple(rows), note)
    return Annex((table,), figures=rates)


def _desks(bench: Workbench, settings: Settings, count: int) -> tuple[Answered, Answered]:
    """The same commands without a list and with one that is carried out at the usual rate."""
    with bench.stocked(DATABASE) as (serving, stock), bench.copier(DATABASE) as copier:
        stock.exactly(HOT, count, serving.port, DESKS)()
        alone = stock.exactly(HOT, count, serving.port, DESKS)()
        cell = stock.exactly(HOT, count, serving.port, DESKS)
        enough = min(MOST, round(settings.bulk_rate * 30))
        with _in_the_background(settings, _list(copier, bench, enough)):
            return alone, cell()


def _list(copier: Copier, bench: Workbench, count: int, dry_run: bool = False) -> Signed:
    """Citizens of one commune who were told their numbers, signed by its officer."""
    person = bench.people[0]
    acts = copier.ready_for(HOT, [person], count)
    items = [
        {
            "citizen_id": act.path.split("/")[3],
            "version": READY_FOR[HOT],
            "channel": "paper",
            "notified_on": "2021-02-20",
            "notice": NOTICE,
        }
        for act in acts
    ]
    body = json.dumps({"act": "notify-pins", "items": items, "dry_run": dry_run}).encode()
    return Signed(
        id=new_id(),
        signer=_officer(bench, person),
        act="notify-pins",
        dry_run=dry_run,
        body=body,
        signature=b"",
        request_hmac=b"",
        signed_at=person.history[-1].envelope.recorded_at,
    )


def _officer(bench: Workbench, person: Model) -> Actor:
    claims = read_compact(person.tokens[HOT].encode()).claims
    expected = Expected(ISSUER, bench.register.settings.audience, 0.0)
    return bearer_of(claims, expected, time.time()).actor


async def _carried_out(settings: Settings, signed: Signed) -> tuple[int, float]:
    """How many items were accepted, and how long all of them took."""
    async with OfficeParts(settings) as parts:
        work = await _taken_in(parts, signed)
        began = time.perf_counter()
        while await work.round():
            pass
        seconds = time.perf_counter() - began
        found = await BulkRows(parts.store).find(signed.id)
    return (found[1].accepted if found else 0), seconds


async def _taken_in(parts: OfficeParts, signed: Signed) -> BulkWork:
    rows = BulkRows(parts.store)
    await rows.take_in(signed)
    return BulkWork(parts.office(), rows, UUID(int=1))


@contextmanager
def _in_the_background(settings: Settings, signed: Signed) -> Iterator[None]:
    """The list at its usual rate, in a thread with a loop of its own, until it is left."""
    begun, ended = threading.Event(), threading.Event()

    async def run() -> None:
        async with OfficeParts(settings) as parts:
            work, stop = await _taken_in(parts, signed), asyncio.Event()
            begun.set()
            running = asyncio.create_task(
                run_bulk_acts(work, stop, settings.bulk_rate, parts.store.mode)
            )
            await asyncio.to_thread(ended.wait)
            stop.set()
            await running

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="signed list")
    thread.start()
    begun.wait(30)
    try:
        yield
    finally:
        ended.set()
        thread.join()
