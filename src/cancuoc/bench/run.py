"""One whole run: a throwaway register, the suite, the report, and nothing left behind."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from adapters.postgres.trouble import PostgresTrouble
from cancuoc.bench.findings import Findings
from cancuoc.bench.load_generator import LoadFailed, LoadGenerator
from cancuoc.bench.machine import this_machine
from cancuoc.bench.pgbench import FloorFailed
from cancuoc.bench.plan import FULL, QUICK, Plan
from cancuoc.bench.report import figures, markdown, show, write
from cancuoc.bench.servers import ServerFailed, throwaway_register
from cancuoc.bench.suite import measure, steps
from cancuoc.bench.workbench import Workbench


def run_bench(
    *,
    quick: bool,
    json_file: Path | None,
    markdown_file: Path | None,
    console: Console,
    plan: Plan | None = None,
) -> int:
    """Measure, print, write; the exit status.

    0 when everything was measured, also where an aim was missed (its row says so); 1 when an
    answer was not the one expected or a server failed; 130 after Ctrl-C or SIGTERM. `plan`
    replaces the two that there are.
    """
    machine, began = this_machine(), time.monotonic()
    try:
        with _terminated_as_interrupted():
            findings = _measured(plan or (QUICK if quick else FULL), console)
    except (LoadFailed, ServerFailed, FloorFailed, PostgresTrouble) as failed:
        console.print(f"The benchmark failed: {failed}", style="bold red", markup=False)
        return 1
    except KeyboardInterrupt:
        console.print("Stopped; nothing is left behind.")
        return 130
    seconds = time.monotonic() - began
    show(console, machine, findings)
    write(json_file, figures(machine, findings, seconds))
    write(markdown_file, markdown(machine, findings).encode())
    return 0


def _measured(plan: Plan, console: Console) -> Findings:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeElapsedColumn())  # fmt: skip
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("a throwaway register", total=None)

        def say(what: str) -> None:
            progress.update(task, description=what, advance=1)

        with throwaway_register() as register, LoadGenerator(register.folder) as generator:
            progress.update(task, total=steps(plan))
            bench = Workbench(plan, register, generator, say)
            return measure(bench)


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM unwinds like Ctrl-C, so that every process started here is stopped by its id."""

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)
