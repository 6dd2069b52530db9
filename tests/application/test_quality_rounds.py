"""The data-check service: one case for each failing check, whatever happens between its steps."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from citizen_case import Case, home, paper
from database import Store
from domain.derived_ids import quality_case_id
from quality_at_work import QualityAtWork
from store_at_work import StoreAtWork, store_at_work


@pytest.fixture
def work(store: Store, tmp_path: Path) -> Iterator[StoreAtWork]:
    with store_at_work(store, tmp_path) as opened:
        yield opened


@pytest.fixture
def checks(work: StoreAtWork) -> QualityAtWork:
    return QualityAtWork(work)


def person(work: StoreAtWork, **declared: Any) -> Case:
    return Case(work.service, **declared).captured()  # type: ignore[arg-type]


def case_of(check: str, one: Case, other: Case | None = None) -> UUID:
    return quality_case_id(UUID(one.id), check, UUID(other.id) if other else None)


def acted(work: StoreAtWork, case: UUID, verb: str, officer: str, **body: Any) -> None:
    """A command on a case, on the version that it has."""
    version = work.ask("SELECT count(*) FROM events WHERE originator_id = %s", case)[0][0]
    answer = work.service.post(
        f"/v1/data-quality-cases/{case}/{verb}", body, officer, if_match=version
    )
    assert answer.status_code == 200, answer.text


def dismissed(work: StoreAtWork, case: UUID) -> None:
    acted(work, case, "dismiss-case", "province-checker", reason="no-document-exists")


def test_a_failing_check_opens_one_case(work: StoreAtWork, checks: QualityAtWork) -> None:
    elder = person(work, birth="1950", pin_declared=...)

    checks.look()
    before = checks.events()
    checks.look()

    assert checks.cases()[case_of("DQ-14", elder)][0] == "detected"
    assert "DQ-16" in checks.found(UUID(elder.id)), "a statistic"
    assert case_of("DQ-16", elder) not in checks.cases()
    assert checks.events() == before


def test_begun_again_from_the_first_event_nothing_is_asked_twice(
    work: StoreAtWork, checks: QualityAtWork
) -> None:
    person(work, birth="1950")
    person(work, birth="1951", residences=[])
    checks.look()
    before = checks.events()

    work.ask("DELETE FROM quality_rounds")
    checks.look()

    assert checks.events() == before


def test_killed_between_the_act_and_its_note_it_acts_once(
    work: StoreAtWork, checks: QualityAtWork
) -> None:
    person(work, birth="1950", residences=[])
    checks.project()

    living = checks.places

    class Dying:
        async def read(self, name: str) -> Any:
            return await living.read(name)

        async def keep(self, *_: Any) -> None:
            raise SystemError

    checks.places = Dying()
    with pytest.raises(SystemError):
        checks.go_round()
    before = checks.events()
    checks.places = living
    checks.look()

    assert len(checks.cases()) == 2
    assert checks.events() == before


def test_a_legal_birth_date_is_asked_for_once(work: StoreAtWork, checks: QualityAtWork) -> None:
    elder = person(work, birth="1950")
    checks.look()
    dismissed(work, case_of("DQ-14", elder))
    checks.look()

    elder.step("verify-citizen", "commune-chief", against=["household-book"])
    checks.look()

    assert checks.cases()[case_of("DQ-14", elder)][-1] == "dismissed"


def test_dismissed_it_comes_back_with_other_facts_only(
    work: StoreAtWork, checks: QualityAtWork
) -> None:
    homeless = person(work, residences=[])
    checks.look()
    case = case_of("DQ-15", homeless)
    dismissed(work, case)
    homeless.step("verify-citizen", "commune-chief", against=["household-book"])
    checks.look()
    assert checks.cases()[case][-1] == "dismissed"

    homeless.step("approve-citizen", "register-approver")
    notified = {"channel": "paper", "notified_on": "2021-03-10", "notice": paper()}
    homeless.step("notify-pin", "area-officer", **notified)
    past = home(to="2011-01-01")
    homeless.step("record-residence", "area-officer", **{
        name: past[name] for name in ("kind", "from", "to", "place")})  # fmt: skip
    checks.look()

    assert checks.cases()[case][-1] == "reopened"


def test_the_day_brings_up_what_nobody_changed(work: StoreAtWork, checks: QualityAtWork) -> None:
    leaving = person(work, residences=[home(to="2021-03-31")])
    checks.look()
    assert case_of("DQ-15", leaving) not in checks.cases()

    work.hours.at += timedelta(days=30)
    checks.look()

    assert checks.cases()[case_of("DQ-15", leaving)][0] == "detected"


def test_two_entries_of_one_person_are_one_case(work: StoreAtWork, checks: QualityAtWork) -> None:
    one, two = person(work), person(work)
    checks.look()

    first, second = sorted((one, two), key=lambda each: each.id)
    assert case_of("DQ-07", first, second) in checks.cases()
    assert case_of("DQ-07", second, first) not in checks.cases()
