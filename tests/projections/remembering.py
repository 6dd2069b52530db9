"""Tables and memories of a projection, kept in memory: what a runner does, without a database."""

from typing import Any
from uuid import UUID

import msgspec

from domain.recorded import Recorded
from projections.projection import Add, Change, Drop, Memory, Open, Raise, Remembering, Set

Rows = dict[tuple[Any, ...], dict[str, Any]]
Tables = dict[str, Rows]


class Kept:
    """A projection at work; memories go through their stored form after each event."""

    def __init__(self, projection: Remembering) -> None:
        self.projection = projection
        self.tables: Tables = {}
        self.memories: dict[UUID, Memory] = {}
        self.position = -1

    def see(self, *history: Recorded) -> "Kept":
        for recorded in history:
            self.position += 1
            former = self.memories.pop(recorded.stream, None)
            memory, changes = self.projection.remember(former, recorded, self.position)
            if memory is not None:
                text = msgspec.msgpack.encode(memory)
                self.memories[recorded.stream] = msgspec.msgpack.decode(
                    text, type=self.projection.memory
                )
            apply_to(self.tables, changes)
        return self

    def rows(self, table: str) -> Rows:
        return self.tables.get(table, {})


def apply_to(tables: Tables, changes: list[Change]) -> None:
    for change in changes:
        _apply(change, tables.setdefault(change.table, {}))


def _apply(change: Change, rows: Rows) -> None:
    match change:
        case Open():
            rows[change.key] = dict(change.values)
        case Set() if change.key in rows:
            rows[change.key] |= change.values
        case Add():
            _add(change, rows)
        case Raise():
            row = rows.setdefault(change.key, dict(change.values))
            row.update({column: max(row[column], n) for column, n in change.values.items()})
        case Drop():
            _drop(change, rows)


def _drop(change: Drop, rows: Rows) -> None:
    for key in [key for key in rows if key[: len(change.key)] == change.key]:
        del rows[key]


def _add(change: Add, rows: Rows) -> None:
    row = rows.setdefault(change.key, dict.fromkeys(change.amounts, 0))
    row.update({column: row[column] + n for column, n in change.amounts.items()})
    if not any(row[column] for column in change.amounts):
        del rows[change.key]
