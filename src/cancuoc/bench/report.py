"""The same figures three times: tables on the screen, Markdown for the README, JSON for tools."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table as Drawn
from rich.text import Text

from cancuoc.bench.findings import Table, aims, tables
from cancuoc.bench.machine import Machine
from cancuoc.bench.suite import Suite


def show(console: Console, machine: Machine, suite: Suite) -> None:
    console.print(machine.line(), soft_wrap=True)
    for one in tables(suite):
        drawn = Drawn(*one.columns, title=one.title, title_justify="left", caption=one.note or None)
        for column in drawn.columns[1:]:
            column.justify = "right"
        for row in one.rows:
            drawn.add_row(*map(_coloured, row))
        console.print(drawn)


def markdown(machine: Machine, suite: Suite) -> str:
    return "\n".join(_markdown(machine, suite)) + "\n"


def figures(machine: Machine, suite: Suite, seconds: float) -> bytes:
    """JSON: machine, plan, every sample of every cell, parts, aims."""
    everything: dict[str, Any] = {
        "machine": machine,
        "plan": suite.plan,
        "seconds": round(seconds, 1),
        "cells": suite.cells.samples,
        "parts": suite.parts,
        "aims": aims(suite.cells, suite.plan),
    }
    return msgspec.json.format(msgspec.json.encode(everything), indent=1) + b"\n"


def write(file: Path | None, content: bytes) -> None:
    if file is not None:
        file.write_bytes(content)


def _markdown(machine: Machine, suite: Suite) -> Iterator[str]:
    yield f"`cancuoc bench` ({suite.plan.name}, {suite.plan.rounds} rounds) on {machine.line()}."
    for one in tables(suite):
        yield f"\n**{one.title}**\n"
        yield from _lines(one)
        if one.note:
            yield f"\n{one.note}"


def _lines(table: Table) -> Iterator[str]:
    yield _line(table.columns)
    yield _line(("---", *("---:" for _ in table.columns[1:])))
    yield from map(_line, table.rows)


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _coloured(cell: str) -> Text:
    style = {"met": "green", "missed": "bold red"}.get(cell.rsplit(": ", 1)[-1], "")
    return Text(cell, style)
