"""Any process may die at any moment: what was acknowledged is there once, the rest not at all."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from tests.faults.acknowledged import CommandList, Line, load
from tests.faults.running_register import RunningRegister, running_register
from tests.faults.whole_history import findings, lost, read_store, views_differ_from_history

from database import DURABLE

SEED = 20210301
ENOUGH = 40
LOSSY = {
    **DURABLE,
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
}
"""Answers before the disk has it: what a register must never be run with."""

pytestmark = [pytest.mark.fault, pytest.mark.slow]


@pytest.fixture(scope="module")
def register() -> Iterator[RunningRegister]:
    with running_register(DURABLE) as register:
        yield register


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandList]:
    """One list for the whole module: each test judges all of history again."""
    with CommandList(tmp_path_factory.mktemp("client") / "commands.txt") as commands:
        yield commands


async def under_load(
    register: RunningRegister, commands: CommandList, kill: Callable[[], None], kills: int
) -> None:
    """`kill` at random moments while citizens keep coming; ends when all is answered and read.

    Every kill waits until the register is in the middle of its work again.
    """
    moments = random.Random(SEED)
    async with load(register, commands):
        for _ in range(kills):
            await commands.more(ENOUGH)
            await asyncio.sleep(moments.uniform(0, 0.3))
            await asyncio.to_thread(kill)
        await commands.more(ENOUGH)
    await asyncio.to_thread(register.await_quiet)


def assert_all_is_well(register: RunningRegister, commands: CommandList) -> None:
    assert findings(read_store(register.dsn), commands) == []
    assert commands.refused(), "no command was refused: that none left a trace proves nothing"


@pytest.mark.parametrize(("role", "kills"), [("serve", 3), ("sequence", 6), ("project", 6)])
async def test_a_role_killed_under_load_loses_nothing_and_doubles_nothing(
    register: RunningRegister, commands: CommandList, role: str, kills: int
) -> None:
    await under_load(register, commands, lambda: register.restart(role), kills)

    assert_all_is_well(register, commands)


@pytest.mark.parametrize("mode", ["immediate", "kill -9"])
async def test_a_database_killed_under_load_loses_nothing_and_doubles_nothing(
    register: RunningRegister, commands: CommandList, mode: str
) -> None:
    server, pid = register.server, register.roles["serve"].pid

    def crash() -> None:
        server.kill9() if mode == "kill -9" else server.stop("immediate")
        server.start()

    await under_load(register, commands, crash, kills=2)

    assert register.roles["serve"].pid == pid, "the server had to be started again"
    assert_all_is_well(register, commands)


def test_workers_do_not_outlive_a_killed_server(register: RunningRegister) -> None:
    """They would go on serving, and hold the port against the server started next."""
    former = register.roles["serve"]
    former.stop()
    register.start("serve", CANCUOC_WORKERS="2")
    supervisor = register.roles["serve"]
    workers = children_of(supervisor.pid)
    os.kill(supervisor.pid, signal.SIGKILL)

    deadline = time.monotonic() + 30
    while any(map(lives, workers)):
        assert time.monotonic() < deadline, "a worker is left behind"
        time.sleep(0.05)
    supervisor.kill9()
    register.start("serve")

    assert len(workers) >= 2


def lives(pid: int) -> bool:
    """Not counting what is dead and waits for somebody to notice (state letter of proc(5))."""
    try:
        return Path("/proc", str(pid), "stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(pid: int) -> list[int]:
    return [
        int(child)
        for child in Path("/proc", str(pid), "task", str(pid), "children").read_text().split()
    ]


def test_the_views_after_every_kill_are_those_of_a_fresh_projection(
    register: RunningRegister, commands: CommandList
) -> None:
    register.await_quiet()
    register.roles["project"].stop()

    assert len(commands.acknowledged()) > 100
    assert views_differ_from_history(register) == []


async def test_answering_before_the_disk_has_it_is_seen_as_loss(tmp_path: Path) -> None:
    """Teeth: the same list and the same checks, on a database that answers too early."""
    for attempt in range(3):
        if await lost_in_a_crash(LOSSY, tmp_path / str(attempt)):
            return
    pytest.fail("nothing was ever lost: the checks have no teeth")


async def test_what_was_answered_just_before_the_crash_is_there(tmp_path: Path) -> None:
    assert await lost_in_a_crash(DURABLE, tmp_path / "commands.txt") == []


async def lost_in_a_crash(settings: Mapping[str, str], path: Path) -> list[Line]:
    """The server answers its last command and the database is gone; nothing is sent again."""
    with CommandList(path) as commands, running_register(settings) as register:
        with pytest.raises(TimeoutError):
            await _load_until_crash(register, commands)
        register.server.start()
        assert commands.done >= ENOUGH
        return lost(read_store(register.dsn), commands)


async def _load_until_crash(register: RunningRegister, commands: CommandList) -> None:
    async with asyncio.timeout(20), load(register, commands, patience_s=0.2):
        await commands.more(ENOUGH)
        await asyncio.to_thread(_crash, register)


def _crash(register: RunningRegister) -> None:
    register.server.stop("immediate")
    register.kill_all()
