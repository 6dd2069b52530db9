"""A load stores every good row once, whatever happens to the others and however often it is run.

Long because it lists all that can become of a row and of a file.
"""

import csv
import gzip
import io
import json
from datetime import date
from pathlib import Path

import psycopg
import pytest

from adapters.dc01.chunks import CHUNK_LINES
from adapters.postgres.unit_successions import order_succession
from cancuoc.loading.generate import generate
from cancuoc.settings import SettingsWrong
from domain.succession import Succession
from loads import Desk, ndjson, people, rejected


def test_every_row_becomes_an_entry_with_its_key_its_claim_and_its_command(
    desk: Desk, tmp_path: Path
) -> None:
    rows = people(130)

    status, [done] = desk.load(ndjson(tmp_path / "dc01.ndjson", rows))

    assert status == 0
    assert (done["read"], done["stored"], done["known"], done["rejected"]) == (130, 130, 0, 0)
    assert {str(one) for one in desk.citizens()} == {row["id"] for row in rows}
    assert desk.count("idempotency") == desk.count("claims") == 130
    assert desk.count("data_keys", keys=True) == 130


def test_running_twice_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    file = ndjson(tmp_path / "dc01.ndjson", people(1100))
    desk.load(file)
    before = [desk.count(table) for table in ("events", "claims", "idempotency")]

    status, [done] = desk.load(file, processes=2)

    assert status == 0
    assert (done["stored"], done["known"]) == (0, 1100)
    assert [desk.count(table) for table in ("events", "claims", "idempotency")] == before
    assert desk.count("data_keys", keys=True) == 1100


def test_another_order_another_form_and_another_officer_change_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    generate(600, tmp_path / "dc01.csv.gz", 7, desk.said)
    generate(600, tmp_path / "dc01.ndjson", 7, desk.said)
    lines = (tmp_path / "dc01.ndjson").read_bytes().splitlines()
    shuffled = ndjson(tmp_path / "shuffled.ndjson", reversed(lines))

    _, [csv_done] = desk.load(tmp_path / "dc01.csv.gz")
    _, [other_form] = desk.load(shuffled)
    _, [other_officer] = desk.load(shuffled, officer="capture-officer-2")

    assert csv_done["stored"] == 600
    assert (other_form["stored"], other_form["known"]) == (0, 600)
    assert (other_officer["stored"], other_officer["known"]) == (0, 600)


def test_bad_rows_are_rejected_and_all_others_stored(desk: Desk, tmp_path: Path) -> None:
    rows = people(520)
    rows[3] |= {"sex": "blue", "ethnicity": "vn-1979:99"}
    rows[510] |= {"given": "Hoa\u0300"}
    lines = [json.dumps(row, ensure_ascii=False).encode() for row in rows]
    lines[77] = lines[77][:50]
    file = ndjson(tmp_path / "dc01.ndjson", lines)

    status, [done] = desk.load(file)

    assert status == 3
    assert (done["read"], done["stored"], done["rejected"]) == (520, 517, 3)
    assert done["codes"] == {"body-not-json": 1, "form-incorrect": 1, "text-not-nfc": 1}
    found = rejected(done)
    assert [(one["row"], one["pointer"], one["code"]) for one in found] == [
        (4, "/sex", "sex-not-listed"),
        (4, "/ethnicity", "ethnicity-not-listed"),
        (78, "", "body-not-json"),
        (511, "/given", "text-not-nfc"),
    ]
    assert all(one["vi"] and one["en"] for one in found)
    assert found[2]["offset"] == sum(len(line) + 1 for line in lines[:77])
    assert json.loads(found[0]["original"]) == rows[3]


def test_rejects_can_be_had_as_csv(desk: Desk, tmp_path: Path) -> None:
    [row] = people(1)
    file = ndjson(tmp_path / "dc01.ndjson", [row | {"sex": "blue"}])

    _, [done] = desk.load(file, rejects_suffix="csv", rejects_folder=tmp_path)

    text = Path(done["rejects"]).read_text(encoding="utf-8-sig")
    [found] = csv.DictReader(io.StringIO(text))
    assert (found["row"], found["pointer"], found["code"]) == ("1", "/sex", "sex-not-listed")
    assert Path(done["rejects"]).stat().st_mode & 0o777 == 0o600


def test_of_two_rows_that_share_an_id_or_a_packet_the_first_is_stored(
    desk: Desk, tmp_path: Path
) -> None:
    one, two, three = people(3)
    rows = [
        one,
        one,
        two | {"id": one["id"]},
        three | {"packet_id": one["packet_id"]},
        one | {"given": "Khác"},
    ]

    status, [done] = desk.load(ndjson(tmp_path / "dc01.ndjson", rows))

    assert status == 3
    assert (done["stored"], done["known"]) == (1, 1)
    assert done["codes"] == {
        "citizen-exists": 1,
        "citizen-packet-taken": 1,
        "row-differs-from-stored": 1,
    }


def test_the_same_rows_met_in_the_register_are_judged_alike(desk: Desk, tmp_path: Path) -> None:
    one, two, three, four = people(4)
    desk.load(ndjson(tmp_path / "first.ndjson", [one]))
    rows = [
        one,
        two | {"id": one["id"]},
        three | {"packet_id": one["packet_id"]},
        one | {"given": "Khác"},
        four,
    ]

    status, [done] = desk.load(ndjson(tmp_path / "second.ndjson", rows))

    assert status == 3
    assert (done["stored"], done["known"]) == (1, 1)
    assert done["codes"] == {
        "citizen-exists": 1,
        "citizen-packet-taken": 1,
        "row-differs-from-stored": 1,
    }


