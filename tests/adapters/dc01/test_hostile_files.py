"""Whatever is handed over as a file of declarations has one exact answer."""

import gzip
import json
from pathlib import Path

import pytest

from adapters.dc01.chunks import Chunk, Line
from adapters.dc01.columns import NEEDED
from adapters.dc01.file_sentences import FILE_SENTENCES, file_sentence
from adapters.dc01.refused_file import FileRefused
from adapters.dc01.sources import Source, opened

HEADER = ",".join(NEEDED)
ROW = ",".join("x" for _ in NEEDED)
CSV = f"{HEADER}\n{ROW}\n".encode()
LINE = json.dumps({"id": "x", "surname": "Nguyễn"}, ensure_ascii=False).encode() + b"\n"
TCVN3 = "NguyÔn,V¨n,Hoµng\nTrÇn,ThÞ,Mai\n"
VNI = "Nguyeãn,Vaên,Hoaøng\nTraàn,Thò,Mai\n"
WINDOWS_1258 = "NguyêÞn,Vãn,HoaÌng\nTrâÌn,Thi,Mai\n"

FILES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "file-empty"),
    "spaces only": (b" \n\n \t\n", "file-empty"),
    "a byte order mark and no more": (b"\xef\xbb\xbf", "file-empty"),
    "a workbook": (b"PK\x03\x04" + bytes(50), "file-of-other-kind"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(50), "file-of-other-kind"),
    "a printed page": (b"%PDF-1.7\n" + bytes(50), "file-of-other-kind"),
    "UTF-16 from Windows": (("\ufeff" + HEADER).encode("utf-16-le"), "file-utf16"),
    "UTF-16, the other way": (("\ufeff" + HEADER).encode("utf-16-be"), "file-utf16"),
    "random bytes": (bytes(range(256)) * 8, "file-binary"),
    "zeros": (bytes(4096), "file-binary"),
    "lines of an old Macintosh": (CSV.replace(b"\n", b"\r"), "file-without-line-ends"),
    "one JSON array": (b'[{"id":"x"}]', "file-is-one-array"),
    "gzip of nothing": (gzip.compress(b""), "file-empty"),
    "gzip cut in its head": (gzip.compress(CSV)[:6], "file-cut-short"),
    "semicolons": (CSV.replace(b",", b";"), "header-other-delimiter"),
    "tabs": (CSV.replace(b",", b"\t"), "header-other-delimiter"),
    "a column twice": (f"{HEADER},given\n".encode(), "header-repeats-columns"),
    "columns of another form": (f"{HEADER},phone,e-mail\n".encode(), "header-unknown-columns"),
    "a column of a list without its number": (
        f"{HEADER},residences/kind\n".encode(),
        "header-unknown-columns",
    ),
    "a column of the fifty-first residence": (
        f"{HEADER},residences/50/kind\n".encode(),
        "header-unknown-columns",
    ),
    "a column that holds other columns": (
        f"{HEADER},residences/0\n".encode(),
        "header-unknown-columns",
    ),
    "a column with spaces": (f"{HEADER}, surname\n".encode(), "header-unknown-columns"),
    "an unnamed column": (f"{HEADER},\n".encode(), "header-unknown-columns"),
    "a column missing": (HEADER.replace("given,", "").encode(), "header-lacks-columns"),
    "no header": (f"{ROW}\n".encode(), "header-repeats-columns"),
    "a header that is not UTF-8": (b"id,h\xe4\n", "header-not-utf8"),
    "a header with an open quote": (b'id,"surname\n', "header-quote-open"),
    "a header without end": (b"id," * 40_000, "header-too-long"),
    "TCVN3": (TCVN3.encode("latin-1"), "file-in-legacy-encoding"),
    "VNI": (VNI.encode("latin-1"), "file-in-legacy-encoding"),
    "Windows-1258": (WINDOWS_1258.encode("latin-1"), "file-in-legacy-encoding"),
    "TCVN3 converted as if it were Latin-1": (TCVN3.encode(), "file-in-legacy-encoding"),
    "VNI converted as if it were Latin-1": (VNI.encode(), "file-in-legacy-encoding"),
    "VNI in capitals": (VNI.upper().encode(), "file-in-legacy-encoding"),
}


