"""The same command over stores with a short, a long and a very long past, in turn."""

from contextlib import ExitStack

from cancuoc.bench import big_store
from cancuoc.bench.models import STREAM_EVENTS
from cancuoc.bench.servers import Serving
from cancuoc.bench.stock import Stock
from cancuoc.bench.workbench import HOT, MIDDLE, Workbench

SMALL, LARGE, HUGE = "small store", "large store", "huge store"
SIZES = {SMALL: "small_store", LARGE: "large_store", HUGE: "huge_store"}
"""The field of the plan that says how many events each has."""
LARGE_DATABASE, HUGE_DATABASE = "cancuoc_large", "cancuoc_huge"
_DATABASES = {SMALL: "cancuoc_small", LARGE: LARGE_DATABASE, HUGE: HUGE_DATABASE}


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
        for name in (LARGE, HUGE):
            _fill(bench, name)
        for turn in range(bench.plan.size_rounds + 1):
            for name, (serving, stock) in served.items():
                _turn(bench, name, serving, stock, counts=turn > 0)


def _fill(bench: Workbench, name: str) -> None:
    wanted = getattr(bench.plan, SIZES[name])
    with bench.copier(_DATABASES[name]) as copier:
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