def test_a_dry_run_judges_all_and_stores_nothing(desk: Desk, tmp_path: Path) -> None:
    rows = people(40)
    desk.load(ndjson(tmp_path / "first.ndjson", rows[:5]))
    tables = ("events", "claims", "idempotency", "imports", "import_chunks")
    before = [desk.count(table) for table in tables]
    rows[20] |= {"sex": "blue"}

    status, [done] = desk.load(ndjson(tmp_path / "dc01.ndjson", rows), dry_run=True)

    assert status == 3
    assert (done["stored"], done["known"], done["rejected"]) == (34, 5, 1)
    assert [one["code"] for one in rejected(done)] == ["sex-not-listed"]
    assert [desk.count(table) for table in tables] == before
    assert desk.count("data_keys", keys=True) == 5


def test_the_events_stand_in_the_name_of_the_unit_that_took_the_form(
    desk: Desk, tmp_path: Path
) -> None:
    rows = people(3)

    desk.load(ndjson(tmp_path / "dc01.ndjson", rows))

    with psycopg.connect(desk.store.dsn) as connection:
        states = connection.execute("SELECT originator_id, state FROM events").fetchall()
    units = {str(stream): _clear(state)["envelope"]["actor"]["unit"] for stream, state in states}
    assert units == {row["id"]: row["unit"] for row in rows}


def _clear(state: bytes) -> dict[str, dict[str, dict[str, str]]]:
    length = int.from_bytes(state[1:5])
    found: dict[str, dict[str, dict[str, str]]] = json.loads(state[5 : 5 + length])
    return found


def test_a_row_of_a_unit_elsewhere_is_outside_the_officers_authority(
    desk: Desk, tmp_path: Path
) -> None:
    rows = [
        row | {"unit": unit} for row, unit in zip(people(3), ("00001", "001", "15"), strict=True)
    ]

    status, [done] = desk.load(ndjson(tmp_path / "dc01.ndjson", rows), unit="001")

    assert status == 3
    assert done["stored"] == 2
    [found] = rejected(done)
    assert (found["row"], found["pointer"], found["code"]) == (3, "/unit", "unit-outside-authority")


def test_a_district_that_took_another_over_loads_what_lies_below_it(
    desk: Desk, tmp_path: Path
) -> None:
    with psycopg.connect(desk.store.dsn) as connection:
        order_succession(connection, Succession("001", "002", date(2020, 1, 1)), "nhập quận")
    rows = [row | {"unit": "00001"} for row in people(1)]

    status, [done] = desk.load(ndjson(tmp_path / "dc01.ndjson", rows), unit="002")

    assert (status, done["stored"]) == (0, 1)


def test_a_row_without_a_unit_is_the_officers_own(desk: Desk, tmp_path: Path) -> None:
    [row] = people(1)
    del row["unit"]

    status, _ = desk.load(
        ndjson(tmp_path / "dc01.ndjson", [row]), officer="area-officer", unit="00001"
    )

    assert status == 0


@pytest.mark.parametrize(
    ("officer", "unit", "sentence"),
    [
        ("area-officer", "centre", "may not capture citizen"),
        ("director", "centre", "may not capture citizen"),
        ("auditor", "ministry", "may not capture citizen"),
    ],
)
def test_who_may_not_capture_may_not_load(
    desk: Desk, tmp_path: Path, officer: str, unit: str, sentence: str
) -> None:
    file = ndjson(tmp_path / "dc01.ndjson", people(1))

    with pytest.raises(SettingsWrong, match=sentence):
        desk.load(file, officer=officer, unit=unit)

    assert desk.count("events") == 0


def test_a_broken_gzip_file_gives_what_came_before_and_says_so(desk: Desk, tmp_path: Path) -> None:
    rows = people(900)
    whole = ndjson(tmp_path / "dc01.ndjson.gz", rows).read_bytes()
    file = tmp_path / "dc01.ndjson.gz"
    file.write_bytes(whole[: len(whole) * 2 // 3])

    status, [done] = desk.load(file)

    assert status == 1
    assert "breaks off in the middle" in done["trouble"]
    assert 0 < done["stored"] < 900
    assert done["stored"] == done["read"] == desk.count("events")

    file.write_bytes(whole)
    status, [rest] = desk.load(file)
    assert status == 0
    assert rest["stored"] + rest["known"] == 900
    assert rest["earlier"] > 0
    assert desk.count("events") == 900


def test_a_file_that_ends_without_a_line_end_ends_with_a_row(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "dc01.ndjson"
    file.write_bytes(
        b"\xef\xbb\xbf" + b"\r\n\r\n".join(json.dumps(row).encode() for row in people(3))
    )

    status, [done] = desk.load(file)

    assert (status, done["read"], done["stored"]) == (0, 3, 3)


def test_a_token_that_has_run_out_stops_the_load_and_a_new_one_goes_on(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ndjson(tmp_path / "dc01.ndjson", people(1200))
    asked = iter([True, False])
    monkeypatch.setattr("cancuoc.loading.officer.TokenHeld.still_good", lambda _: next(asked))
    status, [done] = desk.load(file)
    assert status == 1
    assert "The token has run out" in done["trouble"]
    assert done["stored"] == CHUNK_LINES
    monkeypatch.undo()

    status, [done] = desk.load(file)

    assert status == 0
    assert (done["stored"], done["earlier"]) == (1200, CHUNK_LINES)


def test_the_shipped_sample_is_loaded_whole(desk: Desk, tmp_path: Path) -> None:
    from cancuoc.dc01_sample import SAMPLE_FILE

    status, [done] = desk.load(SAMPLE_FILE, rejects_folder=tmp_path)

    with gzip.open(SAMPLE_FILE) as lines:
        assert (status, done["stored"]) == (0, sum(1 for _ in lines))
