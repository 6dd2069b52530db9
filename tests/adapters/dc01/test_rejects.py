"""The rejects of a load are those of the attempts that counted, in the order of the file."""

import csv
import json
from pathlib import Path
from uuid import UUID, uuid4

from adapters.dc01.chunks import Line
from adapters.dc01.rejects import RejectsPart, part_of, put_together, reject_lines
from domain.refusals import Fault

RUN = uuid4()


def line(number: int, text: bytes = b'{"given":"An"}') -> Line:
    return Line(number, number * 100, len(text), text)


def write(path: Path, process: int, *kept: tuple[int, UUID, list[int]], run: UUID = RUN) -> None:
    part = RejectsPart(part_of(path, run, process))
    for chunk, attempt, numbers in kept:
        found = [one for n in numbers for one in reject_lines(line(n), "body-not-json", {}, ())]
        part.write(chunk, attempt, found)
    part.close()


def rows(path: Path) -> list[int]:
    return [json.loads(text)["row"] for text in path.read_text().splitlines()]


def test_only_attempts_that_counted_are_kept_in_the_order_of_chunks(tmp_path: Path) -> None:
    path = tmp_path / "rejects.ndjson"
    broken_off, one, two, three = uuid4(), uuid4(), uuid4(), uuid4()
    write(path, 0, (2, three, [900, 901]), (0, broken_off, [7]), (0, one, [7, 8]))
    write(path, 1, (1, two, [510]), (5, broken_off, [2600]))

    count = put_together(path, RUN, {0: one, 1: two, 2: three})

    assert count == 5
    assert rows(path) == [7, 8, 510, 900, 901]
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o600


def test_half_a_line_of_a_killed_process_does_not_spoil_the_next_one(tmp_path: Path) -> None:
    path, attempt = tmp_path / "rejects.ndjson", uuid4()
    part_of(path, RUN, 0).write_bytes(b'{"chunk":0,"attempt":"')
    write(path, 0, (0, attempt, [3]))

    put_together(path, RUN, {0: attempt})

    assert rows(path) == [3]


def test_parts_of_a_run_that_goes_on_stay(tmp_path: Path) -> None:
    path, attempt = tmp_path / "rejects.ndjson", uuid4()
    write(path, 0, (0, attempt, [3]))

    put_together(path, RUN, {0: attempt}, keep_parts=True)
    write(path, 0, (1, attempt, [700]))
    put_together(path, RUN, {0: attempt, 1: attempt})

    assert rows(path) == [3, 700]


def test_parts_of_another_run_are_left_alone(tmp_path: Path) -> None:
    path, attempt, other = tmp_path / "rejects.ndjson", uuid4(), uuid4()
    write(path, 0, (0, attempt, [3]), run=other)

    assert put_together(path, RUN, {0: attempt}) == 0

    assert list(tmp_path.iterdir()) == [part_of(path, other, 0)]


def test_without_rejects_there_is_no_file_and_an_old_one_goes(tmp_path: Path) -> None:
    path = tmp_path / "rejects.ndjson"
    path.write_text("of a run before")
    write(path, 0)

    assert put_together(path, RUN, {}) == 0

    assert list(tmp_path.iterdir()) == []


def test_every_fault_of_a_row_is_a_line_in_both_languages() -> None:
    faults = (Fault("/sex", "sex-not-listed", {}), Fault("", "unit-unknown", {"code": "99"}))

    found = reject_lines(line(4), "form-incorrect", {}, faults)

    assert [(one.row, one.offset, one.pointer, one.code) for one in found] == [
        (4, 400, "/sex", "sex-not-listed"),
        (4, 400, "/unit", "unit-unknown"),
    ]
    assert all(one.vi != one.en for one in found)
    assert found[0].original == '{"given":"An"}'


def test_a_row_that_is_not_utf8_is_kept_byte_for_byte() -> None:
    [found] = reject_lines(line(1, b"\xff\xfe,An"), "body-not-utf8", {}, ())

    assert (found.original, found.original_base64) == (None, "//4sQW4=")


def test_a_pointer_made_by_a_client_can_always_be_written() -> None:
    faults = (Fault("/\ud800" + "x" * 9000, "field-unknown", {}),)

    [found] = reject_lines(line(1), "field-unknown", {}, faults)

    assert found.pointer.startswith("/?xxx")
    assert len(found.pointer) == 500


def test_csv_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    path, attempt = tmp_path / "rejects.csv", uuid4()
    part = RejectsPart(part_of(path, RUN, 0))
    part.write(0, attempt, reject_lines(line(2, 'Nguyễn,"An"'.encode()), "row-quote-open", {}, ()))
    part.close()

    put_together(path, RUN, {0: attempt})

    text = path.read_bytes()
    assert text.startswith(
        b"\xef\xbb\xbfrow,offset,pointer,code,vi,en,original,original_base64\r\n"
    )
    [found] = csv.DictReader(text.decode("utf-8-sig").splitlines())
    assert (found["row"], found["original"]) == ("2", 'Nguyễn,"An"')
