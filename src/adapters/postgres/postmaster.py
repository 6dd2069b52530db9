"""What the operating system and `postmaster.pid` say about a running server."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

PID_FILE = "postmaster.pid"
_FIELDS = 8


class Postmaster(msgspec.Struct, frozen=True):
    """The lock file of a data directory (PostgreSQL source, `miscadmin.h`, LOCK_FILE_LINE_*)."""

    pid: int
    port: int
    socket_dir: Path
    status: str


def read_pid_file(data_dir: Path) -> Postmaster | None:
    """The lock file, or None while it is absent or not yet completely written."""
    try:
        lines = (data_dir / PID_FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < _FIELDS:
        return None
    return Postmaster(int(lines[0]), int(lines[3]), Path(lines[4].strip()), lines[7].strip())


def locked_pid(data_dir: Path) -> int | None:
    """The process id that the lock file names, even when the file is only half written."""
    try:
        first = (data_dir / PID_FILE).read_text(encoding="utf-8").split("\n", 1)[0].strip()
    except FileNotFoundError:
        return None
    return int(first) if first.isdigit() else None


def serves(pid: int, data_dir: Path) -> bool:
    """Whether `pid` is a living PostgreSQL process of this directory, not a reused number.

    PostgreSQL works from inside its data directory, which tells its processes from all others.
    """
    proc = Path("/proc") / str(pid)
    try:
        return os.path.samefile(proc / "cwd", data_dir) and _state(proc) not in "ZX"
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return False


def processes_of(data_dir: Path) -> Iterator[int]:
    """Every living process that works inside the data directory: postmaster, backends, orphans."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and serves(int(entry.name), data_dir) and _is_postgres(entry):
            yield int(entry.name)


def clear_orphans(data_dir: Path, patience: float) -> None:
    """Wait until backends whose postmaster was killed are gone; help them after `patience` s.

    A backend that outlives its postmaster still writes to the files that recovery will read, so
    nothing may start before the last one has left. Stopping it is safe: recovery follows anyway.
    """
    for help_with in (None, signal.SIGQUIT, signal.SIGKILL):
        if help_with is not None:
            for pid in processes_of(data_dir):
                send(pid, help_with)
        if wait_until(lambda: not any(processes_of(data_dir)), patience):
            return


def send(pid: int, number: signal.Signals) -> None:
    """Signal a process that may have gone in the meantime."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Whether `condition` came true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def _state(proc: Path) -> str:
    """The process state letter (proc(5)): it follows the last parenthesis of the name."""
    return (proc / "stat").read_text().rsplit(")", 1)[1].split()[0]


def _is_postgres(proc: Path) -> bool:
    try:
        return (proc / "comm").read_text().strip().startswith("postgres")
    except (FileNotFoundError, ProcessLookupError):
        return False
