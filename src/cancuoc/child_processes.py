"""The processes that `cancuoc run` starts: one a role, restarted when one dies, stopped by id."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import structlog

log = structlog.get_logger()
RESTARTS_A_MINUTE = 6
PATIENCE_S = 20.0
_TAIL_BYTES = 65_536
_COMPLAINT = "cancuoc: "


class RoleFailed(Exception):
    """A role that does not stay alive; its own last words are in its log file."""


class ChildProcess:
    """One role of the program in a process of its own.

    The child watches its standard input and stops when it closes, so that it cannot outlive a
    parent that was killed.
    """

    def __init__(self, role: str, arguments: list[str], environment: Mapping[str, str],
                 log_file: Path) -> None:  # fmt: skip
        self.role = role
        self.log_file = log_file
        self._arguments = arguments
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._starts: list[float] = []
        self._log_begins = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        self._starts = [at for at in self._starts if time.monotonic() - at < 60]
        if len(self._starts) >= RESTARTS_A_MINUTE:
            times = f"{len(self._starts)} times in a minute"
            raise RoleFailed(f"The role {self.role} died {times}: see {self.log_file}.")
        self._starts.append(time.monotonic())
        self._end_group()
        with self.log_file.open("ab") as output:
            self._log_begins = output.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cancuoc", *self._arguments, "--while-input-open"],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=self._environment,
                start_new_session=True,
            )

    def has_died(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def was_killed(self) -> bool:
        """Whether a signal ended it, so that it had no time to say why."""
        return self._process is not None and (self._process.poll() or 0) < 0

    def last_sentence(self) -> str:
        """What it complained of since it was started last, or the last event that it logged.

        Never the words of an exception that nobody expected: they may quote a person.
        """
        with self.log_file.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(self._log_begins, end - _TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()[::-1]
        complaint = next((line for line in lines if line.startswith(_COMPLAINT)), None)
        if complaint is not None:
            return complaint.removeprefix(_COMPLAINT).rstrip().rstrip(".")
        return next(filter(None, map(_event, lines)), "it said nothing")

    def stop(self) -> None:
        """Ask, wait, and only then insist."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                log.warning("role-killed", role=self.role, pid=process.pid)
                process.kill()
                process.wait()
        if process.stdin is not None:
            process.stdin.close()
        self._end_group()
        self._process = None

    def _end_group(self) -> None:
        """Kill the workers of a server that was killed: they would hold its port for ever."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _event(line: str) -> str:
    try:
        logged = json.loads(line)
    except ValueError:
        return ""
    return str(logged.get("event", "")).rstrip(".") if isinstance(logged, dict) else ""


def stop_when_input_closes() -> None:
    """In a child: turn the end of standard input (the parent is gone) into SIGTERM."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def stop_when_supervisor_dies() -> None:
    """In a worker process: the end of the process that started it is a SIGTERM.

    A worker left behind would hold the port against the server that is started next.
    """
    supervisor = multiprocessing.parent_process()
    if supervisor is None:
        return

    def watch() -> None:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="supervisor-watch", daemon=True).start()
