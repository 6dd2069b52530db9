"""The life of a number over HTTP: formed, carried over, cancelled, ended, restored (domain §3)."""

from functools import partial
from typing import Any
from uuid import uuid4

from citizen_case import Case, notice, paper
from service import Service
from waiting import eventually

DAY = {"from": "2021-03-09"}


def test_a_declared_number_is_carried_over(register: Service) -> None:
    serial = f"{uuid4().int % 1_000_000:06}"
    case = Case(register, pin_declared=f"001190{serial}").approved()

    assert case.shown["pin"] == f"001190{serial}"
    assert case.shown["pins"][0]["origin"] == "carried-over"


def test_a_number_belongs_to_one_citizen_for_ever(register: Service) -> None:
    serial = f"{uuid4().int % 1_000_000:06}"
    Case(register, pin_declared=f"001190{serial}").approved()
    second = Case(register, pin_declared=f"001190{serial}").verified()

    assert second.refused("approve-citizen", "register-approver") == (409, "pin-taken")


def test_a_sex_re_determined_gets_a_new_number_and_the_old_one_still_finds(
    register: Service,
) -> None:
    case = Case(register).active()
    former, request = case.shown["pin"], str(uuid4())
    amendment = case.amendment("sex", "male")
    decision = {"amendment_id": amendment, "effective_from": "2021-03-09"}
    assert case.refused("approve-amendment", "commune-chief", **decision) == (
        422,
        "amendment-contradicts-pin",
    )
    case.step(
        "request-pin-cancellation",
        "commune-chief",
        request_id=request,
        ground="sex-re-determined",
        proof=[paper()],
    )

    case.step("reestablish-pin", "director", request_id=request, notice=paper(), **decision)
    case.step("notify-pin", "area-officer", **notice())

    assert case.shown["entry"]["sex"] == "male"
    assert case.shown["pin"][3:6] == "090"
    assert [pin["number"] for pin in case.shown["pins"]] == [former, case.shown["pin"]]
    for number in (former, case.shown["pin"]):
        assert eventually(partial(found, register, f"pin={number}")) == [case.id]


def test_a_cancelled_number_is_followed_by_another_after_a_new_approval(register: Service) -> None:
    case = Case(register).active()
    former, request = case.shown["pin"], str(uuid4())
    proof: dict[str, Any] = {
        "request_id": request,
        "ground": "sex-re-determined",
        "proof": [paper()],
    }
    case.step("request-pin-cancellation", "commune-chief", **proof)

    case.step("cancel-pin", "director", request_id=request, notice=paper(), **DAY)
    assert (case.shown["status"], case.shown["pin"]) == ("verified", None)
    case.step("approve-citizen", "register-approver")

    assert case.shown["pin"] not in (None, former)
    assert case.shown["pins"][0]["end_reason"] == "sex-re-determined"
    assert case.shown["pins"][1]["origin"] == "re-established"


def test_death_ends_the_number_and_a_court_restores_the_living(register: Service) -> None:
    case = Case(register).active()
    number = case.shown["pin"]

    case.step("record-death", "civil-registrar", died="2021-03-01", document=paper())
    assert (case.shown["standing"], case.shown["pin"]) == ("dead", None)
    assert case.shown["pins"][0]["end_reason"] == "death"
    case.step("restore-standing", "data-officer-2", decision=paper(), **DAY)

    assert (case.shown["standing"], case.shown["pin"]) == ("living", number)


def test_nationality_is_lost_and_regained(register: Service) -> None:
    case = Case(register).active()
    number, officer = case.shown["pin"], "data-quality-officer"

    case.step("record-nationality-lost", officer, ground="renounced", decision=paper(), **DAY)
    assert (case.shown["standing"], case.shown["pin"]) == ("nationality-lost", None)
    case.step("record-nationality-regained", officer, decision=paper(), **{"from": "2021-03-10"})

    assert (case.shown["standing"], case.shown["pin"]) == ("living", number)


def found(register: Service, query: str) -> list[str]:
    answer = register.get(f"/v1/search/citizens?{query}")
    assert answer.status_code == 200, answer.text
    return [row["citizen_id"] for row in answer.json()["items"]]
