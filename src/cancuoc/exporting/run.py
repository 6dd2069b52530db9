"""Writes the file of an export, from its beginning or from where it was broken off."""

import hashlib
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import msgspec
from msgspec.structs import replace
from rich.console import Console

from adapters.dc01.entries import is_erased, row_of
from adapters.dc01.entry_lines import EntryLines
from adapters.postgres.citizen_scan import FIRST, Bound, CitizenScan
from application.citizens import CITIZENS
from application.stream import fold, known_at
from cancuoc.exporting.record import ExportRecord
from cancuoc.exporting.wish import Come, Wish
from cancuoc.loading.progress import RowProgress
from cancuoc.stop_signals import StopRequested, StopSignals
from domain.citizen.person import Citizen
from domain.context import Context, local_day
from domain.recorded import Recorded
from domain.refusals import Refusal
from domain.values.identifiers import uuid7

KEEP_EVERY_S = 2.0
"""Seconds of work that are done again, at most, after an export was broken off."""


class ExportDiffers(Exception):
    """An unfinished export of another wish lies in the way."""


class PositionUnknown(Exception):
    """The register has not come to this position."""


class Taken(msgspec.Struct, frozen=True):
    """What a finished export came to."""

    export_id: UUID
    file: str
    rows: int
    erased: int
    bytes: int
    sha256: str
    position: int | None
    seconds: float


class Export:
    """One file of one officer. `path` appears when it is whole and its record complete."""

    def __init__(
        self, path: Path, scan: CitizenScan, record: ExportRecord, context: Context
    ) -> None:
        self.path = path
        self._part = path.with_name(f"{path.name}.part")
        self._state = path.with_name(f"{path.name}.part.state")
        self._scan = scan
        self._record = record
        self._context = context

    def take(self, wish: Wish, console: Console, signals: StopSignals) -> Taken:
        """Raises ExportDiffers, PositionUnknown, RowTooWide, StopRequested, and what the record
        refuses."""
        began = time.monotonic()
        come = self._come(wish)
        # Before the first row, also where an earlier attempt did not get so far.
        self._begin(come)
        if come.sha256 is None:
            come = self._write(come, console, signals)
        sha256 = come.sha256 or ""
        self._record.complete(come, sha256)
        if self._part.exists():
            self._part.replace(self.path)
        self._state.unlink()
        seconds = time.monotonic() - began
        return Taken(
            come.export_id, str(self.path), come.rows, come.erased, come.bytes, sha256,
            come.bound, seconds,
        )  # fmt: skip

    def abandon(self, reason: str) -> UUID | None:
        """Give up what was broken off, and remove its file; None where there is nothing."""
        come = Come.read(self._state)
        if come is None:
            return None
        self._record.abandon(come, reason)
        self._part.unlink(missing_ok=True)
        self._state.unlink()
        return come.export_id

    def _begin(self, come: Come) -> None:
        try:
            self._record.begin(come)
        except Refusal:
            if come.bytes == 0:
                self._state.unlink()
            raise

    def _come(self, wish: Wish) -> Come:
        former = Come.read(self._state)
        if former is not None:
            if former.wish != wish:
                raise ExportDiffers(
                    f"{self._state} belongs to an unfinished export of another wish: finish that"
                    " one, or give it up with --abandon"
                )
            return former
        bound = self._scan.bound(wish.position)
        if bound is None and wish.position is not None:
            raise PositionUnknown(f"the register has not come to position {wish.position}")
        export_id = uuid7(time.time_ns() // 1_000_000, os.urandom(10))
        position, number = bound or (None, -1)
        day = local_day(wish.as_of or self._context.now)
        come = Come(export_id, wish, position, number, day, FIRST)
        come.write(self._state)
        return come

    def _write(self, come: Come, console: Console, signals: StopSignals) -> Come:
        lines = EntryLines(come.wish.format, come.wish.names)
        digest = hashlib.sha256()
        with _opened(self._part, come.bytes) as file:
            _hash_again(file, come.bytes, digest)
            if come.bytes == 0:
                come = self._append(file, digest, lines.head, come)
            kept_at = time.monotonic()
            with RowProgress(console, self.path.name, self._scan.expected()) as progress:
                bound = Bound(come.bound or 0, come.notification_id)
                for page in self._scan.pages(bound, come.last):
                    written, come = self._lines_of(page, lines, come)
                    come = self._append(file, digest, written, come)
                    progress.at(come.rows, come.rows)
                    asked = signals.wait(0)
                    if asked or time.monotonic() - kept_at > KEEP_EVERY_S:
                        self._keep(file, come)
                        kept_at = time.monotonic()
                    if asked:
                        raise StopRequested
            come = replace(come, sha256=digest.hexdigest())
            self._keep(file, come)
        return come

    def _lines_of(
        self, page: Sequence[tuple[UUID, Sequence[Recorded]]], lines: EntryLines, come: Come
    ) -> tuple[bytes, Come]:
        """The lines of a page, and how far they bring the export."""
        written, erased = [], 0
        wish = come.wish
        for stream, history in page:
            known = history if wish.as_of is None else known_at(history, wish.as_of)
            citizen = fold(CITIZENS, known)
            if citizen is None or not self._reaches(citizen, come):
                continue
            written.append(lines.line(row_of(stream, citizen, wish.names)))
            erased += is_erased(citizen)
        return b"".join(written), replace(
            come, last=page[-1][0], rows=come.rows + len(written), erased=come.erased + erased
        )

    def _reaches(self, citizen: Citizen, come: Come) -> bool:
        """Whether the collecting unit or that of the home lies in the unit asked for."""
        unit, within = come.wish.unit, self._context.units.within
        scope = CITIZENS.scope(citizen, come.day)
        return any(one == unit or within(one, unit, come.day) for one in scope)

    @staticmethod
    def _append(file: BinaryIO, digest: "hashlib._Hash", written: bytes, come: Come) -> Come:
        file.write(written)
        digest.update(written)
        return replace(come, bytes=come.bytes + len(written))

    def _keep(self, file: BinaryIO, come: Come) -> None:
        """The rows first, then the word that they are there."""
        file.flush()
        os.fsync(file.fileno())
        come.write(self._state)


def _opened(path: Path, size: int) -> BinaryIO:
    """The file as far as it is known to have come; what was written after that is cut off."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.ftruncate(descriptor, size)
    return os.fdopen(descriptor, "r+b")


def _hash_again(file: BinaryIO, size: int, digest: "hashlib._Hash") -> None:
    left = size
    while left and (block := file.read(min(left, 1 << 20))):
        digest.update(block)
        left -= len(block)
