"""One loading process: chunks in, rows judged, sealed and stored, reports out.

Judging and sealing fill the processor; keys and rows wait for the databases. Both go on at once:
while one chunk is being stored by the other thread, the next one is judged.
"""

import gc
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing.connection import Connection

import psycopg

from adapters.dc01.chunks import Chunk
from adapters.dc01.columns import Header
from adapters.dc01.rejects import RejectsPart, part_of
from adapters.dc01.rows import RowForm
from adapters.keys.file_kek import FileKek
from adapters.keys.new_keys import NewKeys
from adapters.postgres.chunk_store import ChunkStore
from adapters.postgres.sealing_mapper import SealingMapper
from application.event_store import StoreUnavailable
from application.population_load import PopulationLoad
from application.vault import VaultMismatch, VaultUnavailable
from cancuoc.child_processes import stop_when_supervisor_dies
from cancuoc.loading.chunk_writer import ChunkWriter, DryWriter, Ready, Writer
from cancuoc.loading.circumstances import RulesRead, circumstances_of
from cancuoc.loading.judged import RowJudge
from cancuoc.loading.task import ChunkReport, LoadTask
from cancuoc.loading.unfinished import broken_by
from domain.catalogue import CATALOGUE

COLLECT_EVERY = 200
"""Chunks after which the collector looks for circles, which exceptions may leave behind."""

BROKEN = (StoreUnavailable, VaultUnavailable, VaultMismatch, psycopg.Error, OSError)


def run_loader(task: LoadTask, connection: Connection, part: int) -> None:
    """Serve chunks until None comes; the whole life of a loading process."""
    # Ctrl-C reaches the whole group: what is in hand is finished, and the dealer stops dealing.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stop_when_supervisor_dies()
    try:
        with Loader(task, part) as loader:
            _without_collector()
            loader.serve(connection)
    except (EOFError, BrokenPipeError):
        return
    except BROKEN as broken:
        connection.send(broken_by(broken))


def _without_collector() -> None:
    """The collector would look through every row again and again, and find nothing."""
    gc.collect()
    gc.freeze()
    gc.disable()


class Loader:
    """Everything that one process holds open; use it as `with loader:`."""

    def __init__(self, task: LoadTask, part: int) -> None:
        settings = task.settings
        keys = NewKeys(settings.keys_dsn, FileKek(settings.kek_file))
        self._rules = RulesRead(settings.dsn)
        load = PopulationLoad(task.officer, circumstances_of(settings, self._rules))
        header = None if task.columns is None else Header(task.columns)
        form = RowForm(settings.body_bytes, header, task.delimiter)
        self._judge = RowJudge(form, load, task.officer, keys.kind_keys(only_look=task.dry_run))
        self._mapper = SealingMapper(CATALOGUE)
        self._writer: Writer = _writer(task, part, keys)
        self._stack = ExitStack()

    def __enter__(self) -> "Loader":
        self._stack.enter_context(self._writer)
        self._other = self._stack.enter_context(ThreadPoolExecutor(1, "load-store"))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def serve(self, connection: Connection) -> None:
        """Each report goes out when its chunk is durable."""
        waiting: Future[Ready] | None = None
        storing: Future[ChunkReport] | None = None
        received = 0
        while True:
            begun = None
            if connection.poll(0 if waiting or storing else None):
                chunk: Chunk | None = connection.recv()
                if chunk is None:
                    break
                received += 1
                begun = self._begin(chunk, received)
            ready = waiting.result() if waiting else None
            if ready:
                self._seal(ready)
            if storing:
                connection.send(storing.result())
            storing = self._other.submit(self._writer.finish, ready.judged) if ready else None
            waiting = begun

    def _begin(self, chunk: Chunk, received: int) -> Future[Ready]:
        if received % COLLECT_EVERY == 0:
            gc.collect()
        self._rules.look_again()
        return self._other.submit(self._writer.make_ready, self._judge.judge(chunk))

    def _seal(self, ready: Ready) -> None:
        """Fill in the states, each under the key of its person; none in a dry run."""
        if not ready.keys:
            return
        for row in ready.judged.rows:
            recorded = row.declared.recorded
            key_id, key = ready.keys[row.stream]
            topic, state = self._mapper.encode(recorded, {key_id: key}, key_id)
            row.write.events = [(recorded.stream, 1, topic, state)]


def _writer(task: LoadTask, part: int, keys: NewKeys) -> Writer:
    store = ChunkStore(task.settings.dsn)
    rejects = RejectsPart(part_of(task.rejects, task.import_id, part))
    if task.dry_run:
        return DryWriter(store, rejects)
    return ChunkWriter(task.import_id, keys, store, rejects)
