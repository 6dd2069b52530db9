"""One process of the program under test, started and ended by its id."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


class Role:
    """One role of the program in a process group of its own, so that nothing of it is left over."""

    def __init__(self, name: str, environment: Mapping[str, str], log_file: Path) -> None:
        self.name = name
        self.log_file = log_file
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None, f"{self.name} is not running"
        return self._process.pid

    def start(self) -> None:
        with self.log_file.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cancuoc", self.name],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment,
                start_new_session=True,
            )

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill9(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        try:
            self._process.send_signal(number)
            self._process.wait(20)
        finally:
            _kill_group(self._process.pid)
            self._process.wait()
            self._process = None


def _kill_group(leader: int) -> None:
    """Whatever the role had started itself, such as its worker processes."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
