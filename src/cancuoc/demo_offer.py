"""An empty register offers to fill itself: at a terminal it asks, elsewhere it says how."""

import os
import select
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import psycopg

from cancuoc.settings import PREFIX

QUESTION = "Fill it with a demonstration now? [y/N]"
PATIENCE_S = 20.0
Say = Callable[[str], None]


def is_empty(dsn: str) -> bool:
    """Whether nothing was ever recorded there."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT NOT EXISTS (SELECT FROM events)").fetchone()
    return bool(row and row[0])


def demo_command(environment: Mapping[str, str] = os.environ) -> str:
    """What to type, from this folder, for a demonstration with the settings of this process."""
    ours = {name: text for name, text in environment.items() if name.startswith(PREFIX)}
    settings = [f"{name}={shlex.quote(text)}" for name, text in sorted(ours.items())]
    return " ".join([*settings, *map(shlex.quote, _program()), "demo"])


class DemoOffer:
    """Asked once, and answered while the register is watched: nothing waits for the answer."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._is_open = sys.stdin is not None and sys.stdin.isatty()
        self._demo: subprocess.Popen[bytes] | None = None
        if self._is_open:
            say(QUESTION)

    def look(self) -> None:
        """Whether somebody has answered, or the demonstration has ended."""
        if self._is_open and _in_foreground() and select.select([sys.stdin], [], [], 0)[0]:
            self._is_open = False
            self._take(_line())
        if self._demo is not None and self._demo.poll() is not None:
            self._say(f"The demonstration ended with exit status {self._demo.returncode}.")
            self._demo = None

    def close(self) -> None:
        """A demonstration that still runs is stopped before its register."""
        if self._demo is None:
            return
        self._demo.terminate()
        try:
            self._demo.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._demo.kill()
            self._demo.wait()
        self._demo = None

    def _take(self, answer: str) -> None:
        if answer.strip().lower() in ("y", "yes", "c", "có"):
            command = [sys.executable, "-m", "cancuoc", "demo"]
            self._demo = subprocess.Popen(command, stdin=subprocess.DEVNULL)


def _line() -> str:
    """What was typed; nothing where the terminal has been closed."""
    with suppress(OSError):
        return sys.stdin.readline()
    return ""


def _in_foreground() -> bool:
    """A job in the background that reads from its terminal would be halted by it."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except OSError:
        return False


def _program() -> list[str]:
    started_as = Path(sys.argv[0])
    if started_as.name != "cancuoc":
        return [sys.executable, "-m", "cancuoc"]
    with suppress(ValueError):
        return [str(started_as.resolve().relative_to(Path.cwd()))]
    return [str(started_as)]
