"""Machines answer late, twice, out of order or for another job: one effect, and nothing is lost."""

import itertools
import time
from uuid import uuid4

import pytest
from tests.adapters.http.hostile_row import World
from tests.adapters.http.job_counter import QUEUE, answered, code_of, leased
from tests.adapters.http.quiet_case import QuietCase
from tests.adapters.http.stored_rows import stored

from application_case import captured
from service import Service

FIRST, SECOND = str(uuid4()), str(uuid4())
ORDERS = list(itertools.permutations(("register", "quality", "duplicates")))


@pytest.fixture
def taken_in(world: World) -> QuietCase:
    return QuietCase(world["workshop"]).taken_in()


def test_an_answer_twice_is_one_effect(register: Service, taken_in: QuietCase) -> None:
    job = leased(register, taken_in, FIRST)
    first = answered(register, job)
    assert first.status_code == 200, first.text
    before = stored(register)

    again = answered(register, job)

    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert again.json() == first.json()
    assert stored(register) == before


def test_another_answer_under_the_same_key_is_refused(
    register: Service, taken_in: QuietCase
) -> None:
    job = leased(register, taken_in, FIRST)
    assert answered(register, job).status_code == 200
    before = stored(register)

    other = answered(register, job, scores=[10] * 10, accepted=False, reason="low")

    assert code_of(other) == (422, "idempotency-key-reused")
    assert stored(register) == before


def test_when_a_lease_has_ended_two_answers_are_still_one_effect(
    register: Service, taken_in: QuietCase
) -> None:
    late = leased(register, taken_in, FIRST, seconds=1)
    time.sleep(1.1)
    second = leased(register, taken_in, SECOND)
    assert second["idempotency_key"] == late["idempotency_key"]
    assert answered(register, second).status_code == 200
    before = stored(register)

    assert answered(register, late).headers["idempotency-replayed"] == "true"
    gone = register.post(f"/v1/jobs/{QUEUE}/{late['job_id']}/renew", {"station_id": FIRST}, QUEUE)

    assert code_of(gone) == (409, "job-not-leased")
    assert stored(register) == before


def test_the_same_answer_of_another_account_changes_nothing(
    register: Service, taken_in: QuietCase
) -> None:
    job = leased(register, taken_in, FIRST)
    assert answered(register, job).status_code == 200
    before = stored(register)

    again = answered(register, job, "matcher", (QUEUE,))

    assert again.status_code == 200, again.text
    assert stored(register)["events"] == before["events"]
    assert stored(register)["claims"] == before["claims"]


def test_an_answer_for_a_former_capture_counts_for_nothing(
    register: Service, taken_in: QuietCase, world: World
) -> None:
    job = leased(register, taken_in, FIRST)
    taken_in.step("return-application", "intake-approver", reasons=["portrait-blurred"])
    again = QuietCase(world["workshop"], taken_in.citizen)
    again.application = taken_in.application
    _recaptured(again)
    before = stored(register)

    stale = answered(register, job)
    former = answered(register, job | {"version": again.application.version})

    assert code_of(stale) == (412, "card-application-changed")
    assert code_of(former) == (422, "result-for-other-capture")
    assert stored(register) == before


def _recaptured(case: QuietCase) -> None:
    body = captured(case.workshop)
    case.step("recapture", "capture-officer", because="portrait-blurred", **body)
    case.step("approve-intake", "intake-approver")


@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
def test_the_three_checks_come_in_any_order(order: tuple[str, ...], world: World) -> None:
    case = QuietCase(world["workshop"]).taken_in()
    steps = {
        "register": case.register_check,
        "quality": case.quality_check,
        "duplicates": case.duplicate_search,
    }
    for check in order:
        steps[check]()

    assert case.application.status == "verified"
    assert case.application.topics().count("verified") == 1


def test_a_card_confirmed_after_its_outcome_is_in_doubt_waits_for_people(
    register: Service, world: World
) -> None:
    case = QuietCase(world["workshop"]).approved().printing()
    job = case.application.shown["job_id"]
    case.step("report-outcome-unknown", "print-gateway", job_id=job, cause="line")
    before = stored(register)

    late = {"job_id": job, "readback_sha256": "a" * 64, "chip_serial": uuid4().hex}
    refused = case.application.refused(
        "confirm-personalisation", "print-gateway", document_signer="ds-01", **late
    )

    assert refused == (409, "card-application-is")
    assert stored(register) == before
    assert case.application.read().status == "outcome-unknown"


def test_a_card_confirmed_for_a_job_that_spoiled_its_blank_is_refused(
    register: Service, world: World
) -> None:
    case = QuietCase(world["workshop"]).approved().printing()
    former = case.application.shown["job_id"]
    body = {"job_id": former, "fault": "machine", "cause": "jam"}
    case.step("report-spoiled", "print-operator", **body).printing()
    before = stored(register)

    late = {"job_id": former, "readback_sha256": "a" * 64, "chip_serial": uuid4().hex}
    refused = case.application.refused(
        "confirm-personalisation", "print-gateway", document_signer="ds-01", **late
    )

    assert refused == (422, "job-not-in-progress")
    assert stored(register) == before
