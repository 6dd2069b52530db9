"""What the second thread of a loading process does: it asks the databases and waits for them."""

from collections.abc import Mapping
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID, uuid4

import msgspec

from adapters.dc01.rejects import RejectsPart
from adapters.keys.new_keys import NewKeys, Prepared, SubjectKey
from adapters.postgres.chunk_rows import FinishedChunk
from adapters.postgres.chunk_store import ChunkStore
from adapters.postgres.earlier_rows import Verdict
from application.event_store import RowRefused
from cancuoc.loading.judged import Judged
from cancuoc.loading.task import ChunkReport


class Ready(msgspec.Struct, frozen=True):
    """A chunk whose rows are new to the register, each with its living key."""

    judged: Judged
    keys: Mapping[UUID, SubjectKey]


class Writer(Protocol):
    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def make_ready(self, judged: Judged) -> Ready:
        """Leave out what the register has, and make what is left ready to be sealed."""

    def finish(self, judged: Judged) -> ChunkReport:
        """Make the chunk durable, and say what became of it."""


class ChunkWriter:
    """Keys, then rows, each in one transaction a chunk."""

    def __init__(
        self, import_id: UUID, keys: NewKeys, store: ChunkStore, rejects: RejectsPart
    ) -> None:
        self._import_id = import_id
        self._keys = keys
        self._store = store
        self._rejects = rejects

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._keys.close()
        self._store.close()
        self._rejects.close()

    def make_ready(self, judged: Judged) -> Ready:
        judged = judged.without(self._store.known(judged.writes))
        keys = self._keys.store(self._prepared(judged))
        dead = [n for n, row in enumerate(judged.rows) if keys[row.stream].key is None]
        if dead:
            judged = judged.without(self._verdicts_on(judged, dead))
        return Ready(judged, keys)

    def _prepared(self, judged: Judged) -> Prepared:
        return self._keys.prepare([row.stream for row in judged.rows])

    def _verdicts_on(self, judged: Judged, dead: list[int]) -> dict[int, Verdict]:
        """On rows of erased persons: their streams are there, and nothing is sealed any more."""
        found = self._store.look(judged.writes)
        return {n: found.get(n, RowRefused()) for n in dead}

    def finish(self, judged: Judged) -> ChunkReport:
        attempts = [(judged, uuid4())]

        def mark(verdicts: Mapping[int, Verdict]) -> FinishedChunk:
            left, attempt = judged.without(verdicts), uuid4()
            attempts.append((left, attempt))
            # Durable first: a chunk that counts as done has its rejects.
            self._rejects.write(left.number, attempt, left.rejects)
            return FinishedChunk(
                self._import_id, left.number, left.digest, attempt,
                left.read, len(left.rows), left.known, left.codes,
            )  # fmt: skip

        self._store.store(judged.writes, mark)
        return _report(*attempts[-1], self._store.longest_s)


class DryWriter:
    """Only looks: what would be stored, and what not."""

    def __init__(self, store: ChunkStore, rejects: RejectsPart) -> None:
        self._store = store
        self._rejects = rejects

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._rejects.close()

    def make_ready(self, judged: Judged) -> Ready:
        return Ready(judged.without(self._store.look(judged.writes)), {})

    def finish(self, judged: Judged) -> ChunkReport:
        attempt = uuid4()
        self._rejects.write(judged.number, attempt, judged.rejects)
        return _report(judged, attempt, self._store.longest_s)


def _report(judged: Judged, attempt: UUID, longest_s: float) -> ChunkReport:
    rows, known = len(judged.rows), judged.known
    return ChunkReport(judged.number, attempt, judged.read, rows, known, judged.codes, longest_s)
