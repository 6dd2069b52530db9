"""Figures of quality and double entries over HTTP: who sees what, and how it is explained."""

from typing import Any
from uuid import uuid4

import pytest

from citizen_case import DONG_VAN, Case
from service import Service
from waiting import eventually

FIGURES = "/v1/quality"
SHOWN_FROM = 10
"""Entries: the smallest group that is told of (R44)."""


def figures(register: Service, query: str = "", officer: str = "director") -> dict[str, Any]:
    answer = register.get(f"{FIGURES}{query}", officer)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rare(beginning: str) -> str:
    return beginning + uuid4().hex.translate(str.maketrans("0123456789", "qwertyuiop"))[:10]


def doubles(register: Service, case: Case, officer: str = "data-officer") -> list[dict[str, Any]]:
    answer = register.get(f"{FIGURES}/duplicates?citizen={case.id}", officer)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_figures_of_the_country_name_the_four_and_every_check(register: Service) -> None:
    for _ in range(SHOWN_FROM):
        Case(register).captured()

    def seen() -> dict[str, Any]:
        found = figures(register)
        return found if found["lines"] and found["lines"][0]["people"] else {}

    found = eventually(seen)
    checks = {one["id"]: one for one in found["checks"]}

    assert found["labels"]["live"] == {"vi": "sống", "en": "live"}
    assert list(checks) == [f"DQ-{n:02d}" for n in range(1, 37)]
    assert found["labels"].keys() >= checks.keys()
    assert checks["DQ-12"]["source"] == "not-evaluated"
    assert checks["DQ-07"]["source"] == "cases"
    assert checks["DQ-17"]["source"] == "not-counted"
    assert found["freshness"]["position"] >= 0


def test_a_statistic_of_entries_is_counted(register: Service) -> None:
    """It opens no case, so that its count is all that there is of it."""
    for _ in range(SHOWN_FROM):
        Case(register, relations=[]).captured()

    def failing() -> int:
        found = {one["id"]: one for one in figures(register)["checks"]}
        assert found["DQ-16"]["source"] in {"entries", "not-evaluated"}
        return found["DQ-16"]["failing"] or 0

    assert eventually(failing) >= SHOWN_FROM


def test_a_small_unit_is_not_told_of(register: Service) -> None:
    Case(register).captured()
    eventually(lambda: figures(register)["lines"])
    answer = register.get(f"{FIGURES}?unit={DONG_VAN}", "director")

    assert all(line["people"] is None for line in answer.json()["lines"])


def test_days_of_a_period_follow_each_other(register: Service) -> None:
    Case(register).captured()
    eventually(lambda: figures(register)["lines"])
    found = figures(register, "?from=2021-03-08&to=2021-03-10&by=day")

    assert [line["day"] for line in found["lines"]] == ["2021-03-08", "2021-03-09", "2021-03-10"]
    people = [line["people"] or 0 for line in found["lines"]]
    assert people == sorted(people)


def test_a_double_is_found_and_each_field_explained(register: Service) -> None:
    name = rare("Đôi")
    one, two = (Case(register, given=name).captured() for _ in range(2))
    ((item),) = eventually(lambda: doubles(register, one))
    fields = {field["field"]: field for field in item["fields"]}

    assert item["citizen_id"] == two.id
    assert item["opens_case"]
    assert fields["given"]["outcome"] == "agree"
    assert fields["surname"]["weight"] < fields["given"]["weight"]
    assert "same-person" in item["by"]
    assert item["score"] == pytest.approx(sum(one["weight"] for one in fields.values()), abs=0.1)


def test_doubles_are_shown_to_whom_the_entry_is_open(register: Service) -> None:
    case = Case(register, given=rare("Kín")).captured()
    path = f"{FIGURES}/duplicates?citizen={case.id}"

    outside = register.get(path, "data-officer", unit="026")
    clerk = register.get(path, "reception-officer")

    assert (outside.status_code, clerk.status_code) == (403, 403)
