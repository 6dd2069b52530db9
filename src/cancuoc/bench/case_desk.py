"""The terminals of a whole office: requests of many officers over a few cheap connections."""

import asyncio
import time
from collections import Counter, deque
from typing import Any
from uuid import UUID, uuid4

import msgspec

from adapters.http.command_route import command_digest
from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import officer_id
from cancuoc.bench.load_client import Connection, connect
from cancuoc.bench.load_generator import LoadFailed
from cancuoc.bench.request_bytes import Act, question, request

CENTRE = "centre"
_TOKEN_S = 6 * 3600
_EXPECTED = frozenset({200, 201, 204})


class Officer(msgspec.Struct, frozen=True):
    """Someone who signs in: a role in a unit, and which of several of that role there."""

    role: str
    unit: str = CENTRE
    ordinal: int = 1

    @property
    def id(self) -> UUID:
        return officer_id(self.role, self.unit, self.ordinal)


class Shown(msgspec.Struct, frozen=True):
    """What the next step needs of an answer, whatever kind of stream it shows."""

    id: UUID | None = None
    version: int = 0
    status: str = ""
    fee_due: int | None = None
    old_document_due: bool = False
    capture_attempt: int = 0
    search_id: UUID | None = None
    job_id: UUID | None = None
    card_id: UUID | None = None


_shown = msgspec.json.Decoder(Shown).decode


class Desk:
    """Use as an asynchronous context manager. It knows nothing but how to ask.

    `commands` and `questions` count what was answered, `latencies` how long commands took (s).
    """

    def __init__(
        self, port: int, issuer: DevelopmentIssuer, audience: str, connections: int
    ) -> None:
        self.commands: Counter[str] = Counter()
        self.questions = 0
        self.latencies: list[float] = []
        self._port = port
        self._issuer = issuer
        self._audience = audience
        self._count = connections
        self._tokens: dict[Officer, str] = {}
        self._idle: deque[Connection] = deque()
        self._made: list[Connection] = []
        self._free = asyncio.Semaphore(connections)
        self._asked: dict[Connection, asyncio.Future[tuple[int, bytes]]] = {}

    async def __aenter__(self) -> "Desk":
        self._idle.extend(await self._connect(self._count))
        return self

    async def __aexit__(self, *_: object) -> None:
        for connection in self._made:
            connection.close()
        # A transport is closed in the next turn of the loop, which may be the last one.
        await asyncio.sleep(0)

    async def _connect(self, count: int) -> list[Connection]:
        made = await connect(self._port, count, self._answered)
        self._made += made
        return made

    def token(self, officer: Officer) -> str:
        if officer not in self._tokens:
            self._tokens[officer] = self._issued(officer)
        return self._tokens[officer]

    async def give(
        self,
        officer: Officer,
        path: str,
        body: dict[str, Any],
        version: int | None = None,
        key: str | None = None,
        second: Officer | None = None,
    ) -> Shown:
        """A command, countersigned by `second` where one is named; raises LoadFailed if refused."""
        act = Act(path, self.token(officer), msgspec.json.encode(body), version)
        key = key or str(uuid4())
        countersignature = None if second is None else self._signed(act, key, second)
        began = time.perf_counter()
        answer = await self.ask(request(act, key, countersignature))
        self.latencies.append(time.perf_counter() - began)
        self.commands[path.rpartition("/")[2] if version else path] += 1
        return _shown(answer)

    async def read(self, officer: Officer, path: str) -> bytes:
        self.questions += 1
        return await self.ask(question(path, self.token(officer)))

    async def see(self, officer: Officer, path: str) -> Shown:
        return _shown(await self.read(officer, path))

    async def post(self, officer: Officer, path: str, body: dict[str, Any]) -> bytes:
        """What is no command on a stream, such as taking a job."""
        self.questions += 1
        act = Act(path, self.token(officer), msgspec.json.encode(body), None)
        return await self.ask(request(act))

    async def ask(self, raw: bytes) -> bytes:
        """The body of an answer that was expected."""
        async with self._free:
            connection = await self._connection()
            future: asyncio.Future[tuple[int, bytes]] = asyncio.get_running_loop().create_future()
            self._asked[connection] = future
            connection.send(0, raw)
            status, answer = await future
            self._idle.append(connection)
        if status not in _EXPECTED:
            asked = raw.partition(b"\r\n")[0].decode()
            raise LoadFailed(f"{asked}: {answer.decode('utf-8', 'replace')[-800:]}")
        return answer.partition(b"\r\n\r\n")[2]

    async def _connection(self) -> Connection:
        """One that is open: a server closes those that are idle for long, and a question that was
        given up keeps its own."""
        while self._idle:
            if (connection := self._idle.pop()).is_open:
                return connection
        (connection,) = await self._connect(1)
        return connection

    def _answered(self, connection: Connection, status: int, answer: bytes) -> None:
        future = self._asked.pop(connection)
        if not future.done():
            future.set_result((status, answer))

    def _signed(self, act: Act, key: str, second: Officer) -> str:
        parts = (b"POST", act.path.encode(), f'"{act.version}"'.encode(), key.encode(), act.body)
        return self._issued(second, cmd=command_digest(parts))

    def _issued(self, officer: Officer, **claims: Any) -> str:
        return self._issuer.issue(
            officer.id, officer.unit, (officer.role,), _TOKEN_S, self._audience, **claims
        )
