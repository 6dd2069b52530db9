"""The readers of a feed of cases: reactors, and the views that show cases; beside reading alone."""

import asyncio
from collections.abc import Iterator
from functools import partial

import psycopg
from msgspec.structs import replace

from adapters.postgres.gathered_store import GatheredStore
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.policy_history import PolicyHistory
from adapters.postgres.projector import Projector
from adapters.postgres.reactor_runner import BATCH, ReactorRunner
from adapters.reference.load_units import load_register
from application.reactions.all_reactors import REACTORS
from application.reactions.reacting import Reacting
from cancuoc.bench import big_store, parts
from cancuoc.bench.case_copies import CaseCopier, History
from cancuoc.bench.case_models import Models
from cancuoc.bench.load_generator import LoadFailed
from cancuoc.bench.servers import KEYS
from cancuoc.bench.workbench import Workbench
from cancuoc.office_parts import OfficeParts
from domain.policy.seeds import SEEDS
from domain.recorded import Recorded
from domain.stream_kinds import STREAM_KINDS
from projections.case_links import CaseLinks
from projections.progress import Progress
from projections.projection import Projection
from projections.stock import Stock
from projections.waits import Waits

DATABASE = "cancuoc_case_feed"
READING, REACTING = "reading the feed alone", "reactors"
SUSPECTED_ONE_IN = 300
"""Cases in which the matcher finds somebody alike (domain §7)."""
_BY_REACTORS = frozenset({"card-application.dispatched.v1", "card-application.arrived.v1"})


def view(name: str) -> str:
    """The name of a cell."""
    return f"view: {name}"


VIEWS = tuple(view(name) for name in ("waits", "progress", "stock", "case_links"))


def measure(bench: Workbench, models: Models) -> None:
    """Each round has a part of the feed of its own, that all readers read."""
    bench.register.make_store(DATABASE)
    dsn = bench.register.dsn(DATABASE)
    lot = unreacted(models.lot)
    with bench.copier(DATABASE) as copier, bench.vault() as vault:
        projectors = [Projector(dsn, one, bench.mapper, vault) for one in _views(dsn)]
        for _ in range(bench.plan.case_rounds):
            at = _head(copier.store)
            bench.say("cases by COPY")
            _fill(bench, CaseCopier(copier), lot, models.suspected)
            big_store.settle(copier.store)
            parts.sequencing(dsn, bench.postmaster)
            bench.here(READING, lambda at=at: read_feed(dsn, at))  # type: ignore[misc]
            for name, projector in zip(VIEWS, projectors, strict=True):
                bench.here(name, projector.catch_up)
            bench.here(REACTING, lambda: asyncio.run(_react(bench, dsn)))


def unreacted(lot: History) -> History:
    """A lot whose cards are on the counter, without what the reactors made of its manifest."""

    def by_reactors(recorded: Recorded) -> bool:
        return recorded.topic in _BY_REACTORS

    return lot.before("card-application.delivered.v1").without(by_reactors)


def _views(dsn: str) -> Iterator[Projection]:
    units = load_register()
    yield Waits(STREAM_KINDS, PolicyHistory(dsn, SEEDS).at, units)
    yield Progress(units)
    yield Stock()
    yield CaseLinks()


def _fill(bench: Workbench, copier: CaseCopier, lot: History, suspected: History) -> None:
    wanted = bench.plan.case_feed_events // bench.plan.case_rounds
    lots = max(1, wanted // len(lot.events))
    copier.copy(lot, lots)
    copier.copy(suspected, max(1, lots * bench.plan.lot // SUSPECTED_ONE_IN))


def _head(store: psycopg.Connection) -> int:
    return LedgerFeed(store).head()


def read_feed(dsn: str, after: int) -> int:
    """What every reader does first, in batches of the reactors' size."""
    count = 0
    with psycopg.connect(dsn, autocommit=True) as connection:
        feed = LedgerFeed(connection)
        while events := feed.read(after + count, BATCH):
            count += len(events)
    return count


async def _react(bench: Workbench, dsn: str) -> int:
    register = bench.register
    settings = replace(register.settings, dsn=dsn, keys_dsn=register.dsn(KEYS), test_numbers=True)
    async with OfficeParts(settings) as office:
        runner = ReactorRunner(dsn, office.store, partial(_reacting, office))
        count = await runner.catch_up()
        counters = runner.counters
        if counters.refused or counters.parked or not counters.commands:
            raise LoadFailed(f"reactors: {counters}")
        return count


def _reacting(office: OfficeParts, gathered: GatheredStore) -> Reacting:
    return Reacting(office.office(gathered), REACTORS)
