"""Two hundred at once for the same thing: exactly one gets it, each of the others its answer."""

import random
from collections.abc import Iterator
from uuid import uuid4

import pytest
from tests.faults import journeys
from tests.faults.crowd import (
    Request,
    at_once,
    captured,
    command_path,
    outcomes,
    receipts_of,
    scalar,
    verified,
    versions_of,
)
from tests.faults.running_register import RunningRegister, running_register

from database import QUICK
from minting import minted

CROWD = 200
LOSERS = CROWD - 1
LETTERS = "bcdghklmnpqrstvx"

pytestmark = [pytest.mark.fault, pytest.mark.slow]


@pytest.fixture(scope="module", params=[1, 2], ids=["1 worker", "2 workers"])
def register(request: pytest.FixtureRequest) -> Iterator[RunningRegister]:
    told = {"CANCUOC_WORKERS": str(request.param)}
    with running_register(QUICK, environment=told) as register:
        yield register


def distinct_names(count: int) -> list[str]:
    chance = random.Random(count)
    names: set[str] = set()
    while len(names) < count:
        names.add("".join(chance.choices(LETTERS, k=8)).capitalize())
    return sorted(names)


def approval(citizen: str) -> Request:
    return Request("register-approver", command_path(citizen, "approve-citizen"), {}, 2)


def renaming(citizen: str, name: str, key: str = "") -> Request:
    changes = [{"field": "given", "after": name, "source": "keying"}]
    path = command_path(citizen, "correct-capture")
    return Request("area-officer", path, {"changes": changes}, 1, key)


async def test_a_number_that_two_hundred_declared_belongs_to_one(
    register: RunningRegister,
) -> None:
    citizens = await verified(register, CROWD, pin_declared="003190123456")
    before = scalar(register, "SELECT count(*) FROM claims WHERE kind = 'pin'")

    answers = await at_once(register, [approval(one) for one in citizens])

    assert outcomes(answers) == {(200, ""): 1, (409, "pin-taken"): LOSERS}
    assert versions_of(register, citizens) == {4: 1, 2: LOSERS}
    assert scalar(register, "SELECT count(*) FROM claims WHERE kind = 'pin'") == before + 1
    losers = [one for one, answer in zip(citizens, answers, strict=True) if answer.status == 409]
    (again,) = await at_once(register, [approval(losers[0])])
    assert (again.status, again.code) == (409, "pin-taken")


async def test_two_hundred_numbers_drawn_at_once_are_two_hundred_numbers(
    register: RunningRegister,
) -> None:
    citizens = await verified(register, CROWD)

    answers = await at_once(register, [approval(one) for one in citizens])

    assert outcomes(answers) == {(200, ""): CROWD}
    assert len({one.body["pin"] for one in answers}) == CROWD


async def test_of_two_hundred_who_read_the_same_version_one_may_write(
    register: RunningRegister,
) -> None:
    (citizen,) = await captured(register, 1)

    names = distinct_names(CROWD)
    answers = await at_once(register, [renaming(citizen, name) for name in names])

    assert outcomes(answers) == {(200, ""): 1, (412, "citizen-changed"): LOSERS}
    assert {one.body["current_version"] for one in answers if one.status == 412} == {2}
    assert versions_of(register, [citizen]) == {2: 1}
    ((name, winner),) = (
        (name, one) for name, one in zip(names, answers, strict=True) if one.status == 200
    )
    assert winner.body["entry"]["given"] == name


async def test_a_request_sent_two_hundred_times_is_done_once_and_answered_alike(
    register: RunningRegister,
) -> None:
    citizen, key = minted(), str(uuid4())
    opening = Request("area-officer", "/v1/citizens", journeys.declaration(citizen), key=key)

    opened = await at_once(register, [opening] * CROWD)
    verifying = Request(
        "commune-chief",
        command_path(citizen, "verify-citizen"),
        journeys.VERIFICATION,
        version=1,
        key=str(uuid4()),
    )
    answered = await at_once(register, [verifying] * CROWD)

    assert {(one.status, one.raw, one.headers["etag"]) for one in opened} == {
        (201, opened[0].raw, '"1"')
    }
    assert {(one.status, one.raw, one.headers["etag"]) for one in answered} == {
        (200, answered[0].raw, '"2"')
    }
    assert versions_of(register, [citizen]) == {2: 1}
    assert receipts_of(register, [key, verifying.key]) == 2


async def test_a_key_used_for_two_hundred_requests_carries_one(register: RunningRegister) -> None:
    key, citizens = str(uuid4()), [minted() for _ in range(CROWD)]

    answers = await at_once(
        register,
        [
            Request("area-officer", "/v1/citizens", journeys.declaration(one), key=key)
            for one in citizens
        ],
    )

    assert outcomes(answers) == {(201, ""): 1, (422, "idempotency-key-reused"): LOSERS}
    assert versions_of(register, citizens) == {1: 1}
    assert receipts_of(register, [key]) == 1


async def test_a_key_used_for_two_hundred_changes_of_one_entry_carries_one(
    register: RunningRegister,
) -> None:
    (citizen,) = await captured(register, 1)
    key = str(uuid4())

    answers = await at_once(
        register, [renaming(citizen, name, key) for name in distinct_names(CROWD)]
    )

    assert outcomes(answers) == {(200, ""): 1, (422, "idempotency-key-reused"): LOSERS}
    assert versions_of(register, [citizen]) == {2: 1}


async def test_an_entry_is_opened_once(register: RunningRegister) -> None:
    citizen = minted()

    answers = await at_once(
        register,
        [
            Request("area-officer", "/v1/citizens", journeys.declaration(citizen))
            for _ in range(CROWD)
        ],
    )

    assert outcomes(answers) == {(201, ""): 1, (409, "citizen-exists"): LOSERS}
    assert versions_of(register, [citizen]) == {1: 1}


async def test_a_packet_opens_one_entry(register: RunningRegister) -> None:
    citizens, packet = [minted() for _ in range(CROWD)], str(uuid4())

    answers = await at_once(
        register,
        [
            Request("area-officer", "/v1/citizens", journeys.declaration(one, packet_id=packet))
            for one in citizens
        ],
    )

    assert outcomes(answers) == {(201, ""): 1, (409, "citizen-packet-taken"): LOSERS}
    assert versions_of(register, citizens) == {1: 1}


def test_after_all_races_the_views_are_whole(register: RunningRegister) -> None:
    head = register.await_quiet()

    assert head + 1 == scalar(register, "SELECT count(*) FROM events")
