"""How far each load of declarations has come: its runs and their finished chunks."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import psycopg
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[tuple[Any, ...]]

FINISH_CHUNK = """
INSERT INTO import_chunks
  (import_id, number, digest, attempt, read, stored, known, rejected, codes)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (import_id, number) DO UPDATE SET digest = excluded.digest,
  attempt = excluded.attempt, read = excluded.read, stored = excluded.stored,
  known = excluded.known, rejected = excluded.rejected, codes = excluded.codes
WHERE import_chunks.digest <> excluded.digest
"""
"""A chunk that another process has finished meanwhile stays as that one left it."""


class FinishedChunk(msgspec.Struct, frozen=True):
    """What became of the rows of one chunk; `codes` counts the rejected rows by first code."""

    import_id: UUID
    number: int
    digest: bytes
    attempt: UUID
    read: int
    stored: int
    known: int
    codes: dict[str, int] = {}

    @property
    def rejected(self) -> int:
        return sum(self.codes.values())

    def parameters(self) -> tuple[object, ...]:
        return (
            self.import_id,
            self.number,
            self.digest,
            self.attempt,
            self.read,
            self.stored,
            self.known,
            self.rejected,
            Jsonb(self.codes),
        )


class Totals(NamedTuple):
    """Rows of all finished chunks of a run."""

    read: int
    stored: int
    known: int
    rejected: int


class ImportRows:
    """The book of runs, read and written by the process that deals out the chunks."""

    def __init__(self, connection: Connection) -> None:
        """`connection` commits each statement by itself."""
        self._connection = connection

    def lock(self, officer: UUID, source: bytes) -> bool:
        """Whether no other run of this officer over this file is going on; held until the end."""
        key = int.from_bytes(officer.bytes[-4:] + source[:4], signed=True)
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", (key,)).fetchone()
        return bool(row and row[0])

    def unfinished(self, officer: UUID, source: bytes) -> UUID | None:
        """The run over this file that was broken off last."""
        row = self._connection.execute(
            "SELECT id FROM imports WHERE officer = %s AND source = %s AND finished_at IS NULL"
            " ORDER BY began_at DESC LIMIT 1",
            (officer, source),
        ).fetchone()
        return row[0] if row else None

    def begin(self, import_id: UUID, officer: UUID, source: bytes, name: str) -> None:
        self._connection.execute(
            "INSERT INTO imports (id, officer, source, name) VALUES (%s, %s, %s, %s)",
            (import_id, officer, source, name),
        )

    def finish(self, import_id: UUID) -> None:
        self._connection.execute(
            "UPDATE imports SET finished_at = now() WHERE id = %s", (import_id,)
        )

    def done(self, import_id: UUID) -> dict[int, tuple[bytes, UUID]]:
        """Digest and attempt of each finished chunk."""
        rows = self._connection.execute(
            "SELECT number, digest, attempt FROM import_chunks WHERE import_id = %s", (import_id,)
        )
        return {number: (bytes(digest), attempt) for number, digest, attempt in rows}

    def totals(self, import_id: UUID) -> Totals:
        row = self._connection.execute(
            "SELECT coalesce(sum(read), 0), coalesce(sum(stored), 0), coalesce(sum(known), 0),"
            " coalesce(sum(rejected), 0) FROM import_chunks WHERE import_id = %s",
            (import_id,),
        ).fetchone()
        return Totals(*map(int, row or (0, 0, 0, 0)))

    def codes(self, import_id: UUID) -> Iterator[tuple[str, int]]:
        """How many rows were rejected by each code, the most frequent first."""
        yield from self._connection.execute(
            "SELECT c.key, sum(c.value::int)::int FROM import_chunks,"
            " jsonb_each_text(codes) AS c WHERE import_id = %s GROUP BY 1 ORDER BY 2 DESC, 1",
            (import_id,),
        )
