"""Many requests at the same moment: every connection is open before the first request is sent."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
from tests.faults import journeys
from tests.faults.plain_http import Answer, PlainHttp
from tests.faults.running_register import RunningRegister

from minting import minted

SETTING_UP = 32


class Request(NamedTuple):
    """One command; `key` is its Idempotency-Key, `version` its If-Match."""

    officer: str
    path: str
    body: Any
    version: int | None = None
    key: str = ""


async def at_once(register: RunningRegister, requests: Sequence[Request]) -> list[Answer]:
    """All requests in flight together; their answers in the same order."""
    tokens = {name: register.token(name) for name in {one.officer for one in requests}}
    connections = [PlainHttp(register.port) for _ in requests]
    await asyncio.gather(*(connection.open() for connection in connections))

    async def send(connection: PlainHttp, one: Request) -> Answer:
        headers = {
            "authorization": f"Bearer {tokens[one.officer]}",
            "idempotency-key": one.key or str(uuid4()),
            "accept-language": "en",
            **({} if one.version is None else {"if-match": f'"{one.version}"'}),
        }
        return await connection.post(one.path, one.body, headers)

    try:
        return [*await asyncio.gather(*map(send, connections, requests))]
    finally:
        for connection in connections:
            connection.close()


async def one_by_one(register: RunningRegister, requests: Sequence[Request]) -> None:
    """Carry out what a test needs as its beginning; every request must succeed."""
    for start in range(0, len(requests), SETTING_UP):
        answers = await at_once(register, requests[start : start + SETTING_UP])
        assert {answer.status for answer in answers} <= {200, 201}, answers[0]


async def captured(register: RunningRegister, count: int, **changes: Any) -> list[str]:
    """The ids of new citizens whose declarations say `changes`."""
    citizens = [minted() for _ in range(count)]
    await one_by_one(
        register,
        [
            Request("area-officer", "/v1/citizens", journeys.declaration(one, **changes))
            for one in citizens
        ],
    )
    return citizens


async def verified(register: RunningRegister, count: int, **changes: Any) -> list[str]:
    """The ids of new citizens at version 2, ready to be approved."""
    citizens = await captured(register, count, **changes)
    await one_by_one(
        register,
        [
            Request("commune-chief", command_path(one, "verify-citizen"), journeys.VERIFICATION, 1)
            for one in citizens
        ],
    )
    return citizens


def command_path(citizen: str, verb: str) -> str:
    return f"/v1/citizens/{citizen}/{verb}"


def outcomes(answers: Sequence[Answer]) -> Counter[tuple[int, str]]:
    """How often each (status, problem code) was answered; the code of a success is empty."""
    return Counter((one.status, "" if one.status < 300 else one.code) for one in answers)


def versions_of(register: RunningRegister, citizens: Sequence[str]) -> Counter[int]:
    """How many of the streams have how many events."""
    with psycopg.connect(register.dsn) as connection:
        rows = connection.execute(
            "SELECT count(*) FROM events WHERE originator_id = ANY(%s) GROUP BY originator_id",
            ([UUID(one) for one in citizens],),
        ).fetchall()
    return Counter(count for (count,) in rows)


def receipts_of(register: RunningRegister, keys: Sequence[str]) -> int:
    """How many of these commands are stored as accepted."""
    return scalar(
        register,
        "SELECT count(*) FROM idempotency WHERE command_id = ANY(%s)",
        [UUID(one) for one in keys],
    )


def scalar(register: RunningRegister, query: str, *parameters: Any) -> int:
    with psycopg.connect(register.dsn) as connection:
        row = connection.execute(query.encode(), parameters).fetchone()
    return int(row[0]) if row else 0
