"""Chance at the simulated machines is drawn from the job, so that a job always comes out alike."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from application.jobs import JOB_KINDS
from cancuoc.station.machines import SAME_PERSON_FROM, answer
from cancuoc.station.script import Script
from domain.values.identifiers import derive_id, uuid7

SOURCE = uuid7(1_614_564_000_000, bytes(10))


def job(kind: str, number: int = 1, **changes: Any) -> dict[str, Any]:
    application = derive_id(SOURCE, "application", str(number))
    usual = {
        "kind": kind,
        "job_id": str(derive_id(SOURCE, "job", kind, str(number))),
        "application_id": str(application),
        "idempotency_key": str(derive_id(SOURCE, "key", kind, str(number))),
        "citizen_id": str(derive_id(SOURCE, "citizen", str(number))),
        "capture_attempt": 1,
        "citizen_version": 4,
        "fingers": [{"position": 1, "quality": 80}],
        "print_attempt": 1,
    }
    return usual | changes


GALLERY = tuple((uuid4(), uuid4()) for _ in range(5))


@pytest.mark.parametrize("kind", sorted(JOB_KINDS))
def test_the_same_job_comes_out_the_same_way_at_every_station(kind: str) -> None:
    rates = dict.fromkeys(("spoiled", "questioned", "duplicates", "delivery_failed"), 0.5)
    for number in range(20):
        one = answer(job(kind, number), Script(**rates), GALLERY)
        assert one == answer(job(kind, number), Script(**rates), GALLERY)


def test_another_seed_is_other_chance() -> None:
    def spoiled(seed: int) -> list[bool]:
        script = Script(seed=seed, spoiled=0.5)
        return [script.happens("spoiled", job("personalisation", n)) for n in range(40)]

    assert spoiled(1) != spoiled(2)


def test_a_rate_is_the_share_of_jobs_that_meet_it() -> None:
    script = Script(spoiled=0.2)
    found = sum(script.happens("spoiled", job("personalisation", n)) for n in range(2000))
    assert 300 < found < 500


def test_what_is_told_of_an_application_happens_to_it_and_nothing_else_does() -> None:
    told = {UUID(job("personalisation")["application_id"]): frozenset({"spoiled"})}
    script = Script(spoiled=0.0, outcome_unknown=1.0, told=told)
    verb, _ = answer(job("personalisation"), script, ()) or ("", {})
    assert verb == "report-spoiled"
    again, _ = answer(job("personalisation", print_attempt=2), script, ()) or ("", {})
    assert again == "confirm-personalisation"


def test_a_machine_may_be_silent_about_one_kind_of_job_alone() -> None:
    told = {UUID(job("delivery")["application_id"]): frozenset({"silent delivery"})}
    script = Script(told=told)
    assert answer(job("delivery"), script, ()) is None
    assert answer(job("register-check"), script, ()) is not None


@pytest.mark.parametrize(("what", "is_same"), [("duplicates", True), ("false_candidates", False)])
def test_the_score_of_a_candidate_tells_whether_it_is_the_same_person(
    what: str, is_same: bool
) -> None:
    script = Script(**{"duplicates": 0.0, "false_candidates": 0.0, what: 1.0})
    _, body = answer(job("duplicate-search"), script, GALLERY) or ("", {})
    (candidate,) = body["candidates"]
    assert (UUID(candidate["citizen_id"]), UUID(candidate["application_id"])) in GALLERY
    assert (candidate["score"] >= SAME_PERSON_FROM) is is_same


def test_nobody_is_found_alike_in_an_empty_gallery_or_found_to_be_oneself() -> None:
    script = Script(duplicates=1.0)
    own = job("duplicate-search")
    oneself = ((UUID(own["citizen_id"]), UUID(own["application_id"])),)
    for gallery in ((), oneself):
        _, body = answer(own, script, gallery) or ("", {})
        assert body["candidates"] == []
