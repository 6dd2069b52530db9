"""The changes of a batch, merged for each row in memory and written with a few statements."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.view_tables import DIALECT, Slot, table_in
from projections.projection import Change, Drop, Key, Open, Set, TableName

Columns = tuple[str, ...]


class PendingRows:
    """What a batch of events comes to. Dropped keys are written first, then new rows, then sets.

    That order loses nothing: a drop forgets what was pending under its key, and whatever is
    pending afterwards was said after the drop.
    """

    def __init__(self) -> None:
        self._pending: dict[TableName, dict[Key, Open | Set]] = {}
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
        for key in [key for key in rows if key[:length] == drop.key]:
            del rows[key]
        self._dropped.setdefault(drop.table, {}).setdefault(length, {})[drop.key] = None


def _merged(former: Open | Set | None, later: Open | Set) -> Open | Set:
    if former is None or isinstance(later, Open):
        return later
    return type(former)(later.table, later.key, {**former.values, **later.values})


def _write_rows(connection: psycopg.Connection, table: Table, rows: list[Open | Set]) -> None:
    """One statement for the new rows, and one for each set of columns that changes."""
    opens: list[dict[str, Any]] = []
    sets: dict[Columns, list[dict[str, Any]]] = {}
    for row in rows:
        values = _whole(table, row)
        if isinstance(row, Open):
            opens.append(values)
        else:
            sets.setdefault(tuple(sorted(row.values)), []).append(values)
    if opens:
        written = _written(table)
        connection.execute(_upsert(table), _arrays(table, written, opens))
    for columns, changed in sets.items():
        named = (*_key_of(table), *columns)
        connection.execute(_update(table, columns), _arrays(table, named, changed))


def _write_drops(
    connection: psycopg.Connection, table: Table, length: int, keys: list[Key]
) -> None:
    named = _key_of(table)[:length]
    rows = [dict(zip(named, key, strict=True)) for key in keys]
    connection.execute(_delete(table, named), _arrays(table, named, rows))


def _whole(table: Table, row: Open | Set) -> dict[str, Any]:
    """Key and values in one; KeyError for a column that the table has not, or that it generates."""
    unknown = row.values.keys() - set(_written(table))
    if unknown:
        raise KeyError(f"{table.name} has no column to write called {sorted(unknown)}")
    return {**dict(zip(_key_of(table), row.key, strict=True)), **row.values}


def _arrays(table: Table, named: Columns, rows: list[dict[str, Any]]) -> list[list[Any]]:
    return [_array(table.c[name], [row.get(name) for row in rows]) for name in named]


def _array(column: Column[Any], values: list[Any]) -> list[Any]:
    return [Jsonb(value) for value in values] if isinstance(column.type, JSONB) else values


@cache
def _key_of(table: Table) -> Columns:
    return tuple(column.name for column in table.primary_key.columns)


@cache
def _written(table: Table) -> Columns:
    return tuple(column.name for column in table.columns if column.computed is None)


@cache
def _upsert(table: Table) -> sql.Composed:
    rest = [name for name in _written(table) if name not in _key_of(table)]
    words = {
        **_words(table, _written(table)),
        "key": _list(_key_of(table)),
        "set": sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(_name(n)) for n in rest),
    }
    return sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays})"
        " ON CONFLICT ({key}) DO UPDATE SET {set}"
    ).format(**words)


@cache
def _update(table: Table, columns: Columns) -> sql.Composed:
    key = _key_of(table)
    words = {
        **_words(table, (*key, *columns)),
        "set": sql.SQL(", ").join(sql.SQL("{0} = new.{0}").format(_name(n)) for n in columns),
        "same": _same(key),
    }
    return sql.SQL(
        "UPDATE {table} AS old SET {set} FROM unnest({arrays}) AS new ({columns}) WHERE {same}"
    ).format(**words)


@cache
def _delete(table: Table, key: Columns) -> sql.Composed:
    words = {**_words(table, key), "same": _same(key)}
    return sql.SQL(
        "DELETE FROM {table} AS old USING unnest({arrays}) AS new ({columns}) WHERE {same}"
    ).format(**words)


def _words(table: Table, columns: Columns) -> dict[str, sql.Composable]:
    arrays = [sql.SQL("%s::" + _type(table.c[name]) + "[]") for name in columns]
    return {
        "table": sql.Identifier(str(table.schema), table.name),
        "columns": _list(columns),
        "arrays": sql.SQL(", ").join(arrays),
    }


def _same(key: Columns) -> sql.Composed:
    return sql.SQL(" AND ").join(sql.SQL("old.{0} = new.{0}").format(_name(n)) for n in key)


def _type(column: Column[Any]) -> Any:
    return column.type.compile(dialect=DIALECT)


def _list(columns: Columns) -> sql.Composed:
    return sql.SQL(", ").join(map(_name, columns))


def _name(column: str) -> sql.Identifier:
    return sql.Identifier(column)
