"""Migrations only add, so that the program before goes on while servers are replaced in turn."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from adapters.postgres.cluster import binaries
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.migrate import migrate_one
from database import Store, database

KEPT = Path(__file__).parents[1] / "fixtures" / "register_0005"
REPLACED: dict[str, str] = {
    "citizen_search": "the search by marks and likeness (0006) has other rows",
    "citizen_pin": "one row a number, of any kind, stands in their place (0006)",
}
"""Tables of views that a migration made anew, and why. While servers are replaced in turn, the
older ones do not answer from them; history and everything else go on (docs/operations.md)."""


class Shape(NamedTuple):
    """What a program relies on: columns with their types, keys, and its own rights."""

    columns: set[str]
    unique: set[str]
    rights: set[str]
    needed: set[str]


COLUMNS = """
SELECT format('%s.%s.%s %s', table_schema, table_name, column_name, udt_name)
FROM information_schema.columns WHERE table_schema IN ('public', 'view_a', 'view_b')
"""
NEEDED = """
SELECT format('%s.%s.%s', table_schema, table_name, column_name)
FROM information_schema.columns WHERE table_schema IN ('public', 'view_a', 'view_b')
AND is_nullable = 'NO' AND column_default IS NULL AND identity_generation IS NULL
AND is_generated = 'NEVER'
"""
UNIQUE = """
SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE indisunique AND nspname IN ('public', 'view_a', 'view_b')
"""
RIGHTS = """
SELECT format('%s %s.%s', privilege_type, table_schema, table_name)
FROM information_schema.role_table_grants WHERE grantee = 'cancuoc_app'
"""


def shape(dsn: str) -> Shape:
    with psycopg.connect(dsn) as connection:

        def told(query: str) -> set[str]:
            return {str(row[0]) for row in connection.execute(query.encode())}

        return Shape(told(COLUMNS), told(UNIQUE), told(RIGHTS), told(NEEDED))


@pytest.fixture(scope="module", params=["store", "keys"])
def shapes(
    request: pytest.FixtureRequest, cluster: EmbeddedPostgres, template: Store
) -> Iterator[tuple[Shape, Shape]]:
    """A database before and after the migrations of this program."""
    with database(cluster) as dsn:
        command = [str(binaries() / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", dsn, "-f"]
        file = KEPT / f"{request.param}.sql"
        subprocess.run([*command, str(file)], check=True, capture_output=True)
        before = shape(dsn)
        migrate_one(dsn, request.param)
        yield before, shape(dsn)


def is_replaced(one: str) -> bool:
    return any(re.search(rf"view_[ab]\.{table}\b", one) for table in REPLACED)


def kept(before: set[str], after: set[str]) -> list[str]:
    """What is gone and belongs to no view that was made anew."""
    return sorted(one for one in before - after if not is_replaced(one))


def test_only_views_are_made_anew_and_still_exist_or_are_gone(
    shapes: tuple[Shape, Shape],
) -> None:
    before, after = shapes
    gone = {one for one in before.columns - after.columns if is_replaced(one)}
    assert all(one.startswith("view_") for one in gone)
    assert bool(gone) == any(one.startswith("view_") for one in before.columns)


def test_no_column_goes_or_changes_its_type(shapes: tuple[Shape, Shape]) -> None:
    before, after = shapes
    assert before.columns
    assert kept(before.columns, after.columns) == []


def test_no_key_goes_on_which_a_statement_relies(shapes: tuple[Shape, Shape]) -> None:
    before, after = shapes
    assert before.unique
    assert kept(before.unique, after.unique) == []


def test_no_right_of_the_program_goes(shapes: tuple[Shape, Shape]) -> None:
    before, after = shapes
    assert before.rights
    assert kept(before.rights, after.rights) == []


def test_no_known_table_asks_for_more_than_the_program_before_gives(
    shapes: tuple[Shape, Shape],
) -> None:
    before, after = shapes
    tables = {one.split(" ")[0].rpartition(".")[0] for one in before.columns}
    added = {one for one in after.needed - before.needed if one.rpartition(".")[0] in tables}
    assert sorted(one for one in added if not is_replaced(one)) == []
