"""The measurements in their order: rounds beside the floors, partial load, collisions, long past."""

import resource
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from adapters.keys.sync_vault import SyncVault
from adapters.postgres.projector import Projector
from adapters.reference.load_units import load_register
from cancuoc.bench import big_store, echo, parts
from cancuoc.bench.cells import Cells, Meter
from cancuoc.bench.copies import Copier
from cancuoc.bench.load_generator import LoadFailed, LoadGenerator
from cancuoc.bench.load_messages import KEY_TWIN, VERSION_TWIN, Answered, Closed
from cancuoc.bench.models import BODIES, STREAM_EVENTS, Model, fresh_mapper, live_through, models
from cancuoc.bench.pgbench import PgBench, topic_and_state
from cancuoc.bench.plan import Plan
from cancuoc.bench.request_bytes import echoed
from cancuoc.bench.servers import KEYS, Register, Serving, echoing
from cancuoc.bench.stock import Stock
from projections.citizen_search import CitizenSearch

HOT = "notify-pin"
COMMANDS = ("capture", "verify-citizen", "approve-citizen")
MIDDLE = 64
"""Requests in flight at which the register is compared with the floors."""
FASTAPI, STARLETTE, PGBENCH = "FastAPI echo", "Starlette echo", "pgbench"
COLLIDING = f"{HOT}, 1 % colliding"
SMALL, LARGE = "small store", "large store"

Say = Callable[[str], None]


def at(command: str, in_flight: int) -> str:
    """The name of a closed-loop cell."""
    return f"{command} @{in_flight}"


def offered(load: float) -> str:
    """The name of an open-loop cell."""
    return f"{HOT} at {load:.0%}"


