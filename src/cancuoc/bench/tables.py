"""What a table and an aim are, and how figures are written in them."""

from math import isnan

import msgspec

from cancuoc.bench.cells import Cells

COLUMNS = (
    "",
    "rate/s (lowest–highest)",
    "p50 ms",
    "p99 ms",
    "Python µs",
    "PostgreSQL µs",
    "client µs",
)


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


def at_least(what: str, least: float, measured: float) -> Aim:
    return Aim(what, f">= {least:g}", measured, measured >= least)


def at_most(what: str, most: float, measured: float) -> Aim:
    return Aim(what, f"<= {most:g}", measured, measured <= most)


def of_cell(cells: Cells, name: str) -> tuple[str, ...]:
    """The values of COLUMNS behind the name."""
    fields = ("p50_ms", "p99_ms", "python_us", "postgres_us", "client_us")
    return (str(cells.of(name, "rate")), *(short(cells.of(name, f).middle) for f in fields))


def short(value: float) -> str:
    return "–" if isnan(value) else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def optional(value: float | None, form: str) -> str:
    return "" if value is None else form.format(value)
