"""`cancuoc react`: what follows from events and from time; intake, eraser, bulk acts, checks."""

import asyncio
import signal
from collections.abc import Awaitable
from functools import partial

import psycopg
import structlog

from adapters.postgres.due_waits import DueWaits
from adapters.postgres.gathered_store import GatheredStore
from adapters.postgres.reaction_rows import ReactionRows
from adapters.postgres.reactor_runner import NAME, ReactorRunner
from application.clock import ProgrammeClock
from application.deadline_moves import move_on
from application.event_store import StoreBusy, StoreUnavailable
from application.pauses import pause
from application.reactions.all_reactors import REACTORS
from application.reactions.reacting import Reacting
from application.timer import Timer
from application.timer_rounds import TimerRounds
from application.vault import VaultUnavailable
from cancuoc.bulk_loop import bulk_work_of, run_bulk_acts
from cancuoc.erasing_loop import eraser_of, run_eraser
from cancuoc.intake_loop import intake_of, run_intake
from cancuoc.known_officers import token_verifier
from cancuoc.office_parts import OfficeParts
from cancuoc.quality_loop import run_checks
from cancuoc.revocations import watch_revocations
from cancuoc.settings import Settings
from domain.stream_kinds import waits_of

TICK_S = 1.0

log = structlog.get_logger()


def run_reactors(settings: Settings) -> None:
    """React, and ring for deadlines, until SIGTERM."""
    asyncio.run(_run(settings))


def rewind_reactors(settings: Settings) -> None:
    """Let the reactors begin again at the first event; what was answered once stays answered."""
    with psycopg.connect(settings.dsn, autocommit=True, connect_timeout=5) as connection:
        ReactionRows(connection, NAME).rewind()


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with OfficeParts(settings) as parts, asyncio.TaskGroup() as group:
        runner = ReactorRunner(settings.dsn, parts.store, partial(_reacting, parts))
        timer = Timer(parts.office(), waits_of, move_on)
        due = DueWaits(parts.store.pool)
        verifier = token_verifier(settings)
        watch = group.create_task(watch_revocations(verifier, parts.store.pool))
        stopped = group.create_task(stop.wait())
        stopped.add_done_callback(lambda _: watch.cancel())
        group.create_task(_until(runner.run(stop), stop))
        group.create_task(_until(_ring(timer, due, parts.clock, stop), stop))
        bulk = run_bulk_acts(bulk_work_of(parts), stop, settings.bulk_rate, parts.store.mode)
        group.create_task(_until(bulk, stop))
        mode = parts.store.mode
        group.create_task(_until(run_intake(intake_of(parts, verifier), stop, mode), stop))
        group.create_task(_until(run_eraser(eraser_of(parts), stop, mode), stop))
        group.create_task(_until(run_checks(parts, settings.check_rate, stop), stop))


def _reacting(parts: OfficeParts, gathered: GatheredStore) -> Reacting:
    return Reacting(parts.office(gathered), REACTORS)


async def _until(work: Awaitable[object], stop: asyncio.Event) -> None:
    """When one of them ends, so do the others: a fault ends the role, which is restarted."""
    try:
        await work
    finally:
        stop.set()


async def _ring(timer: Timer, due: DueWaits, clock: ProgrammeClock, stop: asyncio.Event) -> None:
    """Each second, the oldest deadlines first; what cannot be reached now is rung for later."""
    rounds = TimerRounds(timer, due.at)
    while not stop.is_set():
        try:
            await rounds.ring(clock.now())
        except (StoreBusy, StoreUnavailable, VaultUnavailable) as away:
            log.warning("timer-waits", reason=type(away).__name__)
        await pause(stop, TICK_S)
