"""Deals the chunks of a file to the loading processes, and hears what became of each."""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from adapters.dc01.chunks import Chunk
from cancuoc.loading.loader import run_loader
from cancuoc.loading.task import ChunkReport, LoadBroken, LoadTask
from cancuoc.loading.unfinished import Unfinished

IN_HAND = 3
"""Chunks that a process has at a time: one it judges, one it stores, one that waits."""
PATIENCE_S = 60.0

Heard = Callable[[ChunkReport], None]


class LoaderLost(Unfinished):
    """A loading process gave up or died; what was finished is kept."""


class _Loader:
    """One process and the chunks that it has in hand."""

    def __init__(self, process: BaseProcess, connection: Connection) -> None:
        self.process = process
        self.connection = connection
        self.in_hand = 0

    def give(self, chunk: Chunk) -> None:
        try:
            self.connection.send(chunk)
        except (BrokenPipeError, ConnectionResetError) as lost:
            raise LoaderLost(self._why()) from lost
        self.in_hand += 1

    def hear(self) -> ChunkReport:
        try:
            said = self.connection.recv()
        except (EOFError, ConnectionResetError) as lost:
            self.in_hand = 0
            raise LoaderLost(self._why()) from lost
        if isinstance(said, LoadBroken):
            # Nothing more comes from it; waiting for that would hide its reason behind its end.
            self.in_hand = 0
            raise LoaderLost(said.reason, said.again)
        self.in_hand -= 1
        report: ChunkReport = said
        return report

    def _why(self) -> str:
        self.process.join(1)
        return f"A loading process ended with status {self.process.exitcode}."


class Dealer:
    """The processes of one file; use it as `with dealer(...) as dealer:`."""

    def __init__(self, loaders: list[_Loader], heard: Heard) -> None:
        self._loaders = loaders
        self._heard = heard

    @property
    def pids(self) -> list[int]:
        return [loader.process.pid or 0 for loader in self._loaders]

    def deal(self, chunks: Iterable[Chunk]) -> None:
        """Returns when every chunk is reported. Raises LoaderLost, or what `chunks` raises once
        those before it are reported."""
        try:
            for chunk in chunks:
                self._free().give(chunk)
        finally:
            self._hear_all()

    def _free(self) -> _Loader:
        while True:
            least = min(self._loaders, key=lambda loader: loader.in_hand)
            self._hear(0 if least.in_hand < IN_HAND else None)
            if least.in_hand < IN_HAND:
                return least

    def _hear(self, timeout: float | None) -> None:
        busy = {loader.connection: loader for loader in self._loaders if loader.in_hand}
        for ready in wait(list(busy), timeout) if busy else ():
            self._heard(busy[ready].hear())  # type: ignore[index]

    def _hear_all(self) -> None:
        while any(loader.in_hand for loader in self._loaders):
            self._hear(None)


@contextmanager
def dealer(task: LoadTask, processes: int, heard: Heard) -> Iterator[Dealer]:
    """So many processes, started afresh and ended with the context."""
    # Modules are read once and the processes are forked from that, before any of them has begun.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([run_loader.__module__])
    loaders = []
    try:
        for part in range(processes):
            ours, theirs = context.Pipe()
            process = context.Process(target=run_loader, args=(task, theirs, part))
            with _deaf_to_ctrl_c():
                process.start()
            theirs.close()
            loaders.append(_Loader(process, ours))
        yield Dealer(loaders, heard)
    finally:
        for loader in loaders:
            _end(loader)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Whatever is started meanwhile never hears Ctrl-C, which would end it while it still reads its
    modules; this process hears it afterwards."""
    # The tracker lifts the mask when it starts, which would be in the midst of the start of others.
    resource_tracker.ensure_running()
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _end(loader: _Loader) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # it may be gone already
        loader.connection.send(None)
    loader.connection.close()
    loader.process.join(PATIENCE_S)
    if loader.process.exitcode is None:
        loader.process.kill()
        loader.process.join()
