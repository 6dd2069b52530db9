"""Tables and aims of the case: its commands, its readers, its queues, and the case as a whole."""

import statistics
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cancuoc.bench.case_feed import REACTING, READING, VIEWS
from cancuoc.bench.case_kinds import FASTAPI, KINDS, PGBENCH
from cancuoc.bench.cells import Cells, Spread
from cancuoc.bench.plan import Plan
from cancuoc.bench.tables import COLUMNS, Aim, Table, at_least, at_most, of_cell, short
from cancuoc.bench.waiting_times import FLOORS, Asked
from cancuoc.bench.whole_case import PEAK_DAY, Round

REACTORS_AIM = 5000
REPLAY_AIM = 60_000
WAITING_AIM_MS = 50
_HOUR_S = 3600


class CaseFindings(NamedTuple):
    """What is no cell: rounds of whole cases, and the questions to the view of waits."""

    rounds: list[Round]
    asked: list[Asked]


def tables(cells: Cells, found: CaseFindings, plan: Plan) -> list[Table]:
    return [
        _kinds(cells),
        _readers(cells),
        _waiting(found.asked, plan),
        _whole(cells, found.rounds),
        _shares(found.rounds),
    ]


def aims(cells: Cells, found: CaseFindings) -> list[Aim]:
    slowest = max(_questions(found.asked), key=lambda one: one.p95_ms)
    return [
        at_least("reactors, events/s", REACTORS_AIM, cells.of(REACTING, "rate").middle),
        *(at_least(f"events/s a core, {name}", REPLAY_AIM, _a_core(cells, name)) for name in VIEWS),
        at_most(f"p95 ms, waits ({slowest.name})", WAITING_AIM_MS, slowest.p95_ms),
    ]


def _kinds(cells: Cells) -> Table:
    names = (*KINDS, FASTAPI, PGBENCH)
    return Table(
        "A command of each kind of stream, closed loop of 64",
        (*COLUMNS, "× FastAPI", "× pgbench"),
        tuple((name, *of_cell(cells, name), *_beside(cells, name)) for name in names),
    )


def _beside(cells: Cells, name: str) -> Iterator[str]:
    for floor in (FASTAPI, PGBENCH):
        yield "" if name == floor else f"{cells.ratio(name, floor).middle:.2f}"


def _readers(cells: Cells) -> Table:
    def row(name: str) -> tuple[str, ...]:
        costs = (short(cells.of(name, field).middle) for field in ("python_us", "postgres_us"))
        return (name, str(cells.of(name, "rate")), *costs, f"{_a_core(cells, name):,.0f}")

    return Table(
        "Readers of a feed of whole cases",
        ("", "events/s (lowest–highest)", "Python µs", "PostgreSQL µs", "events/s a core"),
        tuple(map(row, (READING, REACTING, *VIEWS))),
        "One after the other, each alone; µs of processor time for each event that was read.",
    )


def _a_core(cells: Cells, name: str) -> float:
    """Events a second of one core that does nothing else, PostgreSQL's share included."""
    return 1e6 / (cells.of(name, "python_us").middle + cells.of(name, "postgres_us").middle)


def _waiting(asked: list[Asked], plan: Plan) -> Table:
    rows = (
        (one.name, f"{one.p50_ms:.1f}", f"{one.p95_ms:.1f}", f"{one.postgres_us:,.0f}")
        for one in asked
    )
    return Table(
        f"Queues with {plan.waiting:,} waiting cases",
        ("", "p50 ms", "p95 ms", "PostgreSQL µs"),
        tuple(rows),
        f"One question after the other, each {plan.questions:,} times by other officers.",
    )


def _whole(cells: Cells, rounds: list[Round]) -> Table:
    commands = statistics.median(one.commands / one.cases for one in rounds)
    rate = _over(rounds, lambda one: one.rate)
    floors = (
        (f"floor: its commands at the rate of {floor}", cells.of(floor, "rate").middle / commands)
        for floor in (FASTAPI, PGBENCH)
    )
    return Table(
        "The whole case, from DC01 to the hand-over, everything running",
        ("", "cases/s (lowest–highest)", f"hours for {PEAK_DAY:,} cases"),
        (
            ("the register at work", f"{rate.middle:.1f} ({rate.lowest:.1f}–{rate.highest:.1f})",
             _hours(rate.middle)),
            *((name, f"{value:.1f}", _hours(value)) for name, value in floors),
        ),
        f"{commands:.1f} commands a case over HTTP and two by reactors; p50 of a command"
        f" {_over(rounds, lambda one: one.p50_ms).middle:.0f} ms, p99"
        f" {_over(rounds, lambda one: one.p99_ms).middle:.0f} ms.",
    )  # fmt: skip


def _shares(rounds: list[Round]) -> Table:
    def row(who: str) -> tuple[str, str, str]:
        memory = f"{_over(rounds, lambda one: one.memory_mb[who]).highest:,.0f}"
        return (who, f"{_over(rounds, lambda one: one.cpu_ms[who]).middle:.1f}", memory)

    time = _over(rounds, lambda one: sum(one.cpu_ms.values())).middle
    memory = _over(rounds, lambda one: sum(one.memory_mb.values())).highest
    return Table(
        "Processor time and memory of a whole case",
        ("", "ms a case", "MB at the end"),
        (*map(row, rounds[0].cpu_ms), ("together", f"{time:.1f}", f"{memory:,.0f}")),
        "Memory is proportional set size: a page that several hold is shared out among them.",
    )


def _questions(asked: list[Asked]) -> list[Asked]:
    return [one for one in asked if one.name not in FLOORS]


def _over(rounds: list[Round], figure: Callable[[Round], float]) -> Spread:
    values = [figure(one) for one in rounds]
    return Spread(statistics.median(values), min(values), max(values))


def _hours(rate: float) -> str:
    return f"{PEAK_DAY / rate / _HOUR_S:.1f}"
