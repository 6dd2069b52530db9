"""The floor of a load: PostgreSQL taking in the same rows, ready made, by COPY."""

import time

import psycopg

TABLES = ("events", "claims", "idempotency")


def copied(source: str, target: str, keys: str) -> float:
    """Rows a second when all events of one store, with their claims, commands and keys, are copied
    into an empty one as they are: one transaction a table, indexes in place."""
    with psycopg.connect(source) as store:
        row = store.execute("SELECT count(*) FROM events").fetchone()
    seconds = 0.0
    for table in TABLES:
        with psycopg.connect(source) as read, psycopg.connect(target) as written:
            seconds += _copy(_content(read, table), written, table)
    with psycopg.connect(keys) as connection:
        content = _content(connection, "data_keys")
        connection.execute("CREATE TABLE floor_keys (LIKE data_keys INCLUDING ALL)")
        seconds += _copy(content, connection, "floor_keys")
    return (int(row[0]) if row else 0) / seconds


def _content(connection: psycopg.Connection, table: str) -> list[bytes]:
    statement = f"COPY (SELECT * FROM {table}) TO STDOUT (FORMAT BINARY)"  # noqa: S608 - our names
    with connection.cursor().copy(statement.encode()) as copy:
        return [bytes(block) for block in copy]


def _copy(content: list[bytes], connection: psycopg.Connection, table: str) -> float:
    began = time.perf_counter()
    with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT BINARY)".encode()) as copy:
        for block in content:
            copy.write(block)
    connection.commit()
    return time.perf_counter() - began
