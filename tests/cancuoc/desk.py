"""An operator at a shell: starts the program as people do, reads what it prints, sends signals."""

import fcntl
import json
import os
import pty
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from tests.cancuoc.process_table import POSTGRES, processes_of
from tools.free_ports import free_ports

from adapters.postgres import postmaster
from adapters.postgres.embedded import EmbeddedPostgres

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
READY = "Ctrl-C stops everything."


def await_true(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
    """Wait until `condition()` is true; fails with `what` when it does not come true."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)


class Run:
    """One `cancuoc run`, its output in a file as an operator's `> run.log` has it."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path, started_at: float) -> None:
        self.process = process
        self.output = output
        self.started_at = started_at

    def said(self) -> str:
        return self.output.read_text()

    def await_said(self, words: str) -> None:
        def seen() -> bool:
            assert words in self.said() or self.process.poll() is None, self.said()
            return words in self.said()

        await_true(seen, f"{words!r} in:\n{self.said()}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


def _take_terminal() -> None:
    """In the child: a terminal of its own, whose hanging up it feels even where we run by nohup."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Desk:
    """A folder and a port of one register, and the shell before them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.var = folder / "var"
        (self.port,) = free_ports(1)
        self.address = f"http://127.0.0.1:{self.port}"
        self.runs: list[Run] = []

    def environment(self, **settings: str) -> dict[str, str]:
        own = {name: text for name, text in os.environ.items() if not name.startswith("CANCUOC_")}
        return own | {
            "PYTHONPATH": str(ROOT / "src"),
            "CANCUOC_VAR": str(self.var),
            "CANCUOC_PORT": str(self.port),
            **settings,
        }

    def command(
        self, *arguments: str, patience: float = PATIENCE_S, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """A command that ends by itself, with what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "cancuoc", *arguments],
            env=self.environment(**settings), cwd=ROOT, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=patience, check=False,
        )  # fmt: skip

    def start(self, *arguments: str, until: str = READY) -> Run:
        """`cancuoc run` with its output in a file, until it says `until`."""
        return self._started(arguments, until, stdin=subprocess.DEVNULL)

    def start_in_terminal(self) -> tuple[Run, int]:
        """The same in the foreground of a terminal; gives its keyboard, to be closed."""
        keyboard, terminal = pty.openpty()
        run = self._started((), READY, stdin=terminal, preexec_fn=_take_terminal)
        os.close(terminal)
        return run, keyboard

    def _started(self, arguments: tuple[str, ...], until: str, **how: Any) -> Run:
        output = self.folder / f"run-{len(self.runs)}.log"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "cancuoc", "run", *arguments],
                env=self.environment(), cwd=ROOT, stdout=file, stderr=file,
                start_new_session=True, **how,
            )  # fmt: skip
        run = Run(process, output, time.time())
        self.runs.append(run)
        run.await_said(until)
        return run

    def processes(self) -> dict[int, str]:
        return processes_of(self.var)

    def role(self, name: str) -> int:
        """The process id of one role."""
        wanted = re.compile(rf"cancuoc {name}\b")
        (pid,) = [pid for pid, line in self.processes().items() if wanted.search(line)]
        return pid

    @property
    def postgres(self) -> EmbeddedPostgres:
        return EmbeddedPostgres(self.var / "postgres")

    def count(self, statement: str) -> int:
        with psycopg.connect(self.postgres.dsn("cancuoc")) as connection:
            row = connection.execute(statement.encode()).fetchone()
        return int(row[0]) if row else 0

    def tokens(self) -> dict[str, str]:
        lines = (self.var / "tokens.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def bearer(self, token: str = "") -> dict[str, str]:
        return {"authorization": f"Bearer {token or self.tokens()['AREA_OFFICER']}"}

    def get(self, path: str, token: str = "") -> httpx.Response:
        address = self.address + path
        return httpx.get(address, headers=self.bearer(token), trust_env=False, timeout=15)

    def capture(self) -> httpx.Response:
        """The area officer captures the person of the README's tour."""
        headers = self.bearer() | {"idempotency-key": str(uuid4())}
        form = json.loads((ROOT / "docs" / "tour" / "dc01.json").read_text())
        return httpx.post(
            self.address + "/v1/citizens", json=form, headers=headers, trust_env=False, timeout=15
        )

    def is_ready(self) -> bool:
        try:
            return self.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def leave(self) -> None:
        """Stop whatever a test left running, by id."""
        for run in self.runs:
            if run.process.poll() is None:
                run.stop()
        for pid, line in self.processes().items():
            if line != POSTGRES:
                postmaster.send(pid, signal.SIGKILL)
        self.postgres.stop("immediate")


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    desk = Desk(folder)
    try:
        yield desk
    finally:
        desk.leave()
