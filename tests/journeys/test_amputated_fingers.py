"""J4: fingers that are not there are explained; a bandaged one is followed up on day 91 (§6)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.postgres.embedded import EmbeddedPostgres
from balances import assert_balanced
from card_case import CardCase
from database import Store
from domain.derived_ids import quality_case_id
from later import on
from own_checks import checks_about, looked, opened_by_itself, somebody
from quality_at_work import QualityAtWork
from quality_case import PLURAL, in_queue
from record import wait_until
from service import PROGRAMME_TIME, Service, own_store
from store_at_work import StoreAtWork, store_at_work
from workshop import Workshop

DAY_90 = datetime.fromisoformat("2021-06-08T09:00:00+07:00")
DAY_91 = DAY_90 + timedelta(days=1)
MISSING = {6: "amputated", 7: "amputated", 2: "bandaged"}
"""Left thumb and index, and the right index."""
_DAY = "SELECT count(*) FROM quality_rounds WHERE name = 'data-check' AND day = %s"


def finger(position: int, missing: str | None = None) -> dict[str, Any]:
    if missing:
        return {"position": position, "missing": missing, "tries": 3}
    return {"position": position, "quality": 80}


THERE = [finger(n) for n in range(1, 11) if n not in MISSING]
EXPLAINED = [*THERE, *(finger(n, why) for n, why in MISSING.items())]


@pytest.fixture
def work(store: Store, tmp_path: Path) -> Iterator[StoreAtWork]:
    with store_at_work(store, tmp_path) as opened:
        yield opened


def test_j4_fingers_that_are_not_there_are_explained_and_the_others_do(
    watchful_workshop: Workshop,
) -> None:
    explained_and_delivered(watchful_workshop)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_j4_the_bandaged_finger_is_asked_for_on_the_91st_day(
    cluster: EmbeddedPostgres, template: Store, tmp_path: Path
) -> None:
    """The register itself lives through the three months: nobody opens the case."""
    with own_store(cluster, tmp_path) as store:
        with on(PROGRAMME_TIME, store, cluster, tmp_path) as march:
            case = explained_and_delivered(Workshop(march))
        asked = quality_case_id(UUID(case.citizen.id), "DQ-20")
        with on(DAY_90, store, cluster, tmp_path) as before:
            day_gone_through(before, DAY_90)
            assert before.get(f"/v1/{PLURAL}/{asked}", "auditor").status_code == 404
        with on(DAY_91, store, cluster, tmp_path) as service:
            opened = opened_by_itself(service, "DQ-20", case.citizen)
            holder = (opened.shown["holder_unit"], opened.shown["holder_role"])
            assert (opened.status, holder) == ("assigned", ("001", "data-officer"))
            in_queue(service, opened, "data-officer", "data-officer", "assigned")
            day_gone_through(service, DAY_91)
            register = assert_balanced(service)
            assert checks_about(register, case.citizen) == {"DQ-20"}


def test_a_bandaged_finger_is_asked_for_and_an_amputated_one_never(work: StoreAtWork) -> None:
    checks = QualityAtWork(work)
    case = CardCase(Workshop(work.service))  # type: ignore[arg-type]
    case.captured(fingers=EXPLAINED)
    checks.project()
    citizen = UUID(case.citizen.id)
    asked = quality_case_id(citizen, "DQ-20")

    assert "DQ-19" not in checks.found(citizen)
    work.hours.at += timedelta(days=90)
    checks.look()
    assert asked not in checks.cases()
    work.hours.at += timedelta(days=1)
    checks.look()
    assert checks.cases()[asked][0] == "detected"


def explained_and_delivered(workshop: Workshop) -> CardCase:
    """J4 up to the hand-over. While the application is open DQ-19 is put to its ten positions."""
    case = CardCase(workshop, **somebody()).opened("conversion")
    unexplained = [*THERE, {"position": 6}, {"position": 7}, finger(2, "bandaged")]
    assert case.refused_capture(fingers=unexplained) == (422, "finger-unexplained")

    case.captured(fingers=EXPLAINED)
    looked(workshop.service)
    case.settled().step("approve-intake", "intake-approver").checked()
    case.approved().printed_by_machine().sent().delivered(score=640)

    accepted = case.event("quality-accepted")
    assert len(accepted["scores"]) == len(THERE) == 7
    handed = case.delivery()
    assert (handed["holder_verified"], handed["score"]) == (True, 640)
    assert (case.application.status, case.card.status) == ("delivered", "active")
    looked(workshop.service)
    register = assert_balanced(workshop.service)
    assert checks_about(register, case.citizen) == set(), "DQ-19 passes, DQ-20 is not due yet"
    return case


def day_gone_through(service: Service, instant: datetime) -> None:
    """The checks have looked at everybody whom the days until this one bring up."""
    wait_until(lambda: service.count(_DAY, instant.date()) == 1)
