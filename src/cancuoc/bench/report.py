"""The same figures three times: tables on the screen, Markdown for the README, JSON for tools."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table as Drawn
from rich.text import Text

from cancuoc.bench.findings import Findings, all_aims, tables
from cancuoc.bench.machine import Machine
from cancuoc.bench.tables import Table


def show(console: Console, machine: Machine, findings: Findings) -> None:
    console.print(machine.line(), soft_wrap=True)
    for one in tables(findings):
        drawn = Drawn(*one.columns, title=one.title, title_justify="left", caption=one.note or None)
        for column in drawn.columns[1:]:
            column.justify = "right"
        for row in one.rows:
            drawn.add_row(*map(_coloured, row))
        console.print(drawn)


def markdown(machine: Machine, findings: Findings) -> str:
    return "\n".join(_markdown(machine, findings)) + "\n"


def figures(machine: Machine, findings: Findings, seconds: float) -> bytes:
    """JSON: machine, plan, every sample of every cell, parts, cases, waits, aims."""
    everything: dict[str, Any] = {
        "machine": machine,
        "plan": findings.plan,
        "seconds": round(seconds, 1),
        "cells": findings.cells.samples,
        "parts": findings.parts,
        "cases": findings.cases.rounds,
        "waiting": findings.cases.asked,
        "further": {name: annex.figures for name, annex in findings.annexes.items()},
        "aims": all_aims(findings),
    }
    return msgspec.json.format(msgspec.json.encode(everything), indent=1) + b"\n"


def write(file: Path | None, content: bytes) -> None:
    if file is not None:
        file.write_bytes(content)


def _markdown(machine: Machine, findings: Findings) -> Iterator[str]:
    plan = findings.plan
    yield f"`cancuoc bench` ({plan.name}, {plan.rounds} rounds) on {machine.line()}."
    for one in tables(findings):
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
