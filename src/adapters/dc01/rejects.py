"""What was not stored, and why: one line a fault, in both languages, with the row as it came.

Each process writes a part of its own, durable before the chunk counts as done. A line names the
attempt it belongs to; when all is done, those of the attempts that counted are put together in the
order of the file. The files hold personal data and are readable by their owner only.
"""

import base64
import csv
import glob
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from adapters.dc01.chunks import Line
from adapters.http.problems import MOST_FIELDS, shown_pointer
from adapters.http.sentences import sentence
from domain.refusals import Fault

_COLUMNS = ("row", "offset", "pointer", "code", "vi", "en", "original", "original_base64")


class Reject(msgspec.Struct, omit_defaults=True):
    """One fault of one row. `row` is the line in the file, `offset` its first byte there."""

    row: int
    offset: int
    pointer: str
    code: str
    vi: str
    en: str
    original: str | None = None
    original_base64: str | None = None


class _Kept(msgspec.Struct):
    """A reject as a part keeps it."""

    chunk: int
    attempt: UUID
    reject: Reject


def reject_lines(line: Line, code: str, params: Mapping[str, Any], faults: Sequence[Fault]
                 ) -> list[Reject]:  # fmt: skip
    """One reject for each fault of the row, or one for the row as a whole."""
    found = faults[:MOST_FIELDS] or (Fault("", code, dict(params)),)
    original, encoded = _original(line.text)
    return [
        Reject(
            line.number,
            line.offset,
            shown_pointer(fault.pointer or ("/unit" if fault.code == "unit-unknown" else "")),
            fault.code,
            sentence(fault.code, fault.params, "vi"),
            sentence(fault.code, fault.params, "en"),
            original,
            encoded,
        )
        for fault in found
    ]


def _original(text: bytes) -> tuple[str | None, str | None]:
    try:
        return text.removesuffix(b"\r").decode("utf-8"), None
    except UnicodeDecodeError:
        return None, base64.b64encode(text).decode()


def part_of(rejects: Path, import_id: UUID, process: int) -> Path:
    """Where one process of a run keeps its part."""
    return rejects.with_name(f"{rejects.name}.{import_id}.{process}")


class RejectsPart:
    """The part of one process; `write` returns when the lines are durable."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._file = os.fdopen(descriptor, "ab")
        # A line that was being written when its process was killed must not swallow the next one.
        if self._file.tell():
            self._file.write(b"\n")

    def write(self, chunk: int, attempt: UUID, rejects: Sequence[Reject]) -> None:
        if not rejects:
            return
        for reject in rejects:
            self._file.write(msgspec.json.encode(_Kept(chunk, attempt, reject)) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def put_together(
    path: Path, import_id: UUID, attempts: Mapping[int, UUID], *, keep_parts: bool = False
) -> int:
    """Write the rejects of all that counts (chunk -> attempt) to `path`, and remove the parts.

    Returns the number of lines; without any, no file is left. The file is whole when it appears.
    """
    parts = sorted(path.parent.glob(f"{glob.escape(path.name)}.{import_id}.*"))
    index = _index(parts, attempts)
    draft = path.with_name(f".{path.name}.draft")
    count = 0
    with os.fdopen(_created(draft), "wb") as out:
        write = _writer(path, out)
        for _, part, start, end in sorted(index):
            for kept in _kept_in(part, start, end):
                write(kept.reject)
                count += 1
        out.flush()
        os.fsync(out.fileno())
    if count:
        draft.replace(path)
    else:
        draft.unlink()
        path.unlink(missing_ok=True)
    for part in () if keep_parts else parts:
        part.unlink()
    return count


def _created(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _index(parts: list[Path], attempts: Mapping[int, UUID]) -> list[tuple[int, Path, int, int]]:
    """Where the lines of each chunk lie: chunk, part, first byte, byte after the last."""
    found: dict[int, tuple[int, Path, int, int]] = {}
    for part in parts:
        for kept, start, end in _lines(part):
            if attempts.get(kept.chunk) == kept.attempt:
                first = found[kept.chunk][2] if kept.chunk in found else start
                found[kept.chunk] = (kept.chunk, part, first, end)
    return list(found.values())


def _lines(part: Path) -> Iterator[tuple[_Kept, int, int]]:
    offset = 0
    with part.open("rb") as lines:
        for line in lines:
            kept = _read(line)
            if kept is not None:
                yield kept, offset, offset + len(line)
            offset += len(line)


def _read(line: bytes) -> _Kept | None:
    """None for what a killed process left half written."""
    try:
        return msgspec.json.decode(line, type=_Kept)
    except msgspec.DecodeError:
        return None


def _kept_in(part: Path, start: int, end: int) -> Iterator[_Kept]:
    with part.open("rb") as file:
        file.seek(start)
        for line in file.read(end - start).splitlines():
            kept = _read(line)
            if kept is not None:
                yield kept


def _writer(path: Path, out: io.BufferedWriter) -> Any:
    if path.suffix != ".csv":
        return lambda reject: out.write(msgspec.json.encode(reject) + b"\n")
    out.write(b"\xef\xbb\xbf" + ",".join(_COLUMNS).encode() + b"\r\n")

    def write(reject: Reject) -> None:
        text = io.StringIO(newline="")
        csv.writer(text).writerow([getattr(reject, name) for name in _COLUMNS])
        out.write(text.getvalue().encode())

    return write
