"""The benchmark's side of the load generator: starts it, gives orders, reads what it counted."""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from cancuoc.bench.load_messages import Answered, Load, Order, write_requests


class LoadFailed(Exception):
    """The load generator ended, or a cell saw answers that nobody expected."""


class LoadGenerator:
    """A process of its own, so that neither measures the other; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cancuoc.bench.load_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if kind is not None:
            process.kill()
        process.communicate()

    def give(
        self, pool: str, requests: Iterable[tuple[int, bytes]], *, instead: bool = False
    ) -> int:
        """Add requests to a pool, or replace what it holds; returns how many it holds now."""
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".requests") as file:
            write_requests(Path(file.name), requests)
            return self.obey(Load(pool, file.name, instead)).left

    def obey(self, order: Order) -> Answered:
        """Carry out an order; raises LoadFailed, which quotes answers that were not expected."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise LoadFailed("the load generator is not running")
        try:
            process.stdin.write(msgspec.json.encode(order) + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            raise LoadFailed("the load generator ended; its reason is above")
        answered = msgspec.json.decode(line, type=Answered)
        if answered.unexpected:
            shown = "\n".join(answered.strange)
            raise LoadFailed(
                f"{answered.unexpected} of {answered.answered} answers were unexpected"
                f" ({order}):\n{shown}"
            )
        return answered
