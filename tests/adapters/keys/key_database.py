"""The key database as the program sees it, and as an onlooker with every right sees it."""

from psycopg import connect
from psycopg.conninfo import make_conninfo

from database import Store


def as_program(store: Store) -> str:
    """With no more rights than the running program has."""
    return make_conninfo(store.keys_dsn, user="cancuoc_app")


def rows(store: Store, statement: str) -> list[tuple[object, ...]]:
    with connect(store.keys_dsn) as connection:
        return connection.execute(statement.encode()).fetchall()
