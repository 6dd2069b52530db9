"""What an officer had in hand goes back to its queue or to another one, by who heads the unit."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from adapters.identity.development_officers import OFFICER_BY_NAME
from citizen_case import DONG_VAN, Case
from record import wait_until
from service import Service

PATH = "/v1/work-queues/reassignments"
AN, HA = (str(OFFICER_BY_NAME[name].officer) for name in ("area-officer", "area-officer-2"))
QUEUE = "/v1/work-queues/area-officer"


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["type"]).rpartition("/")[2]


def in_hand(register: Service, count: int, officer: str = "area-officer") -> list[str]:
    """Entries whose number this officer has taken in hand to tell."""
    cases = [Case(register).approved() for _ in range(count)]
    for case in cases:
        body = {"stream": case.id, "stage": "approved"}
        wait_until(lambda b=body: register.post(f"{QUEUE}/claim", b, officer).status_code == 200)
    return [case.id for case in cases]


def held_by(register: Service, stream: str) -> str | None:
    statement = "SELECT count(*) FROM work_claims WHERE stream = %s AND officer = %s"
    return next((one for one in (AN, HA) if register.count(statement, stream, one)), None)


def reassign(
    register: Service, officer: str = "commune-chief", key: str | None = None,
    unit: str | None = None, **body: Any,
) -> httpx.Response:  # fmt: skip
    said = {"from_officer": AN, "reason": "nghỉ hưu", **body}
    wanted = {name: value for name, value in said.items() if value is not ...}
    return register.post(PATH, wanted, officer, key=key, unit=unit)


def moved(answer: httpx.Response) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {one["stream"] for one in answer.json()["moved"]}


def test_the_head_of_the_unit_gives_back_what_an_officer_had(register: Service) -> None:
    streams = in_hand(register, 2)
    answer = reassign(register)

    assert set(streams) <= moved(answer)
    assert [held_by(register, one) for one in streams] == [None, None]
    assert moved(reassign(register)) == set()


def test_the_work_goes_to_another_officer_with_its_time(register: Service) -> None:
    (stream,) = in_hand(register, 1)
    until = "SELECT extract(epoch FROM until)::bigint FROM work_claims WHERE stream = %s"
    before = register.count(until, stream)
    answer = reassign(register, to_officer=HA)

    assert stream in moved(answer)
    assert held_by(register, stream) == HA
    assert register.count(until, stream) == before
    mine = register.post(f"{QUEUE}/return", {"stream": stream, "stage": "approved"}, "area-officer")
    assert code_of(mine) == (409, "work-not-in-hand")
    body = {"stream": stream, "stage": "approved"}
    assert register.post(f"{QUEUE}/return", body, "area-officer-2").status_code == 204


def test_a_dry_run_tells_the_same_and_moves_nothing(register: Service) -> None:
    streams = in_hand(register, 2)
    orders = register.count("SELECT count(*) FROM work_reassignments")
    rehearsed = reassign(register, dry_run=True)

    assert [held_by(register, one) for one in streams] == [AN, AN]
    assert register.count("SELECT count(*) FROM work_reassignments") == orders
    assert moved(rehearsed) == moved(reassign(register))


def test_the_same_order_again_tells_what_was_moved(register: Service) -> None:
    key = str(uuid4())
    in_hand(register, 1)
    first = reassign(register, key=key)
    later = in_hand(register, 1)
    again = reassign(register, key=key)

    assert again.json() == first.json()
    assert held_by(register, later[0]) == AN
    assert code_of(reassign(register, key=key, reason="khác")) == (422, "idempotency-key-reused")
    other = reassign(register, "province-director", key=key)
    assert code_of(other) == (409, "reassignment-exists")
    reassign(register)


@pytest.mark.parametrize("officer", ["intake-approver", "province-director", "director"])
def test_the_head_of_a_unit_above_may_too(officer: str, register: Service) -> None:
    (stream,) = in_hand(register, 1)

    assert stream in moved(reassign(register, officer))


@pytest.mark.parametrize(
    "officer", ["area-officer", "data-officer", "auditor", "register-approver", "station"]
)
def test_nobody_else_moves_work(officer: str, register: Service) -> None:
    (stream,) = in_hand(register, 1)

    assert code_of(reassign(register, officer)) == (403, "reassignment-of-another-unit")
    assert held_by(register, stream) == AN
    reassign(register)


def test_the_head_of_another_unit_finds_nothing_to_move(register: Service) -> None:
    (stream,) = in_hand(register, 1)

    assert moved(reassign(register, unit=DONG_VAN)) == set()
    assert held_by(register, stream) == AN
    reassign(register)


@pytest.mark.parametrize(
    ("change", "status", "code", "pointer"),
    [
        ({"from_officer": ...}, 422, "field-missing", "/from_officer"),
        ({"from_officer": "1"}, 422, "field-not-uuid", "/from_officer"),
        ({"reason": ...}, 422, "field-missing", "/reason"),
        ({"reason": ""}, 422, "field-too-short", "/reason"),
        ({"reason": "a\x00"}, 422, "text-has-nul", "/reason"),
        ({"reason": "n" * 201}, 422, "field-too-long", "/reason"),
        ({"more": 1}, 422, "field-unknown", "/more"),
        ({"dry_run": 1}, 422, "field-type", "/dry_run"),
        ({"to_officer": "nobody"}, 422, "field-not-uuid", "/to_officer"),
        ({"to_officer": AN}, 422, "reassignment-to-the-same", None),
    ],
)
def test_no_other_order_is_taken(
    change: dict[str, Any], status: int, code: str, pointer: str | None, register: Service
) -> None:
    answer = reassign(register, **change)

    assert code_of(answer) == (status, code)
    assert [one["pointer"] for one in answer.json().get("errors", [])] == (
        [pointer] if pointer else []
    )


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"idempotency-key": "1"}, 400, "idempotency-key-malformed"),
        ({"authorization": "Bearer x"}, 401, "token-malformed"),
        ({"content-type": "text/plain"}, 415, "body-not-declared-json"),
    ],
)
def test_no_other_request_is_read(
    headers: dict[str, str], status: int, code: str, register: Service
) -> None:
    body = {"from_officer": AN, "reason": "nghỉ hưu"}

    assert code_of(register.post(PATH, body, "commune-chief", **headers)) == (status, code)


@pytest.mark.parametrize(
    ("language", "says"), [("en", "only who heads the unit"), ("vi", "chỉ người đứng đầu đơn vị")]
)
def test_the_refusal_is_told_in_both_languages(language: str, says: str, register: Service) -> None:
    body = {"from_officer": AN, "reason": "nghỉ hưu"}
    answer = register.post(PATH, body, "auditor", **{"accept-language": language})

    assert answer.json()["detail"].startswith(says)
