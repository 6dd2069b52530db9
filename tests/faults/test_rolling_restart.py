"""Two servers are restarted in turn under load: no command fails, none is done twice."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from tests.faults.balancer import Balancer, Clerk
from tests.faults.crowd import scalar
from tests.faults.plain_http import PlainHttp
from tests.faults.role import Role
from tests.faults.running_register import RunningRegister, running_register
from tools.free_ports import free_ports

from database import QUICK

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(600)]

CLERKS = 8
ROUNDS, MOST_ROUNDS = 2, 20
DRAIN_S = "1.5"
PATIENCE_S = 100.0


@pytest.fixture(scope="module")
def register() -> Iterator[RunningRegister]:
    """A register without a server: each test starts its own two."""
    with running_register(QUICK, ()) as register:
        yield register


class Pair:
    """Two servers of one register, and whoever works with them."""

    def __init__(self, register: RunningRegister, **settings: str) -> None:
        self.register = register
        self.ports = free_ports(2)
        self.servers = [self._server(port, settings) for port in self.ports]
        self.balancer = Balancer(self.ports)

    def _server(self, port: int, settings: dict[str, str]) -> Role:
        told = {f"CANCUOC_{name.upper()}": value for name, value in settings.items()}
        environment = {**self.register.environment, **told, "CANCUOC_PORT": str(port)}
        return Role("serve", environment, self.register.folder / f"serve-{port}.log")

    async def await_ready(self, port: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not self.balancer.is_ready(port):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)

    async def restart(self, *, kindly: bool) -> None:
        """Both, one after the other; the next only when the one before is back."""
        for server, port in zip(self.servers, self.ports, strict=True):
            await asyncio.to_thread(server.stop if kindly else server.kill9)
            await asyncio.to_thread(server.start)
            await asyncio.sleep(0.3)
            await self.await_ready(port)


@asynccontextmanager
async def serving(register: RunningRegister, **settings: str) -> AsyncIterator[Pair]:
    pair = Pair(register, **settings)
    try:
        for server in pair.servers:
            server.start()
        async with pair.balancer.watching():
            await asyncio.sleep(0.5)
            for port in pair.ports:
                await pair.await_ready(port)
            yield pair
    finally:
        for server in pair.servers:
            server.kill9()


async def restarted_under_load(pair: Pair, *, kindly: bool, until_broken: bool) -> list[Clerk]:
    """Each server `ROUNDS` times, or for as often as it takes until a request breaks.

    Clerks who may meet a broken request ask again.
    """
    token, stop = pair.register.token("area-officer"), asyncio.Event()
    clerks = [Clerk(pair.balancer, token, asks_again=until_broken) for _ in range(CLERKS)]
    async with asyncio.TaskGroup() as group:
        for clerk in clerks:
            group.create_task(clerk.work(stop))
        for done in range(MOST_ROUNDS):
            if done >= ROUNDS and not (until_broken and broken(clerks) == 0):
                break
            await pair.restart(kindly=kindly)
        stop.set()
    return clerks


def broken(clerks: list[Clerk]) -> int:
    return sum(clerk.broken for clerk in clerks)


def assert_each_was_done_once(register: RunningRegister, clerks: list[Clerk], before: int) -> None:
    asked = {citizen: answers for clerk in clerks for citizen, answers in clerk.answers.items()}
    assert {len(answers) for answers in asked.values()} == {1}
    assert {answers[0].status for answers in asked.values()} == {201}
    assert {answers[0].body["version"] for answers in asked.values()} == {1}
    assert scalar(register, "SELECT count(*) FROM events") - before == len(asked)
    assert len(asked) > 100


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_no_command_fails_while_each_server_is_restarted_in_order(
    workers: str, register: RunningRegister
) -> None:
    before = scalar(register, "SELECT count(*) FROM events")
    async with serving(register, drain_s=DRAIN_S, workers=workers) as pair:
        clerks = await restarted_under_load(pair, kindly=True, until_broken=False)

    assert broken(clerks) == 0
    assert_each_was_done_once(register, clerks, before)


@pytest.mark.parametrize(("kindly", "drain_s"), [(False, DRAIN_S), (True, "0")])
async def test_without_order_some_requests_break_and_their_keys_settle_them(
    kindly: bool, drain_s: str, register: RunningRegister
) -> None:
    """What the test before would look like if servers were killed, or did not drain."""
    before = scalar(register, "SELECT count(*) FROM events")
    async with serving(register, drain_s=drain_s) as pair:
        clerks = await restarted_under_load(pair, kindly=kindly, until_broken=True)

    assert broken(clerks) > 0
    assert_each_was_done_once(register, clerks, before)


async def test_a_server_that_drains_says_so_and_closes_what_it_answers(
    register: RunningRegister,
) -> None:
    async with serving(register, drain_s="3") as pair:
        server, port = pair.servers[0], pair.ports[0]
        stopping = asyncio.create_task(asyncio.to_thread(server.stop))
        async with asyncio.timeout(PATIENCE_S):
            while pair.balancer.is_ready(port):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)
        async with PlainHttp(port) as wire:
            said = await wire.get("/readyz", {})
        async with PlainHttp(port) as wire:
            read = await wire.get(
                "/v1/rules", {"authorization": f"Bearer {pair.register.token('auditor')}"}
            )
        await stopping

    assert said.status == 503
    advice = {one["name"]: one["advice"] for one in said.body["components"]}
    assert "another" in advice["serving"]
    assert (read.status, read.headers["connection"]) == (200, "close")
