"""Rows that an older program wrote are found, and secured, from the migration on."""

import psycopg
from alembic import command
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool
from tests.adapters.postgres.views.people import NOW, criteria

from adapters.postgres import migrate as migration
from adapters.postgres.citizen_directory import CitizenDirectory
from adapters.postgres.live_view import Pool
from adapters.reference.load_units import load_register

FORMER = "0005"
_ROWS = """
INSERT INTO projections (name, version, live_slot, position_a) VALUES ('citizen_search', 1, 'a', 7);
INSERT INTO view_a.citizen_search (citizen_id, version, stage, number_cancelled, standing, surname,
    middle, given, fold_surname, fold_middle, fold_given, birth, birth_earliest, birth_latest, sex,
    pin, unit, unit_province, unit_district, unit_commune, residence_unit, residence_province,
    residence_district, residence_commune, position, recorded_at)
VALUES
  (gen_random_uuid(), 5, 'active', false, 'living', 'Đỗ', 'Thị', 'Ánh', 'do', 'thi', 'anh',
   '1990', '1990-01-01', '1990-12-31', 'female', '001190000001', '00001', '01', '001', '00001',
   '00715', '02', '026', '00715', 7, now()),
  (gen_random_uuid(), 1, 'captured', false, 'living', NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, NULL, NULL, NULL, NULL, '00001', '01', '001', '00001', NULL, NULL, NULL, NULL, 3, now());
INSERT INTO view_a.citizen_pin (citizen_id, pin, established_on)
    SELECT citizen_id, pin, '2021-03-01' FROM view_a.citizen_search WHERE pin IS NOT NULL;
"""


async def test_what_the_former_program_filled_is_found_until_it_is_rebuilt(
    fresh_database: str,
) -> None:
    with migration._engine_connection(fresh_database) as connection:
        command.upgrade(migration._config("store", connection), FORMER)
    with psycopg.connect(fresh_database, autocommit=True) as store:
        store.execute(_ROWS)
    with migration._engine_connection(fresh_database) as connection:
        command.upgrade(migration._config("store", connection), "head")

    dsn = make_conninfo(fresh_database, user="cancuoc_app")
    pool: Pool = AsyncConnectionPool(
        dsn, min_size=1, max_size=1, open=False, timeout=5, kwargs={"autocommit": True}
    )
    async with pool:
        directory = CitizenDirectory(pool, lambda: NOW, load_register())

        async def found(q: str, within: str) -> list[str | None]:
            return [row.given for row in (await directory.find(criteria(q), within)).rows]

        for q in ("do thi anh", "Đỗ", "anh 1990", "001190000001", "dta", "do anhh"):
            for within in ("centre", "01", "001", "00001", "02", "026", "00715"):
                assert await found(q, within) == ["Ánh"], (q, within)
            for within in ("03", "002", "00004", "79"):
                assert await found(q, within) == [], (q, within)
