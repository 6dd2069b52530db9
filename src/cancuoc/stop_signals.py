"""Ctrl-C, SIGTERM and a closed terminal: noted at once, obeyed where nothing is half begun."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self

_ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(Exception):
    """The operator asked to stop while the register was still starting."""


class StopSignals:
    """While entered, the process does not end by a signal but knows that it was asked to.

    A signal that came between the birth of a process and the note of its id would leave that
    process behind. Main thread only. A SIGHUP that is ignored already (nohup) stays ignored.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._breaks_off = False
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        for number in _ASKING:
            before = signal.getsignal(number)
            if number is signal.SIGHUP and before is signal.SIG_IGN:
                continue
            self._before[number] = before
            signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)  # type: ignore[arg-type]
        self._before.clear()

    def ask(self) -> None:
        """As a signal would, from within the program."""
        self._asked.set()

    def obey(self) -> None:
        """Raise StopRequested when a signal has come; called where stopping is safe."""
        if self._asked.is_set():
            raise StopRequested

    def wait(self, seconds: float) -> bool:
        """Whether a signal has come, after at most so many seconds."""
        return self._asked.wait(seconds)

    @contextmanager
    def breaking_off(self) -> Iterator[None]:
        """Work that starts no process and may end anywhere: a signal raises KeyboardInterrupt."""
        self._breaks_off = True
        try:
            if self._asked.is_set():
                raise KeyboardInterrupt
            yield
        finally:
            self._breaks_off = False

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._asked.set()
        if self._breaks_off:
            # Once: whoever presses Ctrl-C twice must not break off the stopping.
            self._breaks_off = False
            raise KeyboardInterrupt
