"""The law changes while the register runs: two officers make a rule, the next decision feels it."""

from datetime import date, timedelta
from typing import Any

from citizen_case import Case, paper
from instrument_case import Instrument
from service import Service
from waiting import eventually

HOUSE = "house.citizen.discrepancy-open"


def law_version(register: Service) -> int:
    return int(register.get("/v1/rules").json()["policy_version"])


def due_day(register: Service) -> tuple[date, int]:
    """When a discrepancy raised now is due, and the policy version its event carries."""
    case = Case(register).captured()
    body: dict[str, Any] = {
        "discrepancy_id": paper()["id"],
        "field": "birth",
        "sources": ["a-book", "a-person"],
    }
    shown = case.step("raise-discrepancy", "area-officer", **body, values=["1990", "1991"])
    last = register.get(f"{case.path}/events").json()["items"][-1]
    return date.fromisoformat(shown["discrepancies"][0]["due"]), last["policy_version"]


def test_a_rule_confirmed_by_a_second_officer_is_felt_by_the_next_command(
    register: Service,
) -> None:
    instrument = Instrument(register).issued()
    before = law_version(register)
    usual_due, usual_version = due_day(register)
    assert usual_version == before

    deadline: dict[str, Any] = {
        "amount": 3,
        "unit": "days",
        "owner": "collecting-unit",
        "escalates_to": "level-above",
    }
    shown = instrument.rule(HOUSE, deadline)
    assert [rule["key"] for rule in shown["confirmed"]] == [HOUSE]
    eventually(lambda: law_version(register) == before + 1)

    due, version = due_day(register)
    assert version == before + 1
    assert due == date(2021, 3, 10) + timedelta(days=3)
    assert due < usual_due


def test_the_law_as_known_before_a_confirmation_is_still_to_be_read(register: Service) -> None:
    instrument = Instrument(register).issued()
    before = law_version(register)
    instrument.rule("fee.factor", {"factor": "0.7"}, **{"from": "2021-03-06"})
    eventually(lambda: law_version(register) > before)
    timeline = register.get(f"/v1/legal-instruments/{instrument.id}/events").json()["items"]

    def factor(query: str) -> str:
        rules = register.get(f"/v1/rules?{query}").json()["items"]
        return str(
            next(rule for rule in rules if rule["key"] == "fee.factor")["parameters"]["factor"]
        )

    def known(instant: str) -> tuple[str, int]:
        shown = register.get(f"/v1/rules?known={instant}").json()
        return shown["known"], shown["policy_version"]

    listed, confirmed = timeline[0]["recorded_at"], timeline[-1]["recorded_at"]
    assert known(listed) == (listed, before)
    assert known(confirmed) == (confirmed, before + 1)
    assert known("2021-01-01T07:00:00%2B07:00")[0] == "2021-01-01T00:00:00.000000Z"
    assert factor("on=2021-03-10") == "0.7"
    assert factor("on=2021-03-05") != "0.7"
    assert factor(f"on=2021-03-10&known={listed}") != "0.7"


def test_an_instrument_goes_from_the_list_into_force(register: Service) -> None:
    instrument = Instrument(register).issued()

    shown = instrument.step("bring-into-force")

    assert (shown["status"], shown["from"]) == ("in-force", "2021-03-05")
    timeline = register.get(f"/v1/legal-instruments/{instrument.id}/events").json()["items"]
    assert [event["topic"].split(".")[1] for event in timeline] == [
        "listed",
        "issued",
        "brought-into-force",
    ]
    assert {event["sealed"] for event in timeline} == {None}
