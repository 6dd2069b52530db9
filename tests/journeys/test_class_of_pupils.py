"""Journey J3 (domain §6), its offline part: a class of pupils whose packets come late."""

from collections import Counter
from typing import Any

import pytest

from late_pupils import SchoolClass, school_class, sent_late
from record import Record, wait_until
from service import Service
from workshop import Workshop

SCHOOL_DAYS = {"2021-03-05", "2021-03-08", "2021-03-09"}
TODAY = "2021-03-10"


@pytest.fixture(scope="module")
def figures_before(office: Service) -> dict[str, Counter[str]]:
    wait_until(lambda: figures_are_fresh(office))
    return {basis: figures(office, basis) for basis in ("occurred", "recorded")}


def figures_are_fresh(office: Service) -> bool:
    """Whether what other tests recorded is counted already."""
    events = office.count("SELECT count(*) FROM events")
    found = office.get("/v1/progress?unit=001", "capture-officer").json()["freshness"]
    return int(found["position"]) + 1 >= events


@pytest.fixture(scope="module")
def school(workshop: Workshop, figures_before: dict[str, Counter[str]]) -> SchoolClass:
    return school_class(workshop)


@pytest.fixture(scope="module")
def told(school: SchoolClass) -> list[dict[str, Any]]:
    """Every verdict that the station got, packets sent twice among them."""
    return sent_late(school)


def figures(office: Service, basis: str) -> Counter[str]:
    """Captures for a card in the district, day by day."""
    asked = f"unit=001&from=2021-03-01&to=2021-03-31&basis={basis}&by=day&counter=card.captured"
    answer = office.get(f"/v1/progress?{asked}", "capture-officer")
    assert answer.status_code == 200, answer.text
    return Counter({cell["day"]: cell["count"] for cell in answer.json()["cells"]})


def test_every_packet_has_its_verdict_and_two_came_twice(
    school: SchoolClass, told: list[dict[str, Any]]
) -> None:
    verdicts = {one["packet_id"]: one["verdict"] for one in told}

    assert Counter(verdicts.values()) == {"accepted": 29, "quarantined": 1}
    assert len(told) == 32
    assert sum(one["already_received"] for one in told) == 2
    assert verdicts[school.late.packet.id] == "accepted"


def test_the_pupil_who_turns_14_next_week_gets_no_application(
    school: SchoolClass, told: list[dict[str, Any]]
) -> None:
    [young] = [one for one in told if one["packet_id"] == school.too_young.packet.id]
    path = f"/v1/card-applications/{school.too_young.application}"

    assert young["detail"] == "the citizen is 13: a card is issued from 14"
    assert school.station.service.get(path, "auditor").status_code == 404


def test_each_accepted_pupil_has_one_application_and_pays_nothing(
    school: SchoolClass, told: list[dict[str, Any]]
) -> None:
    assert told
    for one in school.accepted:
        record = Record(school.station.service, "card-applications", one.application)
        assert record.topics() == ["opened", "captured"]
        assert record.read().shown["fee_due"] == 0
        assert record.shown["citizen_id"] == one.citizen


def test_the_day_of_the_capture_and_the_day_of_the_record_are_counted_apart(
    office: Service, figures_before: dict[str, Counter[str]], told: list[dict[str, Any]]
) -> None:
    assert told

    def grown(basis: str) -> Counter[str]:
        return figures(office, basis) - figures_before[basis]

    wait_until(lambda: grown("occurred").total() == 29, lambda: grown("occurred"))
    assert set(grown("occurred")) == SCHOOL_DAYS
    assert grown("occurred")["2021-03-05"] == 1
    assert set(grown("recorded")) == {TODAY}
    assert grown("recorded").total() == 29
