"""A witness as a process of its own, whole or with one thing about it changed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
from tools.free_ports import free_ports

from adapters.ledger.notes import read_vkey
from adapters.ledger.witness_memory import make_witness
from adapters.ledger.witness_policy import Witness

PATIENCE_S = 20.0
WHOLE = "from cancuoc.cli import main; main()"
DYING = """
import os, signal
from adapters.ledger.witness_memory import WitnessMemory
keep = WitnessMemory.remember
def remember(self, origin, seen):
    keep(self, origin, seen)
    os.kill(os.getpid(), signal.SIGKILL)
WitnessMemory.remember = remember
from cancuoc.cli import main
main()
"""
"""Dies of kill -9 when the tree is on disk and before a byte of the answer is sent."""
FORGETFUL = """
from adapters.ledger.witness_memory import WitnessMemory, _Remembered
def remember(self, origin, seen):
    self._seen = self._seen | {origin: _Remembered(seen.size, seen.root, seen.note)}
WitnessMemory.remember = remember
from cancuoc.cli import main
main()
"""
"""Remembers in its head only: what no witness may do, so that the tests are seen to fail."""


class WitnessProcess:
    """Started and ended by its id; its folder stays from one start to the next."""

    def __init__(self, folder: Path, name: str, log: str) -> None:
        self.vkey = make_witness(folder, f"{name}.example/witness").verifier.text()
        self.name = name
        self.folder = folder
        (self.port,) = free_ports(1)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def witness(self) -> Witness:
        return Witness(self.name, read_vkey(self.vkey), self.url)

    @property
    def line(self) -> str:
        """As a policy names it."""
        return f"witness {self.name} {self.vkey} {self.url}\n"

    def start(self, program: str = WHOLE) -> None:
        arguments = ["witness", "--state", str(self.folder), "--log", self._log]
        with (self.folder / "log").open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-c", program, *arguments, "--port", str(self.port)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        deadline = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill9(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(number)
        try:
            return process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def seen(self) -> int:
        """The size that it says it has cosigned."""
        said = httpx.get(self.url, trust_env=False).text.splitlines()
        return int(said[1].rpartition(" ")[2])
