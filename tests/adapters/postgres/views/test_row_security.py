"""Rows of the search are seen from their own jurisdiction: the database says no by itself.

Long because it tells of people, officers and policies in full.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool
from tests.adapters.postgres.views.conftest import projected_history
from tests.adapters.postgres.views.people import criteria
from tests.adapters.postgres.views.projected import History

from adapters.postgres.citizen_directory import CitizenDirectory
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.live_view import Pool
from adapters.reference.load_units import load_register
from citizen_stories import (
    APPROVED,
    DONG_VAN,
    NOTIFIED,
    PHUC_XA,
    RETURNED,
    VERIFIED,
    captured,
    numbered,
    resided,
    stay,
    story,
)
from database import Store
from domain.authority import _reaches
from domain.context import Context, local_day
from domain.envelope import Actor
from domain.recorded import Recorded
from projections.citizen_search import CitizenSearch
from projections.jurisdictions import Jurisdictions

UNITS = load_register()
PLACES = Jurisdictions(UNITS)
LAO_CAI, YEN_BAI, BAC_NINH = ("02641", "04252", "09163")
"""Communes of 2021 in provinces 10 and 15, which became Lào Cai (15), and in 27."""

PEOPLE: dict[str, list[Recorded]] = {
    "at home": story(captured()),
    "of Đồng Văn": story(captured(residences=(stay(DONG_VAN),)), unit=DONG_VAN),
    "moved": story(captured(), VERIFIED, APPROVED, resided(DONG_VAN)),
    "of Lào Cai": story(captured(residences=(stay(LAO_CAI),)), unit=LAO_CAI),
    "of Yên Bái": story(captured(residences=(stay(YEN_BAI),)), unit=YEN_BAI),
    "of a district": story(captured(residences=()), unit="027"),
    "of Bắc Ninh": story(
        captured(residences=(stay(BAC_NINH),)), VERIFIED, APPROVED, numbered("027190000001"),
        NOTIFIED, unit=BAC_NINH,
    ),
    "at centre": story(captured(residences=()), unit="centre"),
    "sent back": story(captured(residences=(stay(DONG_VAN),)), VERIFIED, RETURNED, unit="026"),
}  # fmt: skip
SCOPES = {
    "at home": (PHUC_XA, PHUC_XA),
    "of Đồng Văn": (DONG_VAN, DONG_VAN),
    "moved": (PHUC_XA, DONG_VAN),
    "of Lào Cai": (LAO_CAI, LAO_CAI),
    "of Yên Bái": (YEN_BAI, YEN_BAI),
    "of a district": ("027",),
    "of Bắc Ninh": (BAC_NINH, BAC_NINH),
    "at centre": ("centre",),
    "sent back": ("026", DONG_VAN, PHUC_XA),
}
"""What `application.citizens` calls the scope of each."""
NAME_OF = {events[0].stream: name for name, events in PEOPLE.items()}

OFFICERS = (
    *sorted({unit.code for unit in UNITS.units if unit.level == "province"}),
    *("001", "002", "026", "027", "080", "256"),
    *(PHUC_XA, "00004", DONG_VAN, LAO_CAI, YEN_BAI, BAC_NINH),
    *("centre", "ministry", "outside", "99", ""),
)
DAYS = (datetime(2021, 3, 10, 2, tzinfo=UTC), datetime(2026, 3, 10, 2, tzinfo=UTC))


@pytest.fixture(scope="module")
def people(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    with projected_history(cluster, tmp_path_factory.mktemp("kek"), PEOPLE.values()) as history:
        yield history


def within_authority(unit: str, at: datetime) -> set[str]:
    """Whom the officer may act on, as the decision itself asks (decision 5)."""
    actor = Actor(UUID(int=1), unit, ("area-officer",))
    context = Context(actor, at, at, None, UNITS)  # type: ignore[arg-type]
    return {name for name, scope in SCOPES.items() if _reaches(actor, scope, context)}


@contextmanager
def application(history: History, key: str | None = None) -> Iterator[psycopg.Connection]:
    """The role that officers are served by, in a transaction, perhaps for a jurisdiction."""
    with psycopg.connect(history.dsn) as connection:
        if key is not None:
            connection.execute("SELECT set_config('cancuoc.jurisdiction', %s, true)", (key,))
        yield connection


def seen(
    connection: psycopg.Connection, query: str = "SELECT citizen_id FROM citizen_search"
) -> set[str]:
    rows = connection.execute(query.replace("FROM ", "FROM view_a.").encode()).fetchall()
    return {NAME_OF[row[0]] for row in rows}


@pytest.mark.parametrize("at", DAYS, ids=["2021", "2026"])
def test_every_officer_sees_in_sql_whom_authority_names_and_nobody_else(
    people: History, at: datetime
) -> None:
    some = 0
    for unit in OFFICERS:
        with application(people, PLACES.key(unit, local_day(at))) as connection:
            shown = seen(connection)
            numbered_ = seen(connection, "SELECT citizen_id FROM citizen_number")
        assert shown == within_authority(unit, at), unit
        assert numbered_ == shown, unit
        some += 0 < len(shown) < len(PEOPLE)
    assert some > 8


@asynccontextmanager
async def directory(history: History, at: datetime) -> AsyncIterator[CitizenDirectory]:
    pool: Pool = AsyncConnectionPool(
        history.dsn, min_size=1, max_size=2, open=False, timeout=5, kwargs={"autocommit": True}
    )
    async with pool:
        yield CitizenDirectory(pool, lambda: at, UNITS)


@pytest.mark.parametrize("at", DAYS, ids=["2021", "2026"])
async def test_every_officer_finds_whom_authority_names_by_whatever_criterion(
    people: History, at: datetime
) -> None:
    async with directory(people, at) as asked:
        for unit in OFFICERS:
            theirs = within_authority(unit, at)
            for what in (criteria("nguyen"), criteria("thi anh"), criteria("nta"),
                         criteria("1990"), criteria("123456789"), criteria("nguyem")):  # fmt: skip
                rows = (await asked.find(what, unit, 200)).rows
                assert {NAME_OF[row.citizen_id] for row in rows} == theirs, (unit, what)
            number = (await asked.find(criteria("027190000001"), unit)).rows
            assert {NAME_OF[row.citizen_id] for row in number} == theirs & {"of Bắc Ninh"}


@pytest.mark.parametrize("table", ["citizen_search", "citizen_number"])
def test_without_a_jurisdiction_nothing_is_seen(people: History, table: str) -> None:
    query = f"SELECT citizen_id FROM {table}"
    with application(people) as connection:
        assert seen(connection, query) == set()
    with application(people, "centre") as connection:
        assert seen(connection, query) == set(PEOPLE)
        connection.commit()
        # The setting was made once in this session, and is now empty rather than absent.
        assert seen(connection, query) == set()


@pytest.mark.parametrize("key", ["", " ", "%", "0", "01,02", "CENTRE", "01@2025-07-02", "'"])
def test_a_jurisdiction_that_is_none_sees_nothing(people: History, key: str) -> None:
    with application(people, key) as connection:
        assert seen(connection) == set()


def test_a_row_cannot_be_moved_out_of_the_jurisdiction_or_into_it(people: History) -> None:
    people.ask("ALTER TABLE view_a.citizen_search DISABLE TRIGGER renamed")
    people.ask("GRANT UPDATE, INSERT ON view_a.citizen_search TO cancuoc_app")
    try:
        with (
            application(people, "01") as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"),
        ):
            connection.execute("UPDATE view_a.citizen_search SET unit_places = '02'")
        with application(people, "02") as connection:
            moved = connection.execute(
                "UPDATE view_a.citizen_search SET stage = 'active' WHERE unit = '00001'"
                " AND residence_unit = '00001'"
            )
            assert moved.rowcount == 0
            connection.rollback()
    finally:
        people.ask("REVOKE UPDATE, INSERT ON view_a.citizen_search FROM cancuoc_app")
        people.ask("ALTER TABLE view_a.citizen_search ENABLE TRIGGER renamed")


def test_the_owner_of_the_tables_is_no_exception(people: History) -> None:
    """With the teeth of the test: without FORCE the owner sees everybody."""
    with psycopg.connect(people.dsn.replace("cancuoc_app", "postgres")) as connection:
        connection.execute("CREATE ROLE landlord NOLOGIN")
        connection.execute("GRANT USAGE, CREATE ON SCHEMA view_a TO landlord")
        connection.execute("ALTER TABLE view_a.citizen_search OWNER TO landlord")
        connection.execute("SET ROLE landlord")
        assert seen(connection) == set()
        connection.execute("ALTER TABLE view_a.citizen_search NO FORCE ROW LEVEL SECURITY")
        assert seen(connection) == set(PEOPLE)
        connection.rollback()


def test_no_role_of_the_register_is_above_the_law(people: History) -> None:
    roles = people.ask(
        "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin, rolinherit FROM pg_roles"
        " WHERE rolname LIKE 'cancuoc%%' ORDER BY 1"
    )

    assert roles == [
        ("cancuoc_app", False, False, True, True),
        ("cancuoc_finder", False, False, False, False),
        ("cancuoc_projector", False, False, False, False),
    ]
    assert people.ask(
        "SELECT roleid::regrole::text, inherit_option, set_option FROM pg_auth_members"
        " WHERE member = 'cancuoc_app'::regrole AND roleid::regrole::text LIKE 'cancuoc%%'"
        " ORDER BY 1"
    ) == [("cancuoc_finder", False, True), ("cancuoc_projector", False, True)]


def test_every_table_of_the_search_is_secured_in_both_slots(people: History) -> None:
    secured = people.ask(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE nspname IN ('view_a', 'view_b') AND relrowsecurity AND relforcerowsecurity"
    )
    policies = people.ask(
        "SELECT tablename, policyname, roles::text, cmd, permissive, count(*) FROM pg_policies"
        " WHERE tablename LIKE 'citizen%%' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2"
    )

    for table in CitizenSearch.tables:
        assert secured.count((table,)) == 2
    assert policies == [
        (table, name, f"{{{role}}}", command, "PERMISSIVE", 2)
        for table, name, role, command in (
            ("citizen_joined", "written", "cancuoc_projector", "ALL"),
            ("citizen_name", "found", "cancuoc_finder", "SELECT"),
            ("citizen_name", "written", "cancuoc_projector", "ALL"),
            ("citizen_number", "found", "cancuoc_finder", "SELECT"),
            ("citizen_number", "seen", "cancuoc_app", "ALL"),
            ("citizen_number", "written", "cancuoc_projector", "ALL"),
            ("citizen_search", "found", "cancuoc_finder", "SELECT"),
            ("citizen_search", "seen", "cancuoc_app", "ALL"),
            ("citizen_search", "written", "cancuoc_projector", "ALL"),
            ("citizen_word", "found", "cancuoc_finder", "SELECT"),
            ("citizen_word", "written", "cancuoc_projector", "ALL"),
        )
    ]


def test_the_finder_reads_keys_and_never_what_a_row_says(people: History) -> None:
    columns: Any = people.ask(
        "SELECT column_name FROM information_schema.column_privileges"
        " WHERE grantee = 'cancuoc_finder' AND table_schema = 'view_a'"
        " AND table_name = 'citizen_search' ORDER BY 1"
    )

    assert [name for (name,) in columns] == [
        "birth_earliest", "birth_latest", "citizen_id", "merged_into", "name_id", "places", "sex",
        "standing",
    ]  # fmt: skip
