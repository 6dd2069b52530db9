"""A file of declarations, opened: CSV or NDJSON, plain or gzip, in UTF-8 with or without BOM."""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from adapters.dc01.chunks import BLOCK_BYTES, LONGEST_LINE, Chunk, Readable, cut, lines_of
from adapters.dc01.columns import Header
from adapters.dc01.legacy_text import legacy_encoding
from adapters.dc01.refused_file import FileRefused

HEAD_BYTES = 1 << 16
_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_KINDS = ((b"PK\x03\x04", "zip or xlsx"), (b"\xd0\xcf\x11\xe0", "xls"), (b"%PDF", "pdf"))
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = (",", ";", "\t", "|")
Format = Literal["csv", "ndjson"]


class Unpacked:
    """The bytes behind gzip; what is wrong with them is a FileRefused."""

    def __init__(self, packed: IO[bytes], path: Path) -> None:
        self._file = gzip.GzipFile(fileobj=packed, mode="rb")
        self._path = path

    def read(self, size: int = -1, /) -> bytes:
        try:
            # What is whole before the damage comes out first.
            return self._file.read1(size)
        except EOFError as error:
            raise FileRefused("file-cut-short", file=self._path.name) from error
        except (OSError, zlib.error) as error:
            raise FileRefused("file-damaged", file=self._path.name) from error


class _Continued:
    """A file whose start has been read already."""

    def __init__(self, head: bytes, file: Readable) -> None:
        self._head = head
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        head, self._head = self._head, b""
        return head or self._file.read(size)


class Source:
    """What a file holds: its form, its columns where it has any, and its rows in chunks."""

    def __init__(self, path: Path, raw: IO[bytes], delimiter: str | None = None) -> None:
        self.path = path
        self.size = path.stat().st_size
        self._raw = raw
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        if packed:
            _refuse_damaged(raw, path)
        file: Readable = Unpacked(raw, path) if packed else raw
        head = _head_of(file)
        _refuse_unreadable(head, path)
        bom = len(_BOM) if head.startswith(_BOM) else 0
        self.format: Format = _format_of(head[bom:])
        self.delimiter = delimiter or ","
        self.header: Header | None = None
        self._wanted_delimiter = delimiter
        self._lines = lines_of(_Continued(head[bom:], file), bom)
        if self.format == "csv":
            self.header = self._read_header()

    @property
    def read_bytes(self) -> int:
        """How far the file has been read, in bytes of the file itself."""
        return self._raw.tell()

    def chunks(self) -> Iterator[Chunk]:
        names = "" if self.header is None else self.delimiter.join(self.header.names)
        return cut(self._lines, f"{self.format}|{names}|".encode())

    def _read_header(self) -> Header:
        line = next(self._lines)
        if line.is_cut:
            raise FileRefused("header-too-long", most=LONGEST_LINE)
        try:
            text = line.text.decode("utf-8").rstrip("\r")
        except UnicodeDecodeError as error:
            raise FileRefused("header-not-utf8") from error
        self.delimiter = self._wanted_delimiter or _delimiter_of(text)
        try:
            names = next(csv.reader((text,), delimiter=self.delimiter, strict=True), [])
        except csv.Error as error:
            raise FileRefused("header-quote-open") from error
        return Header(names)


@contextmanager
def opened(path: Path, delimiter: str | None = None) -> Iterator[Source]:
    """The file at `path`; raises FileRefused where nothing of it can be read as declarations."""
    try:
        raw = path.open("rb")
    except OSError as error:
        raise FileRefused("file-unreadable", file=path.name, reason=error.strerror) from error
    with raw:
        yield Source(path, raw, delimiter)


def _refuse_damaged(raw: IO[bytes], path: Path) -> None:
    """Read once to its checksum: a row from damaged bytes may look good and be another one. A file
    that breaks off has no checksum to compare, and is read as far as it goes."""
    file = Unpacked(raw, path)
    try:
        while file.read(BLOCK_BYTES):
            continue
    except FileRefused as refused:
        if refused.code == "file-damaged":
            raise
    raw.seek(0)


def _head_of(file: Readable) -> bytes:
    """The first bytes; a file that breaks off within them says so again when it is read on."""
    head = b""
    try:
        while len(head) < HEAD_BYTES and (more := file.read(HEAD_BYTES - len(head))):
            head += more
    except FileRefused:
        if not head:
            raise
    return head


def _refuse_unreadable(head: bytes, path: Path) -> None:
    if not head.removeprefix(_BOM).strip():
        raise FileRefused("file-empty", file=path.name)
    kind = next((kind for magic, kind in _KINDS if head.startswith(magic)), None)
    if kind is not None:
        raise FileRefused("file-of-other-kind", file=path.name, kind=kind)
    for code, is_so in _UNREADABLE.items():
        if is_so(head):
            raise FileRefused(code, file=path.name)
    encoding = legacy_encoding(head)
    if encoding is not None:
        raise FileRefused("file-in-legacy-encoding", file=path.name, encoding=encoding)


def _is_binary(head: bytes) -> bool:
    """More than one byte in fifty is a control character that no text has."""
    controls = len(head) - len(head.translate(None, bytes((*range(9), 11, 12, *range(14, 32)))))
    return controls * 50 > len(head)


_UNREADABLE: dict[str, Callable[[bytes], bool]] = {
    "file-utf16": lambda head: head.startswith(_UTF16),
    "file-binary": _is_binary,
    "file-without-line-ends": lambda head: b"\r" in head and b"\n" not in head,
}


def _format_of(head: bytes) -> Format:
    first = head.lstrip()[:1]
    if first == b"[":
        raise FileRefused("file-is-one-array")
    return "ndjson" if first == b"{" else "csv"


def _delimiter_of(text: str) -> str:
    """The comma, unless the header shows that the file was written with another one."""
    other = max(DELIMITERS, key=text.count)
    if other != "," and text.count(",") == 0 and text.count(other) > 0:
        shown = {"\t": "\\t"}.get(other, other)
        raise FileRefused("header-other-delimiter", delimiter=shown)
    return ","
