"""Rows and aims of a finished run: what the tables, the README and the JSON file all say."""

from collections.abc import Iterator
from math import isnan
from typing import NamedTuple

import msgspec

from cancuoc.bench.beside_floors import (
    COLLIDING,
    COMMANDS,
    FASTAPI,
    PGBENCH,
    STARLETTE,
    at,
    offered,
)
from cancuoc.bench.cells import Cells
from cancuoc.bench.long_past import LARGE, SMALL
from cancuoc.bench.parts import Part
from cancuoc.bench.plan import Plan
from cancuoc.bench.workbench import HOT, MIDDLE

_COLUMNS = (
    "",
    "rate/s (lowest–highest)",
    "p50 ms",
    "p99 ms",
    "Python µs",
    "PostgreSQL µs",
    "client µs",
)


class Findings(NamedTuple):
    """All that one run has found."""

    plan: Plan
    cells: Cells
    parts: list[Part]


class Table(msgspec.Struct, frozen=True):
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


class Aim(msgspec.Struct, frozen=True):
    what: str
    aim: str
    measured: float
    is_met: bool

    def verdict(self) -> str:
        return f"aim {self.aim}: {'met' if self.is_met else 'missed'}"


def tables(findings: Findings) -> list[Table]:
    plan, cells, parts = findings
    return [
        _rates(cells, plan),
        _load(cells, plan),
        _collisions(cells),
        _sizes(cells, plan),
        _alone(parts),
        _aims(aims(cells, plan)),
    ]


def aims(cells: Cells, plan: Plan) -> list[Aim]:
    """The aims of the project; a ratio is of the same round, the middle of all rounds."""
    hot = at(HOT, MIDDLE)
    return [
        _at_least("rate beside the FastAPI echo", 0.8, cells.ratio(hot, FASTAPI).middle),
        _at_least("rate beside pgbench", 0.3, cells.ratio(hot, PGBENCH).middle),
        *(
            _at_most(f"p99 / p50 at {load:.0%} of the full rate", 4.0, _tail(cells, load))
            for load in plan.loads
        ),
        _at_most("slowdown when 1 % collide", 0.10, 1 - cells.ratio(COLLIDING, hot).middle),
        _at_most(
            f"cost of a command, {plan.large_store:,} events against {plan.small_store:,}",
            0.20,
            _cost(cells, LARGE) / _cost(cells, SMALL) - 1,
        ),
    ]


def _rates(cells: Cells, plan: Plan) -> Table:
    hot = [at(HOT, in_flight) for in_flight in plan.in_flight]
    names = [*hot, *(at(command, MIDDLE) for command in COMMANDS), FASTAPI, STARLETTE, PGBENCH]
    return Table(
        "Commands and floors, closed loop",
        (*_COLUMNS, "× FastAPI", "× Starlette", "× pgbench"),
        tuple((name, *_figures(cells, name), *_beside(cells, name)) for name in names),
        f"@n: requests in flight; floors at {MIDDLE}; µs of processor time for each answer.",
    )  # fmt: skip


def _figures(cells: Cells, name: str) -> tuple[str, ...]:
    fields = ("p50_ms", "p99_ms", "python_us", "postgres_us", "client_us")
    return (str(cells.of(name, "rate")), *(_short(cells.of(name, f).middle) for f in fields))


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
            _short(middle("python_us")),
            _short(middle("postgres_us")),
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
    rows = [(name, *_figures(cells, name)) for name in (hot, COLLIDING)]
    note = f"Slower by {1 - ratio.middle:.1%} ({1 - ratio.highest:.1%} to {1 - ratio.lowest:.1%})."
    return Table("Collisions: same version or same key in flight", _COLUMNS, tuple(rows), note)


def _sizes(cells: Cells, plan: Plan) -> Table:
    def row(name: str, events: int) -> tuple[str, ...]:
        costs = (_short(cells.of(name, field).middle) for field in ("python_us", "postgres_us"))
        return (f"{events:,}", str(cells.of(name, "rate")), *costs)

    cost = _cost(cells, LARGE) / _cost(cells, SMALL) - 1
    rate = cells.ratio(LARGE, SMALL).middle - 1
    return Table(
        "A command by the size of the store",
        ("events stored", "rate/s (lowest–highest)", "Python µs", "PostgreSQL µs"),
        (row(SMALL, plan.small_store), row(LARGE, plan.large_store)),
        f"Processor time of a command differs by {cost:+.0%}, its rate by {rate:+.0%}.",
    )


def _cost(cells: Cells, name: str) -> float:
    return cells.of(name, "python_us").middle + cells.of(name, "postgres_us").middle


def _alone(parts: list[Part]) -> Table:
    rows = tuple(
        (one.name, f"{one.python_us:.1f}", _optional(one.postgres_us, "{:.1f}"),
         _optional(one.rate, "{:,.0f}"))
        for one in parts
    )  # fmt: skip
    return Table("Parts alone", ("", "Python µs", "PostgreSQL µs", "rate/s"), rows)


def _aims(found: list[Aim]) -> Table:
    rows = tuple((one.what, f"{one.measured:.2f}", one.verdict()) for one in found)
    return Table("Aims", ("", "measured", "verdict"), rows)


def _at_least(what: str, least: float, measured: float) -> Aim:
    return Aim(what, f">= {least:g}", measured, measured >= least)


def _at_most(what: str, most: float, measured: float) -> Aim:
    return Aim(what, f"<= {most:g}", measured, measured <= most)


def _short(value: float) -> str:
    return "–" if isnan(value) else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _optional(value: float | None, form: str) -> str:
    return "" if value is None else form.format(value)