class Suite:
    """Everything one run measures; `cells` and `parts` hold the figures."""

    def __init__(self, plan: Plan, register: Register, generator: LoadGenerator, say: Say) -> None:
        self.plan = plan
        self.cells = Cells()
        self.parts: list[parts.Part] = []
        self._register = register
        self._generator = generator
        self._say = say
        self._postmaster = register.server.pid or 0
        self._meter = Meter(self._postmaster)
        self._mapper = fresh_mapper()
        self._people: list[Model] = models(register.issuer, register.settings.audience)

    def run(self) -> None:
        self._register.make_store("cancuoc")
        with self._stocked("cancuoc") as (serving, stock):
            self._say("fifty citizens from DC01 to a PIN through the API")
            self._live(serving.port)
            self._rounds(serving, stock)
            self._partial_load(serving, stock)
        self._store_sizes()
        self._parts_alone()

    def cells_to_come(self) -> int:
        """How many times `say` is called, for a progress bar."""
        plan = self.plan
        each_round = len(plan.in_flight) + len(COMMANDS) + 4
        sizes = 2 * plan.size_rounds + 2
        return 4 + plan.rounds * (each_round + len(plan.loads)) + sizes + 4

    @contextmanager
    def _stocked(self, database: str) -> Iterator[tuple[Serving, Stock]]:
        with self._register.serving(database) as serving, self._copier(database) as copier:
            yield serving, Stock(self._generator, copier, self._people)

    @contextmanager
    def _copier(self, database: str) -> Iterator[Copier]:
        with (
            psycopg.connect(self._register.dsn(database), autocommit=True) as store,
            psycopg.connect(self._register.dsn(KEYS), autocommit=True) as keys,
        ):
            yield Copier(store, keys, self._register.kek, self._mapper)

    def _vault(self) -> SyncVault:
        return SyncVault(self._register.dsn(KEYS), self._register.kek)

    def _live(self, port: int) -> None:
        with psycopg.connect(self._register.dsn("cancuoc")) as store, self._vault() as vault:
            for person in self._people:
                live_through(person, port, store, self._mapper, vault)

    def _rounds(self, serving: Serving, stock: Stock) -> None:
        with ExitStack() as stack:
            floors = {
                name: stack.enter_context(echoing(kind, self._register.folder))
                for name, kind in ((FASTAPI, echo.FASTAPI), (STARLETTE, echo.STARLETTE))
            }
            pgbench = self._pgbench()
            self._warm_up(serving, stock, floors)
            for _ in range(self.plan.rounds):
                self._commands(serving, stock)
                for name, floor in floors.items():
                    self._cell(name, floor.pid, self._echo(floor))
                self._cell(PGBENCH, None, lambda: _transactions(pgbench, self.plan.cell_s))

    def _warm_up(self, serving: Serving, stock: Stock, floors: dict[str, Serving]) -> None:
        self._say("warming up")
        tokens = [one.tokens[HOT] for one in self._people]
        self._generator.give("echo", echoed(BODIES[HOT], tokens, echo.PATH))
        for command in (HOT, *COMMANDS):
            stock.closed(command, serving.port, MIDDLE, self.plan.cell_s / 2)()
        for floor in floors.values():
            self._echo(floor)()

    def _commands(self, serving: Serving, stock: Stock) -> None:
        seconds, port, pid = self.plan.cell_s, serving.port, serving.pid
        self._cell(at(HOT, MIDDLE), pid, stock.closed(HOT, port, MIDDLE, seconds))
        twins = stock.collisions(HOT, port, MIDDLE, seconds)
        self._cell(COLLIDING, pid, lambda: _with_right_losers(twins()))
        for in_flight in self.plan.in_flight:
            if in_flight != MIDDLE:
                self._cell(at(HOT, in_flight), pid, stock.closed(HOT, port, in_flight, seconds))
        for command in COMMANDS:
            self._cell(at(command, MIDDLE), pid, stock.closed(command, port, MIDDLE, seconds))

    def _partial_load(self, serving: Serving, stock: Stock) -> None:
        full = self.cells.of(at(HOT, MIDDLE), "rate").middle
        for _ in range(self.plan.rounds):
            for load in self.plan.loads:
                cell = stock.open(HOT, serving.port, full * load, self.plan.open_s)
                self._cell(offered(load), serving.pid, cell)

    def _store_sizes(self) -> None:
        """The small store is emptied and filled anew each round, or it would grow large itself."""
        with ExitStack() as stack:
            stores = {}
            for name, database in ((SMALL, "cancuoc_small"), (LARGE, "cancuoc_large")):
                self._register.make_store(database)
                stores[name] = (
                    stack.enter_context(self._stocked(database)),
                    stack.enter_context(
                        psycopg.connect(self._register.dsn(database), autocommit=True)
                    ),
                )
            self._say(f"{self.plan.large_store:,} events by COPY")
            large = stores[LARGE][1]
            big_store.fill(large, self._people, self._mapper, self.plan.large_store, lambda _: None)
            for turn in range(self.plan.size_rounds + 1):
                for name, ((serving, stock), store) in stores.items():
                    if name == SMALL:
                        big_store.empty(store)
                    cell = stock.exactly(
                        HOT, self.plan.small_store // STREAM_EVENTS, serving.port, MIDDLE
                    )
                    big_store.settle(store)
                    if turn:
                        self._cell(name, serving.pid, cell)
                    else:
                        cell()  # the first turn warms up

    def _parts_alone(self) -> None:
        plan, register = self.plan, self._register
        self._say("sealing and tokens alone")
        self.parts += parts.sealing(self._people, self._mapper, plan.part_s)
        self.parts += parts.tokens(register.issuer, register.settings.audience, plan.part_s)
        self._say("sequencer alone")
        self.parts.append(parts.sequencing(register.dsn("cancuoc_large"), self._postmaster))
        register.make_store("cancuoc_feed")
        with self._copier("cancuoc_feed") as copier:
            copier.ready_for(HOT, self._people, plan.feed_events // STREAM_EVENTS)
            big_store.settle(copier.store)
        self._say("projection alone")
        dsn = register.dsn("cancuoc_feed")
        parts.sequencing(dsn, self._postmaster)
        with self._vault() as vault:
            projector = Projector(dsn, CitizenSearch(load_register()), self._mapper, vault)
            self.parts.append(parts.projecting(projector, self._postmaster))

    def _pgbench(self) -> PgBench:
        self._register.make_store("cancuoc_floor")
        with psycopg.connect(self._register.dsn("cancuoc")) as store:
            topic, state = topic_and_state(store)
        return PgBench(self._register.dsn("cancuoc_floor"), self._register.folder, topic, state)

    def _echo(self, floor: Serving) -> Callable[[], Answered]:
        order = Closed("echo", floor.port, MIDDLE, self.plan.cell_s, repeat=True)
        return lambda: self._generator.obey(order)

    def _cell(self, name: str, python: int | None, work: Callable[[], Answered]) -> None:
        self._say(name)
        self.cells.add(name, self._meter.around(python, work))


def _transactions(pgbench: PgBench, seconds: float) -> Answered:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = pgbench.run(MIDDLE, seconds)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Answered(answered=done.count, seconds=done.count / done.rate, client_cpu_s=used)


def _with_right_losers(answered: Answered) -> Answered:
    """Of two that want one version exactly one wins; of two with one key one is a repeat.

    The end of a cell may part one pair.
    """
    rivals = answered.statuses.get(VERSION_TWIN, {})
    won, lost = rivals.get(200, 0), sum(rivals.values()) - rivals.get(200, 0)
    twins = sum(answered.statuses.get(KEY_TWIN, {}).values())
    if abs(won - lost) > 1 or abs(twins - 2 * answered.replayed) > 1:
        raise LoadFailed(
            f"{won} of the colliding commands won and {lost} lost; of {twins} with the key of"
            f" another {answered.replayed} were answered as repeats"
        )
    return answered
