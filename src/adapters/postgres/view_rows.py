"""The changes of a batch, merged for each row in memory and written with a few statements."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.view_statements import (
    Columns,
    delete,
    delete_nothing,
    increment,
    key_of,
    raise_to,
    update,
    upsert,
    written,
)
from adapters.postgres.view_tables import Slot, table_in
from projections.projection import Add, Change, Drop, Key, Open, Raise, Set, TableName

Pending = Open | Set | Add | Raise
Statement = Callable[[Table, Columns], sql.Composed]
_CHANGING: dict[type[Pending], Statement] = {Set: update, Add: increment, Raise: raise_to}


class PendingRows:
    """What a batch of events comes to. Dropped keys are written first, then new rows, then sets.

    That order loses nothing: a drop forgets what was pending under its key, and whatever is
    pending afterwards was said after the drop. Counts meet no other row (see `Add`).
    """

    def __init__(self) -> None:
        self._pending: dict[TableName, dict[Key, Pending]] = {}
        self._dropped: dict[TableName, dict[int, dict[Key, None]]] = {}

    def add(self, changes: Iterable[Change]) -> None:
        """More changes, later than all before."""
        for change in changes:
            if isinstance(change, Drop):
                self._drop(change)
            else:
                rows = self._pending.setdefault(change.table, {})
                rows[change.key] = _merged(rows.get(change.key), change)

    def write(self, connection: psycopg.Connection, slot: Slot) -> None:
        """All of it into the tables of one slot, within the caller's transaction."""
        for name, by_length in self._dropped.items():
            for length, keys in by_length.items():
                _write_drops(connection, table_in(slot, name), length, list(keys))
        for name, rows in self._pending.items():
            _write_rows(connection, table_in(slot, name), list(rows.values()))

    def _drop(self, drop: Drop) -> None:
        length = len(drop.key)
        rows = self._pending.setdefault(drop.table, {})
        if rows.pop(drop.key, None) is None and _is_part(drop.key, rows):
            for key in [key for key in rows if key[:length] == drop.key]:
                del rows[key]
        self._dropped.setdefault(drop.table, {}).setdefault(length, {})[drop.key] = None


def _is_part(key: Key, rows: dict[Key, Pending]) -> bool:
    """Whether the key names several rows by the beginning of theirs; all keys are of one length."""
    return any(len(one) > len(key) for one in islice(rows, 1))


def _merged(former: Pending | None, later: Pending) -> Pending:
    if former is None or isinstance(later, Open):
        return later
    match former, later:
        case Add(), Add():
            return Add(later.table, later.key, _sum(former.amounts, later.amounts))
        case Raise(), Raise():
            return Raise(later.table, later.key, _greatest(former.values, later.values))
        case ((Open() | Set()), Set()):
            return type(former)(later.table, later.key, {**former.values, **later.values})
    raise TypeError(f"{later.table} is both counted and written")


def _sum(some: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    return {**some, **{column: some.get(column, 0) + n for column, n in more.items()}}


def _greatest(some: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    return {**some, **{column: max(some.get(column, n), n) for column, n in more.items()}}


def _write_rows(connection: psycopg.Connection, table: Table, rows: list[Pending]) -> None:
    """One statement for the new rows, and one for each set of columns that changes or counts."""
    opens: list[dict[str, Any]] = []
    changed: dict[tuple[Statement, Columns], list[dict[str, Any]]] = {}
    for row in rows:
        values = _whole(table, row)
        if isinstance(row, Open):
            opens.append(values)
        else:
            columns = tuple(sorted(values.keys() - set(key_of(table))))
            changed.setdefault((_CHANGING[type(row)], columns), []).append(values)
    if opens:
        connection.execute(upsert(table), _arrays(table, written(table), opens))
    for (statement, columns), some in changed.items():
        named = (*key_of(table), *columns)
        connection.execute(statement(table, columns), _arrays(table, named, some))
        if statement is increment and (ended := _perhaps_nothing(columns, some)):
            connection.execute(delete_nothing(table, columns), _arrays(table, key_of(table), ended))


def _perhaps_nothing(columns: Columns, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that count nothing any more, as far as what is added can tell."""
    return [row for row in rows if any(row[name] <= 0 for name in columns)]


def _write_drops(
    connection: psycopg.Connection, table: Table, length: int, keys: list[Key]
) -> None:
    named = key_of(table)[:length]
    rows = [dict(zip(named, key, strict=True)) for key in keys]
    connection.execute(delete(table, named), _arrays(table, named, rows))


def _whole(table: Table, row: Pending) -> dict[str, Any]:
    """Key and values in one; KeyError for a column that the table has not, or that it generates."""
    values: dict[str, Any] = row.amounts if isinstance(row, Add) else row.values
    unknown = values.keys() - set(written(table))
    if unknown:
        raise KeyError(f"{table.name} has no column to write called {sorted(unknown)}")
    return {**dict(zip(key_of(table), row.key, strict=True)), **values}


def _arrays(table: Table, named: Columns, rows: list[dict[str, Any]]) -> list[list[Any]]:
    return [_array(table.c[name], [row.get(name) for row in rows]) for name in named]


def _array(column: Column[Any], values: list[Any]) -> list[Any]:
    return [Jsonb(value) for value in values] if isinstance(column.type, JSONB) else values
