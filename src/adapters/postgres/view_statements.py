"""Statements that write many rows of one view table at once, each column given as an array."""

from functools import cache
from typing import Any

from psycopg import sql
from sqlalchemy import Column, Table

from adapters.postgres.view_tables import DIALECT

Columns = tuple[str, ...]


@cache
def key_of(table: Table) -> Columns:
    """The primary-key columns in their declared order."""
    return tuple(column.name for column in table.primary_key.columns)


@cache
def written(table: Table) -> Columns:
    """The columns that the database does not generate."""
    return tuple(column.name for column in table.columns if column.computed is None)


@cache
def upsert(table: Table) -> sql.Composed:
    """Whole rows, each in the place of one of the same key."""
    rest = [name for name in written(table) if name not in key_of(table)]
    words = {
        **_words(table, written(table)),
        "key": _list(key_of(table)),
        "set": sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(_name(n)) for n in rest),
    }
    return sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays})"
        " ON CONFLICT ({key}) DO UPDATE SET {set}"
    ).format(**words)


@cache
def update(table: Table, columns: Columns) -> sql.Composed:
    """These columns of rows that are there."""
    key = key_of(table)
    words = {
        **_words(table, (*key, *columns)),
        "set": sql.SQL(", ").join(sql.SQL("{0} = new.{0}").format(_name(n)) for n in columns),
        "same": _same(key),
    }
    return sql.SQL(
        "UPDATE {table} AS old SET {set} FROM unnest({arrays}) AS new ({columns}) WHERE {same}"
    ).format(**words)


@cache
def increment(table: Table, columns: Columns) -> sql.Composed:
    """These columns grow by what is given, from nothing where there is no row."""
    return _gathering(table, columns, sql.SQL("{0} = old.{0} + excluded.{0}"))


@cache
def raise_to(table: Table, columns: Columns) -> sql.Composed:
    """These columns become what is given where that is greater, or where there is no row."""
    return _gathering(table, columns, sql.SQL("{0} = greatest(old.{0}, excluded.{0})"))


def _gathering(table: Table, columns: Columns, more: sql.SQL) -> sql.Composed:
    key = key_of(table)
    words = {
        **_words(table, (*key, *columns)),
        "key": _list(key),
        "set": sql.SQL(", ").join(more.format(_name(n)) for n in columns),
    }
    return sql.SQL(
        "INSERT INTO {table} AS old ({columns}) SELECT * FROM unnest({arrays})"
        " ON CONFLICT ({key}) DO UPDATE SET {set}"
    ).format(**words)


@cache
def delete(table: Table, key: Columns) -> sql.Composed:
    """Rows of which these columns, the first of the key, are as given."""
    words = {**_words(table, key), "same": _same(key)}
    return sql.SQL(
        "DELETE FROM {table} AS old USING unnest({arrays}) AS new ({columns}) WHERE {same}"
    ).format(**words)


@cache
def delete_nothing(table: Table, columns: Columns) -> sql.Composed:
    """Of rows with these keys, those of which all the columns are 0."""
    nothing = sql.SQL(" AND ").join(sql.SQL("old.{0} = 0").format(_name(n)) for n in columns)
    return sql.SQL("{} AND {}").format(delete(table, key_of(table)), nothing)


def _words(table: Table, columns: Columns) -> dict[str, sql.Composable]:
    arrays = [sql.SQL("%b::" + _type(table.c[name]) + "[]") for name in columns]
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
