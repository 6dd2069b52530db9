"""A database that is away, too slow or cut off: the client is told, waits, and gets its answer."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from tests.faults import journeys
from tests.faults.crowd import (
    Request,
    at_once,
    captured,
    command_path,
    outcomes,
    receipts_of,
    versions_of,
)
from tests.faults.cutting_proxy import CuttingProxy, When
from tests.faults.plain_http import PlainHttp
from tests.faults.running_register import RunningRegister, running_register

from adapters.postgres.embedded import EmbeddedPostgres
from database import QUICK
from minting import minted

pytestmark = [pytest.mark.fault, pytest.mark.slow]


@pytest.fixture(scope="module")
def register() -> Iterator[RunningRegister]:
    with running_register(QUICK, ("serve",)) as register:
        yield register


@contextmanager
def no_event_can_be_written(server: EmbeddedPostgres) -> Iterator[None]:
    """Inserts wait, as on a disk that does not answer; reading goes on."""
    with psycopg.connect(server.dsn("cancuoc")) as connection:
        connection.execute("LOCK TABLE events IN SHARE MODE")
        yield


async def test_while_the_database_is_away_nothing_is_promised_and_then_all_is_done(
    register: RunningRegister,
) -> None:
    (known,) = await captured(register, 1)
    citizen, key = minted(), str(uuid4())
    asked = [
        Request("area-officer", "/v1/citizens", journeys.declaration(citizen), key=key),
        Request(
            "commune-chief",
            command_path(known, "verify-citizen"),
            journeys.VERIFICATION,
            version=1,
            key=str(uuid4()),
        ),
    ]
    pid = register.roles["serve"].pid

    register.server.stop("fast")
    refused = await at_once(register, asked)
    async with PlainHttp(register.port) as http:
        alive = await http.get("/healthz", {})
        ready = await http.get("/readyz", {})
        register.server.start()
        done = await at_once(register, asked)
        ready_again = await http.get("/readyz", {})

    assert outcomes(refused) == {(503, "register-unavailable"): 2}
    assert all(int(one.headers["retry-after"]) > 0 for one in refused)
    assert (alive.status, ready.status, ready_again.status) == (200, 503, 200)
    assert [one.status for one in done] == [201, 200]
    assert (register.roles["serve"].pid, register.roles["serve"].has_ended()) == (pid, False)
    assert versions_of(register, [citizen, known]) == {1: 1, 2: 1}


async def test_when_the_queue_is_full_the_rest_is_told_to_come_back() -> None:
    with running_register(QUICK, (), {"CANCUOC_QUEUE": "8"}) as register:
        register.start("serve")
        await captured(register, 1)
        citizens = [minted() for _ in range(60)]
        asked = [
            Request("area-officer", "/v1/citizens", journeys.declaration(one), key=str(uuid4()))
            for one in citizens
        ]
        with no_event_can_be_written(register.server):
            asking = asyncio.create_task(at_once(register, asked))
            await asyncio.sleep(1.5)
        answers = await asking
        refused = [one for one, answer in zip(asked, answers, strict=True) if answer.status == 503]
        again = [await at_once(register, refused[n : n + 4]) for n in range(0, len(refused), 4)]

        assert set(outcomes(answers)) == {(201, ""), (503, "register-busy")}
        assert {one.headers["retry-after"] for one in answers if one.status == 503} == {"1"}
        assert {one.status for some in again for one in some} == {201}
        assert versions_of(register, citizens) == {1: 60}


@pytest.mark.parametrize("when", ["answered", "at-work"])
async def test_a_commit_whose_answer_was_lost_is_done_once_and_answered(when: When) -> None:
    with running_register(QUICK, ()) as register:
        app_dsn = register.server.dsn("cancuoc", user="cancuoc_app")
        async with CuttingProxy(app_dsn) as proxy:
            await asyncio.to_thread(register.start, "serve", CANCUOC_DSN=proxy.dsn(app_dsn))
            await captured(register, 2)

            proxy.arm(when)
            citizens, keys = [minted() for _ in range(3)], [str(uuid4()) for _ in range(3)]
            answers = await at_once(
                register,
                [
                    Request("area-officer", "/v1/citizens", journeys.declaration(one), key=key)
                    for one, key in zip(citizens, keys, strict=True)
                ],
            )

            assert proxy.cuts == 1
            assert [one.status for one in answers] == [201] * 3
            assert versions_of(register, citizens) == {1: 3}
            assert receipts_of(register, keys) == 3
            register.roles["serve"].stop()


async def test_a_commit_still_under_way_when_it_is_sent_again_is_done_once() -> None:
    with running_register(QUICK, ()) as register:
        app_dsn = register.server.dsn("cancuoc", user="cancuoc_app")
        async with CuttingProxy(app_dsn) as proxy:
            await asyncio.to_thread(register.start, "serve", CANCUOC_DSN=proxy.dsn(app_dsn))
            await captured(register, 2)

            proxy.arm("at-work")
            citizen, key = minted(), str(uuid4())
            opening = Request(
                "area-officer", "/v1/citizens", journeys.declaration(citizen), key=key
            )
            with no_event_can_be_written(register.server):
                asking = asyncio.create_task(at_once(register, [opening]))
                await asyncio.sleep(1)
                assert proxy.cuts == 1
            (answer,) = await asking

            assert (answer.status, answer.headers["etag"]) == (201, '"1"')
            assert versions_of(register, [citizen]) == {1: 1}
            assert receipts_of(register, [key]) == 1
            register.roles["serve"].stop()
