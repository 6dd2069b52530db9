"""One loading process: chunks in, rows judged, sealed and stored, reports out.

Judging and sealing fill the processor; storing waits for the database. Both go on at once: while
one chunk is being stored by the other thread, the next one is judged.
"""

import gc
import signal
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing.connection import Connection
from uuid import UUID, uuid4

from adapters.dc01.chunks import Chunk
from adapters.dc01.columns import Header
from adapters.dc01.rejects import RejectsPart
from adapters.dc01.rows import RowForm
from adapters.keys.file_kek import FileKek
from adapters.keys.new_keys import NewKeys, Prepared, SubjectKey
from adapters.postgres.chunk_rows import FinishedChunk
from adapters.postgres.chunk_store import ChunkStore
from adapters.postgres.earlier_rows import KNOWN, Verdict
from adapters.postgres.sealing_mapper import SealingMapper
from application.event_store import StoreUnavailable
from application.population_load import PopulationLoad
from application.vault import VaultMismatch, VaultUnavailable
from cancuoc.loading.circumstances import LoadCircumstances
from cancuoc.loading.judged import Judged, RowJudge
from cancuoc.loading.task import ChunkReport, LoadBroken, LoadTask
from domain.catalogue import CATALOGUE

COLLECT_EVERY = 200
"""Chunks after which the collector looks for circles, which exceptions may leave behind."""

BROKEN = (StoreUnavailable, VaultUnavailable, VaultMismatch, OSError)


def run_loader(task: LoadTask, connection: Connection, part: int) -> None:
    """Serve chunks until the other end closes; the whole life of a loading process."""
    # Ctrl-C reaches the whole group: what is in hand is finished, and the dealer stops dealing.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Loader(task, part) as loader:
            gc.collect()
            gc.freeze()
            gc.disable()
            loader.serve(connection)
    except BROKEN as broken:
        connection.send(LoadBroken(f"{type(broken).__name__}: {broken}"))
    except (EOFError, BrokenPipeError):
        return


class Loader:
    """Everything that one process holds open; use it as `with loader:`."""

    def __init__(self, task: LoadTask, part: int) -> None:
        self._task = task
        self._part = part
        self._stack = ExitStack()
        self._mapper = SealingMapper(CATALOGUE)
        self._codes: dict[int, Judged] = {}

    def __enter__(self) -> "Loader":
        task, enter = self._task, self._stack.enter_context
        settings = task.settings
        self._keys = enter(NewKeys(settings.keys_dsn, FileKek(settings.kek_file)))
        self._store = enter(ChunkStore(settings.dsn))
        around = LoadCircumstances(settings)
        self._around = around
        load = PopulationLoad(task.officer, around.circumstances)
        header = None if task.columns is None else Header(task.columns)
        form = RowForm(settings.body_bytes, header, task.delimiter)
        self._judge = RowJudge(form, load, task.officer, self._keys.kind_keys())
        self._rejects: RejectsPart | None = None
        if not task.dry_run:
            path = task.rejects.with_name(f"{task.rejects.name}.part-{self._part}")
            self._rejects = RejectsPart(path)
            self._stack.callback(self._rejects.close)
        self._other = enter(ThreadPoolExecutor(1, "load-store"))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def serve(self, connection: Connection) -> None:
        """Chunks as they come; each report goes out when its chunk is durable."""
        steps: deque[_Step] = deque()
        count = 0
        while True:
            if not steps or connection.poll(0):
                chunk = _received(connection)
                if chunk is None:
                    break
                count += 1
                if count % COLLECT_EVERY == 0:
                    gc.collect()
                steps.append(self._begin(chunk))
            self._advance(steps, connection, all_of_them=not connection.poll(0))
        self._advance(steps, connection, all_of_them=True)

    def _advance(
        self, steps: "deque[_Step]", connection: Connection, *, all_of_them: bool
    ) -> None:
        """Seal what has its keys, and report what is stored; keep the last one on its way."""
        for step in steps if all_of_them else list(steps)[:-1]:
            step.seal(self)
        while steps and (all_of_them or len(steps) > 2):
            connection.send(steps.popleft().report())

    def _begin(self, chunk: Chunk) -> "_Step":
        self._around.look_again()
        judged = self._judge.judge(chunk)
        if self._task.dry_run:
            return _Step(judged, self._other.submit(self._look, judged))
        prepared = self._keys.prepare([row.declared.stream for row in judged.rows])
        return _Step(judged, None, self._other.submit(self._make_ready, judged, prepared))

    def _look(self, judged: Judged) -> ChunkReport:
        verdicts = self._store.look(judged.writes)
        return self._reported(judged, verdicts, judged.refused(verdicts)[1])

    def _make_ready(self, judged: Judged, prepared: Prepared) -> "Ready":
        """Which rows are new, and a durable key for each of those."""
        known = self._store.known(judged.writes)
        fresh = {
            row.declared.stream for n, row in enumerate(judged.rows) if n not in known
        }
        wanted = prepared.only(fresh)
        return Ready(known, self._keys.store(wanted) if wanted.wrapped else {})

    def seal(self, judged: Judged, keys: Mapping[UUID, SubjectKey]) -> None:
        """Fill in the states; a row without a living key stays out, as its stream is there."""
        for row in judged.rows:
            found = keys.get(row.declared.stream)
            if found is None or found.key is None:
                continue
            recorded = row.declared.recorded
            topic, state = self._mapper.encode(recorded, {found.key_id: found.key}, found.key_id)
            row.write.events = [(recorded.stream, 1, topic, state)]

    def submit(self, judged: Judged, ready: "Ready") -> "Future[ChunkReport]":
        return self._other.submit(self._finish, judged, ready)

    def _finish(self, judged: Judged, ready: "Ready") -> ChunkReport:
        """Store the chunk; its rejects are durable before it counts as done."""
        sealed = [n for n, row in enumerate(judged.rows) if row.write.events[0][3]]
        early = {n: verdict for n, verdict in ready.known.items() if n not in sealed}
        last: dict[str, int] = {}
        found: dict[int, Verdict] = {}

        def finish(verdicts: Mapping[int, Verdict]) -> FinishedChunk:
            found.clear()
            found.update(early | {sealed[n]: verdict for n, verdict in verdicts.items()})
            rejects, codes = judged.refused(found)
            last.clear()
            last.update(codes)
            attempt = uuid4()
            if self._rejects is not None:
                self._rejects.write(judged.chunk.number, attempt, rejects)
            return self._finished(judged, attempt, found, codes)

        self._store.store([judged.rows[n].write for n in sealed], finish)
        return self._reported(judged, found, last)

    def _finished(
        self, judged: Judged, attempt: UUID, verdicts: Mapping[int, Verdict], codes: dict[str, int]
    ) -> FinishedChunk:
        return FinishedChunk(
            self._task.import_id,
            judged.chunk.number,
            judged.chunk.digest,
            attempt,
            judged.read,
            len(judged.rows) - len(verdicts),
            _known(verdicts),
            codes,
        )

    def _reported(
        self, judged: Judged, verdicts: Mapping[int, Verdict], codes: dict[str, int]
    ) -> ChunkReport:
        return ChunkReport(
            judged.chunk.number,
            judged.read,
            len(judged.rows) - len(verdicts),
            _known(verdicts),
            dict(codes),
            self._store.longest_s,
        )
