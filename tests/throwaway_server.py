"""What tests ask of a PostgreSQL server of their own."""

import psycopg

from adapters.postgres import postmaster
from adapters.postgres.embedded import EmbeddedPostgres


def execute(server: EmbeddedPostgres, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def shown(server: EmbeddedPostgres, setting: str) -> object:
    return execute(server, f"SHOW {setting}")[0][0]


def processes(server: EmbeddedPostgres) -> list[int]:
    return list(postmaster.processes_of(server.data_dir))
