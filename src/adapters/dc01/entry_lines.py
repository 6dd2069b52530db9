"""Entries as lines of a file: one JSON object each, or the cells of a CSV row."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from adapters.dc01.columns import leaves
from adapters.dc01.entries import BESIDE

MOST = {"nationalities": 3, "residences": 6, "relations": 8, "cmnd9": 4, "documents": 6}
"""How many elements of a list have columns in a CSV file; NDJSON holds any number."""


class RowTooWide(Exception):
    """A CSV row cannot hold all that an entry has; NDJSON can."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"a citizen has more than {MOST[name]} {name}, too many for CSV: write NDJSON"
        )


class EntryLines:
    """Writes rows of `row_of`. `head` is what a file begins with."""

    def __init__(self, form: str, names: Sequence[str]) -> None:
        self.head = b""
        self._write: Callable[[dict[str, Any]], bytes] = json_line
        if form == "csv":
            self._columns = csv_columns(names)
            self.head = csv_line(self._columns)
            self._paths = [column.split("/") for column in self._columns]
            self._write = self._cells

    def line(self, row: dict[str, Any]) -> bytes:
        """Raises RowTooWide rather than leave anything out."""
        return self._write(row)

    def _cells(self, row: dict[str, Any]) -> bytes:
        for name, most in MOST.items():
            if len(row.get(name, ())) > most:
                raise RowTooWide(name)
        return csv_line(cells(row, self._paths))


def csv_columns(names: Sequence[str]) -> list[str]:
    """The columns of these values: a nested one has a column for each of its own."""
    known = [name for name, _ in leaves()]
    found: list[str] = []
    for name in names:
        if name in BESIDE:
            found.append(name)
            continue
        own = [one for one in known if one == name or one.startswith(f"{name}/")]
        found += [one.replace("/0", f"/{n}", 1) for n in range(MOST.get(name, 1)) for one in own]
    return found


def cells(row: dict[str, Any], paths: Iterable[Sequence[str]]) -> list[str]:
    """What stands in the row at each of the paths, as text."""
    return [_text(_at(row, path)) for path in paths]


def json_line(row: dict[str, Any]) -> bytes:
    return msgspec.json.encode(row) + b"\n"


def csv_line(cells: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


def _at(value: Any, path: Sequence[str]) -> Any:
    for step in path:
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        elif value is not None:
            value = value.get(step)
    return value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
