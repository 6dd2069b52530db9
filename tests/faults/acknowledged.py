"""A client that writes down, before and after each command, what it asked and what was answered.

Its list is the witness of the fault tests: what it was told is done must be there afterwards.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self
from uuid import uuid4

from tests.faults import journeys
from tests.faults.plain_http import Answer, Broken, PlainHttp
from tests.faults.running_register import RunningRegister

from adapters.identity.development_officers import OFFICER_BY_NAME
from minting import minted

ASK_AGAIN_S = 0.05
OFFICERS = ("area-officer", "commune-chief", "register-approver")


class Line(NamedTuple):
    """One line of the list. `status` and `version` are 0 while nothing was answered."""

    command_id: str
    subject: str
    stream: str
    status: int
    version: int


class CommandList:
    """The client's own file: a line before each command and one after, each safe on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("ab", buffering=0)
        self.done = 0
        self._goal = 0
        self._goal_reached = asyncio.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def write(self, line: Line) -> None:
        self._file.write((" ".join(map(str, line)) + "\n").encode())
        os.fdatasync(self._file.fileno())
        self.done += 200 <= line.status < 300
        if self.done >= self._goal:
            self._goal_reached.set()

    async def more(self, count: int) -> None:
        """Wait until this many more commands are acknowledged; TimeoutError after 30 seconds."""
        self._goal = self.done + count
        self._goal_reached = asyncio.Event()
        async with asyncio.timeout(30):
            await self._goal_reached.wait()

    def _lines(self) -> list[Line]:
        words = (line.split() for line in self._path.read_text().splitlines())
        return [Line(a, b, c, int(status), int(version)) for a, b, c, status, version in words]

    def asked(self) -> set[str]:
        """The ids of all commands ever sent."""
        return {line.command_id for line in self._lines()}

    def acknowledged(self) -> list[Line]:
        """What the register said is done."""
        return [line for line in self._lines() if 200 <= line.status < 300]

    def refused(self) -> list[Line]:
        """What the register said it will not do."""
        return [line for line in self._lines() if 400 <= line.status < 500]

    def unanswered(self) -> list[Line]:
        """What was asked, and no final answer came."""
        lines = self._lines()
        settled = {line.command_id for line in lines if 200 <= line.status < 500}
        return [line for line in lines if line.status == 0 and line.command_id not in settled]

    def faults(self) -> list[Line]:
        """Answers that no client should ever see."""
        return [line for line in self._lines() if line.status >= 500 and line.status != 503]


class Desk:
    """One clerk with one connection, who repeats a command under its key until it is answered."""

    def __init__(self, register: RunningRegister, commands: CommandList) -> None:
        self._commands = commands
        self._http = PlainHttp(register.port, timeout=15)
        self._tokens = {name: register.token(name) for name in OFFICERS}

    def close(self) -> None:
        self._http.close()

    async def order(self, officer: str, path: str, body: Any, version: int | None = None) -> Answer:
        """The final answer to one command on one stream; repeats on 503 and broken connections."""
        stream = body["id"] if version is None else path.split("/")[3]
        line = Line(str(uuid4()), str(OFFICER_BY_NAME[officer].officer), stream, 0, 0)
        headers = {
            "authorization": f"Bearer {self._tokens[officer]}",
            "idempotency-key": line.command_id,
            **({} if version is None else {"if-match": f'"{version}"'}),
        }
        self._commands.write(line)
        while True:
            answer = await self._ask(path, body, headers)
            if answer is not None:
                etag = int(answer.headers.get("etag", '"0"').strip('"'))
                self._commands.write(line._replace(status=answer.status, version=etag))
                if answer.status != 503:
                    return answer
            await asyncio.sleep(ASK_AGAIN_S)

    async def _ask(self, path: str, body: Any, headers: dict[str, str]) -> Answer | None:
        try:
            return await self._http.post(path, body, headers)
        except Broken:
            return None

    async def one_citizen(self) -> None:
        """From declaration to notified PIN, with two orders on the way that must be refused."""
        citizen = minted()
        path = f"/v1/citizens/{citizen}"
        await self.order("area-officer", "/v1/citizens", journeys.declaration(citizen))
        await self.order("commune-chief", f"{path}/verify-citizen", journeys.VERIFICATION, 1)
        await self.order("area-officer", f"{path}/verify-citizen", journeys.VERIFICATION, 2)
        await self.order("register-approver", f"{path}/approve-citizen", {}, 2)
        await self.order("commune-chief", f"{path}/verify-citizen", journeys.VERIFICATION, 1)
        await self.order("area-officer", f"{path}/notify-pin", journeys.notification(), 4)


@asynccontextmanager
async def load(
    register: RunningRegister, commands: CommandList, desks: int = 12, patience_s: float = 60
) -> AsyncIterator[None]:
    """Citizens keep coming while the body runs; leaving waits for every last answer.

    TimeoutError when the answers take longer than `patience_s`.
    """
    closing = asyncio.Event()

    async def work() -> None:
        desk = Desk(register, commands)
        try:
            while not closing.is_set():
                await desk.one_citizen()
        finally:
            desk.close()

    tasks = [asyncio.create_task(work()) for _ in range(desks)]
    try:
        yield
        closing.set()
        await asyncio.wait_for(asyncio.gather(*tasks), patience_s)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
