"""What is taken out of the register is on record first, whole, and no more than was asked for.

Long because it tells an export from its wish to its record.
"""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from adapters.dc01.entry_lines import EntryLines
from adapters.keys.key_rows import DESTROY
from cancuoc.exporting.record import ExportRecord
from cancuoc.exporting.wish import Come
from cancuoc.settings import SettingsWrong
from cancuoc.stop_signals import StopSignals
from loads import Desk, Row, ndjson, people


def stocked(desk: Desk, count: int) -> list[Row]:
    rows = people(count)
    status, _ = desk.load(ndjson(desk.folder / "stock.ndjson", rows))
    assert status == 0
    return rows


def exports(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    """Topic and public part of every event about exports, in order."""
    with psycopg.connect(desk.store.dsn) as connection:
        rows = connection.execute(
            "SELECT topic, state FROM events WHERE topic LIKE 'register-export.%'"
            " ORDER BY notification_id"
        ).fetchall()
    return [
        (topic.split(".")[1], json.loads(state[5 : 5 + int.from_bytes(state[1:5])])["public"])
        for topic, state in rows
    ]


def lines(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_every_entry_comes_out_in_the_order_of_ids_and_the_export_is_on_record(
    desk: Desk, tmp_path: Path
) -> None:
    rows = stocked(desk, 90)
    file = tmp_path / "out.ndjson"

    assert desk.export(file) == 0

    found = lines(file)
    assert [one["id"] for one in found] == sorted(row["id"] for row in rows)
    assert {one["status"] for one in found} == {"captured"}
    assert file.stat().st_mode & 0o777 == 0o600
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    (begun, stated), (completed, came) = exports(desk)
    assert (begun, completed) == ("begun", "completed")
    assert (stated["purpose"], stated["unit"], stated["position"]) == ("inspection", "centre", 89)
    assert came == {
        "rows": 90, "erased": 0, "bytes": file.stat().st_size, "sha256": digest
    }  # fmt: skip
    assert [one.name for one in tmp_path.glob("out.*")] == ["out.ndjson"]


@pytest.mark.parametrize("name", ["out.ndjson", "out.csv"])
def test_what_is_exported_can_be_loaded_again_here_and_elsewhere(
    desk: Desk, second_desk: Desk, tmp_path: Path, name: str
) -> None:
    stocked(desk, 150)
    desk.export(tmp_path / name, columns="declaration")

    _, [here] = desk.load(tmp_path / name)
    status, [elsewhere] = second_desk.load(tmp_path / name)
    second_desk.export(tmp_path / f"again-{name}", columns="declaration")

    assert (here["stored"], here["known"]) == (0, 150)
    assert (status, elsewhere["stored"]) == (0, 150)
    assert (tmp_path / f"again-{name}").read_bytes() == (tmp_path / name).read_bytes()


def test_only_citizens_of_the_unit_come_out(desk: Desk, tmp_path: Path) -> None:
    rows = stocked(desk, 200)
    unit = rows[0]["unit"]

    desk.export(tmp_path / "out.ndjson", unit=unit, columns="id,unit")

    expected = sorted(row["id"] for row in rows if row["unit"] == unit)
    assert [one["id"] for one in lines(tmp_path / "out.ndjson")] == expected
    assert expected


def test_chosen_columns_and_no_others_come_out(desk: Desk, tmp_path: Path) -> None:
    stocked(desk, 10)

    desk.export(tmp_path / "out.csv", columns="id, birth,sex")
    desk.export(tmp_path / "out.ndjson", columns="id,birth,sex")

    with (tmp_path / "out.csv").open() as text:
        cells = list(csv.DictReader(text))
    assert cells == lines(tmp_path / "out.ndjson")
    assert all(set(row) == {"id", "birth", "sex"} for row in cells)
    assert exports(desk)[0][1]["columns"] == ["id", "birth", "sex"]


def test_an_export_as_of_a_position_or_a_time_sees_no_later_entry(
    desk: Desk, tmp_path: Path
) -> None:
    stocked(desk, 30)
    desk.sequenced()
    with psycopg.connect(desk.store.dsn) as connection:
        row = connection.execute(
            "SELECT clock_timestamp() + offset_s * interval '1 second' FROM programme_clock"
        ).fetchone()
    assert row is not None
    desk.load(ndjson(tmp_path / "more.ndjson", people(45)))

    desk.export(tmp_path / "position.ndjson", position=29)
    desk.export(tmp_path / "time.ndjson", as_of=row[0].isoformat())
    desk.export(tmp_path / "now.ndjson")

    counts = [len(lines(tmp_path / f"{name}.ndjson")) for name in ("position", "time", "now")]
    assert counts == [30, 30, 45]
    assert lines(tmp_path / "position.ndjson") == lines(tmp_path / "time.ndjson")


def test_an_erased_person_appears_without_a_value(desk: Desk, tmp_path: Path) -> None:
    rows = stocked(desk, 5)
    gone = UUID(rows[2]["id"])
    with psycopg.connect(desk.store.keys_dsn, autocommit=True) as connection:
        row = connection.execute("SELECT key_id FROM data_keys WHERE subject = %s", (gone,))
        connection.execute(DESTROY, ([key_id for (key_id,) in row],))

    desk.export(tmp_path / "out.ndjson")

    [erased] = [one for one in lines(tmp_path / "out.ndjson") if one["id"] == str(gone)]
    assert erased == {"id": str(gone), "status": "erased", "version": 1, "standing": "living"}
    assert exports(desk)[1][1]["erased"] == 1
    for value in (rows[2]["given"], rows[2]["birth"], rows[2]["packet_id"]):
        assert value not in json.dumps(erased)


def test_an_export_of_an_empty_register_is_an_empty_file_on_record(
    desk: Desk, tmp_path: Path
) -> None:
    assert desk.export(tmp_path / "out.csv", columns="id") == 0

    assert (tmp_path / "out.csv").read_text() == "id\n"
    assert [(topic, part.get("position"), part.get("rows")) for topic, part in exports(desk)] == [
        ("begun", None, None),
        ("completed", None, 0),
    ]


def test_an_export_broken_off_goes_on_where_it_stopped(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked(desk, 120)
    desk.export(tmp_path / "calm.ndjson")
    file = tmp_path / "out.ndjson"
    _in_small_pages(monkeypatch)
    asked = iter([False] * 3 + [True])
    monkeypatch.setattr(StopSignals, "wait", lambda *_: next(asked, False))

    assert desk.export(file) == 130
    come = Come.read(tmp_path / "out.ndjson.part.state")
    assert come is not None
    assert 0 < come.rows < 120
    assert not file.exists()
    # What was written after the last state is cut off again.
    with (tmp_path / "out.ndjson.part").open("ab") as part:
        part.write(b"half a line, " * 20_000)
    desk.load(ndjson(tmp_path / "more.ndjson", people(150)))

    assert desk.export(file) == 0

    assert file.read_bytes() == (tmp_path / "calm.ndjson").read_bytes()
    assert [topic for topic, _ in exports(desk)] == ["begun", "completed"] * 2


def _in_small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    from adapters.postgres.citizen_scan import CitizenScan

    pages = CitizenScan.pages
    monkeypatch.setattr(
        CitizenScan, "pages", lambda self, bound, after, page=16: pages(self, bound, after, page)
    )


def test_the_record_comes_before_the_first_row_and_the_file_after_the_last_word(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked(desk, 3)
    seen: list[str] = []
    write, complete = EntryLines.line, ExportRecord.complete

    def noted_line(self: EntryLines, row: Row) -> bytes:
        seen.append("row after " + exports(desk)[-1][0])
        return write(self, row)

    def noted_end(self: ExportRecord, come: Come, sha256: str) -> None:
        complete(self, come, sha256)
        seen.append(f"completed, the file is {'' if (tmp_path / 'out').exists() else 'not '}there")

    monkeypatch.setattr(EntryLines, "line", noted_line)
    monkeypatch.setattr(ExportRecord, "complete", noted_end)

    desk.export(tmp_path / "out")

    assert seen == ["row after begun"] * 3 + ["completed, the file is not there"]


def test_another_wish_does_not_take_over_a_file_that_is_unfinished(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked(desk, 5)
    file = tmp_path / "out.ndjson"
    with monkeypatch.context() as stopped:
        stopped.setattr(StopSignals, "wait", lambda *_: True)
        assert desk.export(file) == 130

    with pytest.raises(SettingsWrong, match="unfinished export of another wish"):
        desk.export(file, purpose="statistics")

    assert desk.export(file, abandon=True) == 0
    assert [topic for topic, _ in exports(desk)] == ["begun", "abandoned"]
    assert list(tmp_path.glob("out.*")) == []
    assert desk.export(file, purpose="statistics") == 0


def test_a_csv_row_that_cannot_hold_an_entry_stops_the_export(desk: Desk, tmp_path: Path) -> None:
    [row] = people(1)
    stay = row["residences"][0]
    desk.load(ndjson(tmp_path / "dc01.ndjson", [row | {"residences": [stay] * 7}]))

    with pytest.raises(SettingsWrong, match="more than 6 residences, too many for CSV"):
        desk.export(tmp_path / "out.csv")

    assert not (tmp_path / "out.csv").exists()
    assert desk.export(tmp_path / "out.ndjson") == 0


@pytest.mark.parametrize(
    ("officer", "unit", "asked", "sentence"),
    [
        ("area-officer", "00001", {}, "may not begin export"),
        ("register-approver", "centre", {}, "may not begin export"),
        ("data-officer", "001", {"unit": "01"}, "outside your authority"),
        ("data-officer", "001", {"unit": "79"}, "outside your authority"),
        ("director", "centre", {"purpose": "curiosity"}, "--purpose is one of statistics"),
        ("director", "centre", {"columns": "id,salary"}, "there are no columns salary"),
        ("director", "centre", {"position": 99}, "has not come to position 99"),
        ("director", "centre", {"as_of": "yesterday"}, "is no time"),
        ("director", "centre", {"as_of": "2021-03-01T08:00:00"}, "needs its offset"),
        ("director", "centre", {"as_of": "2031-03-01T08:00:00+07:00"}, "lies in the future"),
    ],
)
def test_what_may_not_be_taken_out_is_refused_and_leaves_no_file(
    desk: Desk, tmp_path: Path, officer: str, unit: str, asked: Row, sentence: str
) -> None:
    with pytest.raises(SettingsWrong, match=sentence):
        desk.export(tmp_path / "out.ndjson", officer=officer, sits_in=unit, **asked)

    assert list(tmp_path.glob("out.*")) == []
    assert exports(desk) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("folder", "folder is a folder: name a file"),
        ("nowhere/out.ndjson", "nowhere does not exist: make it"),
        ("stock.ndjson/out.ndjson", "stock.ndjson is no folder"),
    ],
)
def test_where_no_file_can_be_written_nothing_is_taken_out(
    desk: Desk, tmp_path: Path, name: str, sentence: str
) -> None:
    stocked(desk, 3)
    (tmp_path / "folder").mkdir()
    before = set(tmp_path.iterdir())

    with pytest.raises(SettingsWrong, match=sentence):
        desk.export(tmp_path / name)

    left = {one.name for one in set(tmp_path.iterdir()) - before}
    assert left == {"director-centre.token"} - {one.name for one in before}
    assert exports(desk) == []


def test_a_data_officer_takes_out_the_own_unit_without_naming_it(
    desk: Desk, tmp_path: Path
) -> None:
    rows = stocked(desk, 70)
    province = next(row for row in rows if row["unit"].startswith("00"))

    assert desk.export(tmp_path / "out.ndjson", officer="data-officer", sits_in="01") == 0

    found = {one["id"] for one in lines(tmp_path / "out.ndjson")}
    assert province["id"] in found
    assert len(found) < 70
