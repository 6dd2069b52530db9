"""Commands and floors in turn, round after round, so that a slow minute hits all of them alike."""

import resource
from collections.abc import Callable, Mapping
from contextlib import ExitStack

import psycopg

from cancuoc.bench import echo
from cancuoc.bench.load_generator import LoadFailed
from cancuoc.bench.load_messages import KEY_TWIN, VERSION_TWIN, Answered, Closed
from cancuoc.bench.models import BODIES, live_through
from cancuoc.bench.pgbench import PgBench, topic_and_state
from cancuoc.bench.request_bytes import echoed
from cancuoc.bench.servers import Serving, echoing
from cancuoc.bench.stock import Stock
from cancuoc.bench.workbench import HOT, MIDDLE, Workbench

COMMANDS = ("capture", "verify-citizen", "approve-citizen")
FASTAPI, STARLETTE, PGBENCH = "FastAPI echo", "Starlette echo", "pgbench"
COLLIDING = f"{HOT}, 1 % colliding"


def at(command: str, in_flight: int) -> str:
    """The name of a closed-loop cell."""
    return f"{command} @{in_flight}"


def offered(load: float) -> str:
    """The name of an open-loop cell."""
    return f"{HOT} at {load:.0%}"


def measure(bench: Workbench) -> None:
    bench.register.make_store("cancuoc")
    with bench.stocked("cancuoc") as (serving, stock):
        bench.say("fifty citizens from DC01 to a PIN through the API")
        _live(bench, serving)
        _rounds(bench, serving, stock)
        _partial_load(bench, serving, stock)


def _live(bench: Workbench, serving: Serving) -> None:
    with psycopg.connect(bench.register.dsn("cancuoc")) as store, bench.vault() as vault:
        for person in bench.people:
            live_through(person, serving.port, store, bench.mapper, vault)


def _rounds(bench: Workbench, serving: Serving, stock: Stock) -> None:
    with ExitStack() as stack:
        floors = {
            name: stack.enter_context(echoing(kind, bench.register.folder))
            for name, kind in ((FASTAPI, echo.FASTAPI), (STARLETTE, echo.STARLETTE))
        }
        pgbench = pgbench_floor(bench)
        _warm_up(bench, serving, stock, floors)
        for _ in range(bench.plan.rounds):
            _commands(bench, serving, stock)
            for name, floor in floors.items():
                bench.cell(name, floor.pid, said_back(bench, floor, bench.plan.cell_s))
            bench.cell(PGBENCH, None, lambda: transactions(pgbench, bench.plan.cell_s))


def _warm_up(
    bench: Workbench, serving: Serving, stock: Stock, floors: Mapping[str, Serving]
) -> None:
    bench.say("warming up")
    tokens = [one.tokens[HOT] for one in bench.people]
    bench.generator.give("echo", echoed(BODIES[HOT], tokens, echo.PATH))
    for command in (HOT, *COMMANDS):
        stock.closed(command, serving.port, MIDDLE, bench.plan.cell_s / 2)()
    for floor in floors.values():
        said_back(bench, floor, bench.plan.cell_s)()


def _commands(bench: Workbench, serving: Serving, stock: Stock) -> None:
    seconds, port, pid = bench.plan.cell_s, serving.port, serving.pid
    bench.cell(at(HOT, MIDDLE), pid, stock.closed(HOT, port, MIDDLE, seconds))
    twins = stock.collisions(HOT, port, MIDDLE, seconds)
    bench.cell(COLLIDING, pid, lambda: with_right_losers(twins()))
    for in_flight in bench.plan.in_flight:
        if in_flight != MIDDLE:
            bench.cell(at(HOT, in_flight), pid, stock.closed(HOT, port, in_flight, seconds))
    for command in COMMANDS:
        bench.cell(at(command, MIDDLE), pid, stock.closed(command, port, MIDDLE, seconds))


def _partial_load(bench: Workbench, serving: Serving, stock: Stock) -> None:
    full = bench.cells.of(at(HOT, MIDDLE), "rate").middle
    for _ in range(bench.plan.rounds):
        for load in bench.plan.loads:
            cell = stock.open(HOT, serving.port, full * load, bench.plan.open_s)
            bench.cell(offered(load), serving.pid, cell)


def said_back(bench: Workbench, floor: Serving, seconds: float) -> Callable[[], Answered]:
    """A cell of an echo; its requests are there from the first rounds on."""
    order = Closed("echo", floor.port, MIDDLE, seconds, repeat=True)
    return lambda: bench.generator.obey(order)


def pgbench_floor(bench: Workbench) -> PgBench:
    """pgbench with an event of the hot command, over tables of its own."""
    bench.register.make_store("cancuoc_floor")
    with psycopg.connect(bench.register.dsn("cancuoc")) as store:
        topic, state = topic_and_state(store)
    return PgBench(bench.register.dsn("cancuoc_floor"), bench.register.folder, topic, state)


def transactions(pgbench: PgBench, seconds: float) -> Answered:
    """A cell of the database alone."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = pgbench.run(MIDDLE, seconds)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Answered(answered=done.count, seconds=done.count / done.rate, client_cpu_s=used)


def with_right_losers(answered: Answered) -> Answered:
    """Of two that want one version exactly one wins; of two with one key one is a repeat.

    The end of a cell may part one pair. Raises LoadFailed.
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
