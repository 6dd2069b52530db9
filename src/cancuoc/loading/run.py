"""`cancuoc import`: one file after the other, each resumed where it was broken off."""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import psycopg
from rich.console import Console

from adapters.dc01.chunks import Chunk
from adapters.dc01.file_sentences import file_sentence
from adapters.dc01.refused_file import FileRefused
from adapters.dc01.rejects import put_together
from adapters.dc01.sources import Source, opened
from adapters.postgres.chunk_rows import ImportRows
from adapters.postgres.chunk_store import CONNECTION
from cancuoc.loading.dealing import dealer
from cancuoc.loading.officer import TokenHeld
from cancuoc.loading.outcome import FileOutcome
from cancuoc.loading.progress import RowProgress
from cancuoc.loading.task import ChunkReport, LoadTask
from cancuoc.loading.unfinished import Unfinished
from cancuoc.settings import Settings
from cancuoc.stop_signals import StopSignals
from domain.envelope import Actor
from domain.values.identifiers import uuid7


class How(msgspec.Struct, frozen=True):
    """How the files are to be loaded; rejects go beside each file unless a folder is named."""

    processes: int = 1
    dry_run: bool = False
    delimiter: str | None = None
    rejects_folder: Path | None = None
    rejects_suffix: str = "ndjson"


class LoadStopped(Unfinished):
    """The dealing ended early: the token ran out, or the operator asked."""


class FileLoad:
    """The load of one file by one officer."""

    def __init__(
        self, settings: Settings, officer: Actor, held: TokenHeld, how: How, signals: StopSignals
    ) -> None:
        self._settings = settings
        self._officer = officer
        self._held = held
        self._how = how
        self._signals = signals

    def load(self, path: Path, console: Console) -> FileOutcome:
        outcome = FileOutcome(path.name, processes=self._how.processes, dry_run=self._how.dry_run)
        began = time.monotonic()
        try:
            with opened(path, self._how.delimiter) as source:
                self._read(source, outcome, console)
        except FileRefused as refused:
            outcome.trouble = file_sentence(refused, self._settings.language)
        except Unfinished as unfinished:
            outcome.trouble = str(unfinished)
            outcome.stopped = self._signals.wait(0)
        outcome.seconds = time.monotonic() - began
        outcome.rows_per_s = (outcome.read - outcome.earlier) / max(outcome.seconds, 1e-9)
        return outcome

    def _read(self, source: Source, outcome: FileOutcome, console: Console) -> None:
        with psycopg.connect(self._settings.dsn, **CONNECTION) as connection:
            run = _Run(ImportRows(connection), source.path, self._officer, self._how)
            rejects = self._rejects_of(source.path)
            try:
                self._deal(source, run, outcome, console)
            finally:
                run.close(outcome, rejects)

    def _deal(self, source: Source, run: "_Run", outcome: FileOutcome, console: Console) -> None:
        task = LoadTask(
            self._settings,
            self._officer,
            run.import_id,
            None if source.header is None else source.header.names,
            source.delimiter,
            self._rejects_of(source.path),
            self._how.dry_run,
        )
        with RowProgress(console, source.path.name, source.size) as progress:

            def heard(report: ChunkReport) -> None:
                run.heard(report, outcome)
                progress.at(source.read_bytes, outcome.read)

            with dealer(task, self._how.processes, heard) as dealing:
                dealing.deal(self._while_allowed(run.undone(source.chunks())))
            run.is_whole = True

    def _while_allowed(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        for chunk in chunks:
            if self._signals.wait(0):
                raise LoadStopped("Stopped as asked.")
            if not self._held.still_good():
                raise LoadStopped("The token has run out: get a new one.")
            yield chunk

    def _rejects_of(self, path: Path) -> Path:
        folder = self._how.rejects_folder or path.parent
        return folder / f"{path.name}.rejects.{self._how.rejects_suffix}"


class _Run:
    """The book of one run: which chunks are done, and what they come to."""

    def __init__(self, rows: ImportRows, path: Path, officer: Actor, how: How) -> None:
        self._rows = rows
        self._dry_run = how.dry_run
        source = hashlib.sha256(os.fsencode(path.resolve())).digest()
        self.is_whole = False
        self._attempts: dict[int, UUID] = {}
        self.import_id = _new_id()
        self._done: dict[int, tuple[bytes, UUID]] = {}
        if how.dry_run:
            return
        if not rows.lock(officer.officer, source):
            raise LoadStopped("This file is being loaded by you already.")
        former = rows.unfinished(officer.officer, source)
        if former is None:
            rows.begin(self.import_id, officer.officer, source, path.name)
        else:
            self.import_id = former
            self._done = rows.done(former)

    def undone(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """The chunks that no earlier run has settled with the same bytes."""
        for chunk in chunks:
            digest, _ = self._done.get(chunk.number, (b"", None))
            if digest != chunk.digest:
                yield chunk

    def heard(self, report: ChunkReport, outcome: FileOutcome) -> None:
        self._attempts[report.number] = report.attempt
        outcome.read += report.read
        outcome.stored += report.stored
        outcome.known += report.known
        for code, count in report.codes.items():
            outcome.codes[code] = outcome.codes.get(code, 0) + count
            outcome.rejected += count
        slowest = max(outcome.longest_transaction_ms, report.longest_s * 1000)
        outcome.longest_transaction_ms = slowest

    def close(self, outcome: FileOutcome, rejects: Path) -> None:
        """Take the totals from the book, and put the rejects together."""
        attempts = self._attempts
        if not self._dry_run:
            self._count(outcome)
            attempts = {n: attempt for n, (_, attempt) in self._rows.done(self.import_id).items()}
        goes_on = not (self.is_whole or self._dry_run)
        if put_together(rejects, self.import_id, attempts, keep_parts=goes_on):
            outcome.rejects = str(rejects)
        if self.is_whole and not self._dry_run:
            self._rows.finish(self.import_id)

    def _count(self, outcome: FileOutcome) -> None:
        totals = self._rows.totals(self.import_id)
        outcome.earlier = totals.read - outcome.read
        outcome.read, outcome.stored, outcome.known, outcome.rejected = totals
        outcome.codes = dict(self._rows.codes(self.import_id))


def _new_id() -> UUID:
    return uuid7(time.time_ns() // 1_000_000, os.urandom(10))
