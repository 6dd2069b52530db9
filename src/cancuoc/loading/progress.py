"""How far a long work has come: a bar where a terminal shows one, otherwise a line now and then."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

LINE_EVERY_S = 5.0


class RowProgress:
    """Rows so far, rows a second, and the time that is left, judged by the share of bytes done."""

    def __init__(self, console: Console, name: str, total: int) -> None:
        self._console = console
        self._name = name
        self._total = max(total, 1)
        self._began = self._said = time.monotonic()
        self._come: tuple[int, float] | None = None
        self._bars: Progress | None = None
        if console.is_terminal:
            self._bars = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f}/s"),
                TimeRemainingColumn(),
                console=console,
            )
            self._task = self._bars.add_task(name, total=self._total, rows=0, rate=0.0)

    def __enter__(self) -> Self:
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()
        elif self._come is not None and error is None:
            rows, rate = self._come
            self._say(f"{self._name}: 100%, {rows:,} rows, {rate:,.0f} rows/s")

    def at(self, done: int, rows: int) -> None:
        """So much of the total is done, and so many rows."""
        rate = rows / max(time.monotonic() - self._began, 1e-9)
        if self._bars is not None:
            self._bars.update(self._task, completed=done, rows=rows, rate=rate)
        elif self._come is not None or time.monotonic() - self._said >= LINE_EVERY_S:
            self._come = rows, rate
            self._say_now_and_then(self._line(done, rows, rate))

    def _say_now_and_then(self, line: str) -> None:
        if time.monotonic() - self._said >= LINE_EVERY_S:
            self._said = time.monotonic()
            self._say(line)

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, soft_wrap=True)

    def _line(self, done: int, rows: int, rate: float) -> str:
        # A file may be read to its end while its last rows are still at work.
        share = min(done / self._total, 0.99)
        elapsed = time.monotonic() - self._began
        left = elapsed / share - elapsed if share else 0.0
        return f"{self._name}: {share:.0%}, {rows:,} rows, {rate:,.0f} rows/s, {left:,.0f} s left"
