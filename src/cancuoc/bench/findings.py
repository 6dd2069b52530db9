"""Rows and aims of a finished run: what the tables, the README and the JSON file all say."""

from collections.abc import Iterator
from typing import NamedTuple

from cancuoc.bench import case_findings
from cancuoc.bench.annex import Annex
from cancuoc.bench.beside_floors import (
    COLLIDING,
    COMMANDS,
    FASTAPI,
    PGBENCH,
    STARLETTE,
    at,
    offered,
)
from cancuoc.bench.case_findings import CaseFindings
from cancuoc.bench.cells import Cells
from cancuoc.bench.long_past import HUGE, LARGE, SIZES, SMALL
from cancuoc.bench.parts import PROJECTING, Part
from cancuoc.bench.plan import Plan
from cancuoc.bench.tables import (
    COLUMNS,
    Aim,
    Table,
    at_least,
    at_most,
    of_cell,
    optional,
    short,
)
from cancuoc.bench.workbench import HOT, MIDDLE


class Findings(NamedTuple):
    """All that one run has found."""

    plan: Plan
    cells: Cells
    parts: list[Part]
    cases: CaseFindings
    annexes: dict[str, Annex]


def tables(findings: Findings) -> list[Table]:
    plan, cells, parts, cases, annexes = findings
    return [
        _rates(cells, plan),
        _load(cells, plan),
        _collisions(cells),
        _sizes(cells, plan),
        _alone(parts),
        *case_findings.tables(cells, cases, plan),
        *(table for annex in annexes.values() for table in annex.tables),
        _aims(all_aims(findings)),
    ]


def all_aims(findings: Findings) -> list[Aim]:
    plan, cells, parts, cases, annexes = findings
    further = [aim for annex in annexes.values() for aim in annex.aims]
    return [*aims(cells, plan), *_replay(parts), *case_findings.aims(cells, cases), *further]


def _replay(parts: list[Part]) -> list[Aim]:
    """The widest view, of which three events in four are opened."""
    return [
        at_least(
            "events/s a core, view: citizen_search",
            case_findings.REPLAY_AIM,
            1e6 / (one.python_us + (one.postgres_us or 0)),
        )
        for one in parts
        if one.name == PROJECTING
    ]


def aims(cells: Cells, plan: Plan) -> list[Aim]:
    """The aims of commands on a citizen; a ratio is of the same round, the middle of all rounds."""
    hot = at(HOT, MIDDLE)
    return [
        at_least("rate beside the FastAPI echo", 0.8, cells.ratio(hot, FASTAPI).middle),
        at_least("rate beside pgbench", 0.3, cells.ratio(hot, PGBENCH).middle),
        *(
            at_most(f"p99 / p50 at {load:.0%} of the full rate", 4.0, _tail(cells, load))
            for load in plan.loads
        ),
        at_most("slowdown when 1 % collide", 0.10, 1 - cells.ratio(COLLIDING, hot).middle),
        at_most(
            f"cost of a command, {plan.large_store:,} events against {plan.small_store:,}",
            0.20,
            _cost(cells, LARGE) / _cost(cells, SMALL) - 1,
        ),
        at_most(
            f"cost of a command, {plan.huge_store:,} events against {plan.small_store:,}",
            0.20,
            _cost(cells, HUGE) / _cost(cells, SMALL) - 1,
        ),
    ]


def _rates(cells: Cells, plan: Plan) -> Table:
    hot = [at(HOT, in_flight) for in_flight in plan.in_flight]
    names = [*hot, *(at(command, MIDDLE) for command in COMMANDS), FASTAPI, STARLETTE, PGBENCH]
    return Table(
        "Commands and floors, closed loop",
        (*COLUMNS, "× FastAPI", "× Starlette", "× pgbench"),
        tuple((name, *of_cell(cells, name), *_beside(cells, name)) for name in names),
        f"@n: requests in flight; floors at {MIDDLE}; µs of processor time for each answer.",
    )  # fmt: skip


def _beside(cells: Cells, name: str) -> Iterator[str]:
    for floor in (FASTAPI, STARLETTE, PGBENCH):
        yield "" if name == floor else f"{cells.ratio(name, floor).middle:.2f}"


def _load(cells: Cells, plan: Plan) -> Table:
    def row(load: float) -> tuple[str, ...]:
        def middle(field: str) -> float:
            return cells.of(offered(load), field).middle

        return (
            offered(load),
            f"{middle('rate'):,.0f}",
            *(f"{value:.1f}" for value in (middle("p50_ms"), middle("p99_ms"), _tail(cells, load))),
            short(middle("python_us")),
            short(middle("postgres_us")),
        )

    return Table(
        "Partial load, open loop",
        ("", "offered/s", "p50 ms", "p99 ms", "p99/p50", "Python µs", "PostgreSQL µs"),
        tuple(map(row, plan.loads)),
        "Arrivals of a Poisson process; latency counts from the moment a request was due.",
    )


def _tail(cells: Cells, load: float) -> float:
    name = offered(load)
    return cells.of(name, "p99_ms").middle / cells.of(name, "p50_ms").middle


def _collisions(cells: Cells) -> Table:
    hot = at(HOT, MIDDLE)
    ratio = cells.ratio(COLLIDING, hot)
    rows = [(name, *of_cell(cells, name)) for name in (hot, COLLIDING)]
    note = f"Slower by {1 - ratio.middle:.1%} ({1 - ratio.highest:.1%} to {1 - ratio.lowest:.1%})."
    return Table("Collisions: same version or same key in flight", COLUMNS, tuple(rows), note)


def _sizes(cells: Cells, plan: Plan) -> Table:
    def row(name: str, events: int) -> tuple[str, ...]:
        costs = (short(cells.of(name, field).middle) for field in ("python_us", "postgres_us"))
        return (f"{events:,}", str(cells.of(name, "rate")), *costs)

    cost = _cost(cells, HUGE) / _cost(cells, SMALL) - 1
    rate = cells.ratio(HUGE, SMALL).middle - 1
    return Table(
        "A command by the size of the store",
        ("events stored", "rate/s (lowest–highest)", "Python µs", "PostgreSQL µs"),
        tuple(row(name, getattr(plan, size)) for name, size in SIZES.items()),
        f"From the first to the last the processor time of a command differs by {cost:+.0%}, its"
        f" rate by {rate:+.0%}.",
    )


def _cost(cells: Cells, name: str) -> float:
    return cells.of(name, "python_us").middle + cells.of(name, "postgres_us").middle


def _alone(parts: list[Part]) -> Table:
    rows = tuple(
        (one.name, f"{one.python_us:.1f}", optional(one.postgres_us, "{:.1f}"),
         optional(one.rate, "{:,.0f}"))
        for one in parts
    )  # fmt: skip
    return Table("Parts alone", ("", "Python µs", "PostgreSQL µs", "rate/s"), rows)


def _aims(found: list[Aim]) -> Table:
    rows = tuple((one.what, f"{one.measured:.2f}", one.verdict()) for one in found)
    return Table("Aims", ("", "measured", "verdict"), rows)
