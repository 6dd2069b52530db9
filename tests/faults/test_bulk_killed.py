"""Whatever dies while a signed list is carried out: each item is done once, none is left out."""

import random
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from tests.faults.running_register import RunningRegister, running_register

from citizen_case import Case
from database import DURABLE, Store
from minting import minted
from record import wait_until
from service import Service
from signed_lists import SignedList, to_approve

SUMMER = "2021-06-10T09:00:00+07:00"
SEED = 20210610
SLOW = {"CANCUOC_BULK_RATE": "40"}

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def running() -> Iterator[RunningRegister]:
    roles = ("sequence", "project", "react", "serve")
    with running_register(DURABLE, roles, SLOW, programme_time=SUMMER) as register:
        yield register


@pytest.fixture(scope="module")
def service(running: RunningRegister) -> Iterator[Service]:
    store = Store(running.dsn, running.keys_dsn)
    service = Service(f"http://127.0.0.1:{running.port}", store, running.folder)
    yield service
    service.client.close()


def assert_each_was_approved_once(cases: list[Case], signed: SignedList) -> None:
    assert signed.verdicts() == [("accepted", None)] * len(cases)
    for case in cases:
        found = "SELECT count(*) FROM events WHERE originator_id = %s"
        assert signed.service.count(found, case.id) == 4
    numbers = "SELECT count(*) FROM claims WHERE kind = 'pin' AND owner = ANY(%s::uuid[])"
    assert signed.service.count(numbers, [case.id for case in cases]) == len(cases)


def test_a_runner_killed_at_any_moment_goes_on_where_it_stopped(
    running: RunningRegister, service: Service
) -> None:
    moments = random.Random(SEED)
    cases = [Case(service).verified() for _ in range(90)]
    signed = SignedList(service, "approve-citizens", to_approve(*cases)).handed_in()
    interrupted = 0
    while (done := _after_another_step(signed)) < len(cases):
        time.sleep(moments.uniform(0.0, 0.3))
        interrupted += done < len(cases)
        running.restart("react")

    assert interrupted > 0
    signed.done()
    assert_each_was_approved_once(cases, signed)


def _after_another_step(signed: SignedList) -> int:
    """How many items have their verdict once there is one more than now; however slow it goes."""
    before = signed.progress()["done"]
    total = signed.progress()["total"]
    wait_until(lambda: signed.progress()["done"] > min(before, total - 1), patience=60)
    return int(signed.progress()["done"])


def test_two_runners_on_one_list_change_nothing_that_one_would_not(
    running: RunningRegister, service: Service
) -> None:
    cases = [Case(service).verified() for _ in range(90)]
    first = running.roles["react"]
    running.start("react")
    try:
        with psycopg.connect(running.dsn, autocommit=True) as connection:
            _until_both_are_at_work(service, connection)
            signed = SignedList(service, "approve-citizens", to_approve(*cases)).handed_in()
            holders = _handed_to_and_fro(signed, connection)
            assert_each_was_approved_once(cases, signed)
    finally:
        first.kill9()
    assert len(holders) == 2


def _until_both_are_at_work(service: Service, connection: psycopg.Connection) -> None:
    """Small lists, until both have been seen to take one."""
    seen: set[Any] = set()

    def both() -> bool:
        item = {"citizen_id": minted(), "version": 2}
        signed = SignedList(service, "approve-citizens", [item]).handed_in().done()
        seen.add(_holder(signed, connection))
        return len(seen) == 2

    wait_until(both, patience=60)


def _handed_to_and_fro(signed: SignedList, connection: psycopg.Connection) -> set[Any]:
    """Who had the list, which is taken from its runner again and again while it works."""
    holders = set()
    while signed.progress()["status"] != "done":
        holders.add(_holder(signed, connection))
        connection.execute("UPDATE bulk_acts SET held_until = now() WHERE id = %s", (signed.id,))
    return holders - {None}


def _holder(signed: SignedList, connection: psycopg.Connection) -> Any:
    row = connection.execute("SELECT held_by FROM bulk_acts WHERE id = %s", (signed.id,)).fetchone()
    return row and row[0]


def test_a_dry_run_that_was_killed_still_writes_nothing(
    running: RunningRegister, service: Service
) -> None:
    cases = [Case(service).verified() for _ in range(40)]
    signed = SignedList(service, "approve-citizens", to_approve(*cases), dry_run=True).handed_in()
    wait_until(lambda: signed.progress()["done"] > 0, patience=30)
    running.restart("react")

    assert signed.done().verdicts() == [("accepted", None)] * len(cases)
    written = "SELECT count(*) FROM events WHERE originator_id = ANY(%s::uuid[])"
    assert service.count(written, [case.id for case in cases]) == 2 * len(cases)


def test_what_was_stopped_gets_no_further_verdict(service: Service) -> None:
    items = [{"citizen_id": minted(), "version": 2} for _ in range(400)]
    signed = SignedList(service, "approve-citizens", items).handed_in()
    wait_until(lambda: signed.progress()["done"] > 0, patience=30)
    answer = service.post(f"{signed.path}/cancel", {}, "director")
    again = service.post(f"{signed.path}/cancel", {}, "register-approver")
    refused = service.post(f"{signed.path}/cancel", {}, "auditor")

    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert (again.status_code, refused.status_code) == (200, 403)
    # A chunk that was begun is brought to its end.
    time.sleep(2.0)
    done = signed.progress()["done"]
    time.sleep(2.0)
    progress = signed.progress()
    assert (progress["done"], progress["remaining_s"]) == (done, 0)
    assert 0 < done < len(items)
    assert len(signed.items("cancelled")) == len(items) - done
    assert signed.items("waiting") == []


def test_the_rest_of_a_list_is_told_beforehand(service: Service) -> None:
    items = [{"citizen_id": minted(), "version": 2} for _ in range(300)]
    signed = SignedList(service, "approve-citizens", items).handed_in()
    wait_until(lambda: signed.progress()["done"] > 60, patience=30)
    told = signed.progress()
    service.post(f"{signed.path}/cancel", {}, "director")

    assert told["status"] == "in-progress"
    assert 0 < told["remaining_s"] < 60
