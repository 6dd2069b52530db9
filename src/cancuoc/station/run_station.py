"""`cancuoc station simulate`: one station with simulated machines, in a process of its own."""

import asyncio
import os
import signal
import time

import httpx
import msgspec
from rich.console import Console
from rich.table import Table

from adapters.identity.development_issuer import DevelopmentIssuer
from application.jobs import JOB_KINDS
from cancuoc.register_here import issuer_key
from cancuoc.settings import Settings, SettingsWrong
from cancuoc.station.script import Script
from cancuoc.station.simulated_station import SimulatedStation
from domain.values.identifiers import uuid7

LOOK_S = 0.2
SHOWN_FAULTS = 10


class Posting(msgspec.Struct, frozen=True):
    """What a station is there for. `until_idle`: seconds without a job after which it ends."""

    kinds: tuple[str, ...] = tuple(JOB_KINDS)
    at_once: int = 8
    until_idle: float | None = None


def kinds_in(given: list[str]) -> tuple[str, ...]:
    """The kinds of jobs named, all where none is. Raises SettingsWrong for an unknown one."""
    unknown = [kind for kind in given if kind not in JOB_KINDS]
    if unknown:
        names = ", ".join(JOB_KINDS)
        raise SettingsWrong(f"there are no jobs of the kind {unknown[0]!r}: there are {names}")
    return tuple(dict.fromkeys(given)) or tuple(JOB_KINDS)


def run_station(
    settings: Settings, address: str, posting: Posting, script: Script, console: Console
) -> int:
    """0 when every answer was accepted or had been given before, 1 otherwise."""
    station = asyncio.run(_at_work(settings, address, posting, script, console))
    _show(station, console)
    return 1 if station.tally.faults else 0


async def _at_work(
    settings: Settings, address: str, posting: Posting, script: Script, console: Console
) -> SimulatedStation:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    station_id = uuid7(time.time_ns() // 1_000_000, os.urandom(10))
    issuer = DevelopmentIssuer(issuer_key(settings))
    async with httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as client:
        station = SimulatedStation(client, issuer, settings.audience, station_id, script)
        console.print(f"Station {station_id}: {', '.join(posting.kinds)}", soft_wrap=True)
        work = asyncio.create_task(station.run(posting.kinds, stop, posting.at_once))
        while not stop.is_set() and not work.done():
            await asyncio.sleep(LOOK_S)
            if _is_idle(station, posting):
                stop.set()
        await work
    return station


def _is_idle(station: SimulatedStation, posting: Posting) -> bool:
    idle_for = time.monotonic() - station.last_job_at
    return posting.until_idle is not None and idle_for > posting.until_idle


def _show(station: SimulatedStation, console: Console) -> None:
    tally = station.tally
    console.print("What the station did:")
    table = Table()
    table.add_column("answer")
    table.add_column("jobs", justify="right")
    for name, count in sorted(tally.answers.items()):
        table.add_row(name, str(count))
    for title, counts in (
        ("settled elsewhere", tally.settled_elsewhere),
        ("given back", tally.given_back),
        ("silent", tally.silent),
    ):
        for kind, count in sorted(counts.items()):
            table.add_row(f"{kind}: {title}", str(count))
    console.print(table)
    for fault in tally.faults[:SHOWN_FAULTS]:
        console.print(f"not accepted: {fault}", style="red", markup=False, soft_wrap=True)
    if len(tally.faults) > SHOWN_FAULTS:
        console.print(f"… and {len(tally.faults) - SHOWN_FAULTS} more", style="red")
