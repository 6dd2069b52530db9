"""The same command over a store with a short past and one with a long past, in turn."""

from contextlib import ExitStack

from cancuoc.bench import big_store
from cancuoc.bench.models import STREAM_EVENTS
from cancuoc.bench.servers import Serving
from cancuoc.bench.stock import Stock
from cancuoc.bench.workbench import HOT, MIDDLE, Workbench

SMALL, LARGE = "small store", "large store"
LARGE_DATABASE = "cancuoc_large"
_DATABASES = {SMALL: "cancuoc_small", LARGE: LARGE_DATABASE}


def measure(bench: Workbench) -> None:
    """Each turn carries out as many commands as fit the streams of the small store.

    That store is emptied and filled anew each turn, or its own commands would make it large. What
    autovacuum would do at some moment is done before each cell.
    """
    with ExitStack() as stack:
        for database in _DATABASES.values():
            bench.register.make_store(database)
        served = {
            name: stack.enter_context(bench.stocked(database))
            for name, database in _DATABASES.items()
        }
        _fill(bench)
        for turn in range(bench.plan.size_rounds + 1):
            for name, (serving, stock) in served.items():
                _turn(bench, name, serving, stock, counts=turn > 0)


def _fill(bench: Workbench) -> None:
    wanted = bench.plan.large_store
    with bench.copier(LARGE_DATABASE) as copier:
        for done in big_store.fill(copier.store, bench.people, bench.mapper, wanted):
            bench.say(f"{done:,} of {wanted:,} events by COPY")


def _turn(bench: Workbench, name: str, serving: Serving, stock: Stock, *, counts: bool) -> None:
    """The first turn of each server warms it up and does not count."""
    with bench.copier(_DATABASES[name]) as copier:
        if name == SMALL:
            big_store.empty(copier.store)
        commands = bench.plan.small_store // STREAM_EVENTS
        work = stock.exactly(HOT, commands, serving.port, MIDDLE)
        big_store.settle(copier.store)
    if counts:
        bench.cell(name, serving.pid, work)
    else:
        work()