def read(path: Path) -> tuple[Source, list[Chunk]]:
    with opened(path) as source:
        return source, list(source.chunks())


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(name: str, tmp_path: Path) -> None:
    content, code = FILES[name]
    (tmp_path / "dc01").write_bytes(content)

    with pytest.raises(FileRefused) as refused:
        read(tmp_path / "dc01")

    assert refused.value.code == code
    for language in ("vi", "en"):
        assert "{" not in file_sentence(refused.value, language)


def test_every_code_is_met() -> None:
    met = {code for _, code in FILES.values()}
    elsewhere = {"file-unreadable", "file-damaged"}

    assert met | elsewhere == FILE_SENTENCES.keys()


def test_the_old_encoding_is_named(tmp_path: Path) -> None:
    for text, name in ((TCVN3, "TCVN3 (ABC)"), (VNI, "VNI"), (WINDOWS_1258, "Windows-1258")):
        (tmp_path / "dc01").write_bytes(text.encode("latin-1"))
        with pytest.raises(FileRefused) as refused:
            read(tmp_path / "dc01")
        assert refused.value.params["encoding"] == name


def test_names_that_only_look_like_an_old_encoding_pass(tmp_path: Path) -> None:
    text = "\n".join('{"surname":"Nguyễn","given":"Hoà"}' for _ in range(3))
    (tmp_path / "dc01").write_text(text + '\n{"surname":"Hoà","given":"Võ"}\n')

    _, chunks = read(tmp_path / "dc01")

    assert len(chunks[0].lines) == 4


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path / "dc01")
    assert refused.value.code == "file-unreadable"

    (tmp_path / "folder").mkdir()
    with pytest.raises(FileRefused) as refused:
        read(tmp_path / "folder")
    assert refused.value.code == "file-unreadable"


def many_lines() -> bytes:
    numbers = ((n, n * 7919 % 10_007) for n in range(40_000))
    return b"".join(b'{"n":%d,"text":"%d"}\n' % pair for pair in numbers)


def test_what_comes_before_the_end_of_a_cut_file_is_read(tmp_path: Path) -> None:
    packed = gzip.compress(many_lines())
    (tmp_path / "dc01.gz").write_bytes(packed[: len(packed) // 2])

    found: list[Line] = []
    with pytest.raises(FileRefused) as refused, opened(tmp_path / "dc01.gz") as source:
        found.extend(line for chunk in source.chunks() for line in chunk.lines)

    assert refused.value.code == "file-cut-short"
    assert len(found) > 10_000
    assert [line.text for line in found] == many_lines().splitlines()[: len(found)]


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_no_row_of_a_damaged_file_is_believed(size: int, tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(many_lines()))
    middle = len(packed) // 2
    packed[middle : middle + size] = bytes(255 - byte for byte in packed[middle : middle + size])
    (tmp_path / "dc01.gz").write_bytes(packed)

    rows_seen = False
    with pytest.raises(FileRefused) as refused, opened(tmp_path / "dc01.gz"):
        rows_seen = True

    assert refused.value.code == "file-damaged"
    assert not rows_seen


def test_files_packed_one_after_the_other_are_one(tmp_path: Path) -> None:
    (tmp_path / "dc01.gz").write_bytes(gzip.compress(LINE) + gzip.compress(LINE))

    _, [chunk] = read(tmp_path / "dc01.gz")

    assert [line.text for line in chunk.lines] == [LINE[:-1]] * 2


def test_a_byte_order_mark_shifts_the_offsets_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "dc01").write_bytes(b"\xef\xbb\xbf" + CSV)

    source, [chunk] = read(tmp_path / "dc01")

    assert source.header is not None
    assert source.header.names == NEEDED
    [line] = chunk.lines
    assert (line.number, line.offset, line.text) == (2, 3 + len(HEADER) + 1, ROW.encode())


def test_another_delimiter_is_taken_when_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "dc01").write_bytes(CSV.replace(b",", b";"))

    with opened(tmp_path / "dc01", ";") as source:
        assert source.header is not None
        assert source.header.names == NEEDED
