"""`cancuoc simulate`: a synthetic country against a running register, with a progress bar."""

import asyncio
import signal
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from adapters.identity.development_issuer import DevelopmentIssuer
from cancuoc.embedded_run import is_ready
from cancuoc.register_here import issuer_key
from cancuoc.rehearsal_clock import CannotRun
from cancuoc.settings import Settings, SettingsWrong
from cancuoc.simulation.balance import unbalanced
from cancuoc.simulation.counter import Refused
from cancuoc.simulation.outcome import Outcome
from cancuoc.simulation.plan import Wish
from cancuoc.simulation.report import faults, show, write
from cancuoc.simulation.run import How, simulate
from cancuoc.simulation.world import World

SUMMARY = "simulation-summary.json"
STRUCT = type[msgspec.Struct]


def address_of(settings: Settings) -> str:
    """Where the register answers. Raises SettingsWrong where officers may not be invented, and
    CannotRun where nothing answers."""
    if not settings.is_development:
        raise SettingsWrong("a simulation acts as invented officers: not with CANCUOC_ISSUER")
    address = f"http://{settings.host}:{settings.port}"
    if not is_ready(address):
        raise CannotRun(f"No register answers at {address}: start one with `cancuoc run`.")
    return address


def run_simulation(
    settings: Settings, wish: Wish, how: How, summary: Path | None, console: Console
) -> int:
    """0 when every act was accepted, every case is settled and the books balance; 1 otherwise."""
    issuer = DevelopmentIssuer(issuer_key(settings))
    file = summary or settings.var / SUMMARY
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[acts]}"),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("cases settled", total=wish.cases, acts="")
            outcome = asyncio.run(_until_told(wish, how, issuer, _Bar(progress, task)))
    except Refused as refused:
        raise CannotRun(f"The register refused the simulation: {refused}.") from refused
    show(outcome, console)
    write(outcome, file)
    console.print(f"Summary: {file}", markup=False, soft_wrap=True)
    if outcome.spent.was_stopped:
        console.print("Stopped: the same command goes on where this one was.")
    is_whole = outcome.spent.was_stopped or outcome.world.is_done
    return 0 if is_whole and not faults(outcome) and not unbalanced(outcome) else 1


def rates_in(given: list[str], struct: STRUCT) -> dict[str, Any]:
    """`name=value` of a struct's numbers. Raises SettingsWrong with the names that there are."""
    known = {
        one.name: one.type for one in msgspec.structs.fields(struct) if one.type in (int, float)
    }
    values = {}
    for one in given:
        name, _, text = one.partition("=")
        field = name.replace("-", "_")
        try:
            values[field] = msgspec.convert(text, known[field], strict=False)
        except (KeyError, msgspec.ValidationError):
            names = ", ".join(known)
            raise SettingsWrong(f"{one!r} is no rate: write name=number, of {names}") from None
    return values


class _Bar:
    """Shows how many cases are settled and how many acts that took."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def __call__(self, world: World) -> None:
        acts = f"{world.counter.tally.new.total()} acts"
        self._progress.update(self._task, completed=len(world.settled), acts=acts)


async def _until_told(wish: Wish, how: How, issuer: DevelopmentIssuer, bar: _Bar) -> Outcome:
    """Ends by itself, or early and well by Ctrl-C or SIGTERM."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        return await simulate(wish, how, issuer, bar, stop)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
