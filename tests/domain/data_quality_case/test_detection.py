"""A check that fails opens one case, which lies at once with whom the law names first."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen import givens as citizens
from tests.domain.data_quality_case.givens import (
    CHECK,
    CITIZEN,
    COMMUNE,
    DISTRICT,
    LATER,
    LINH,
    PAIR,
    PROVINCE,
    assigned,
    context,
    detection,
    living_at,
    seen,
)

from domain.citizen.person import Citizen
from domain.context import Other
from domain.data_quality_case import events as e
from domain.data_quality_case.decisions import decide
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken

TEN_WORKING_DAYS, THREE_WORKING_DAYS = date(2021, 6, 29), date(2021, 6, 18)


def holder_of(command: Any, citizen: Citizen, **changes: Any) -> tuple[str, str] | None:
    events = decide(None, command, context(CHECK, others=seen(citizen), **changes))
    return (events[1].to_unit, events[1].to_role) if len(events) > 1 else None


def test_a_case_says_what_failed_and_seals_what_was_seen() -> None:
    [event, _] = decide(None, detection(), context(CHECK))

    assert event == e.Detected(
        "DQ-14", "sufficient", "warning", CITIZEN, 2, e.DetectedSealed(None, ("birth 1950",))
    )


def test_what_a_commune_looks_at_first_lies_with_it_for_ten_working_days() -> None:
    [_, handed] = decide(None, detection(), context(CHECK))

    assert handed == e.Assigned(COMMUNE, "area-officer", TEN_WORKING_DAYS)


def test_what_a_district_looks_at_first_lies_with_it_for_three() -> None:
    command = detection(check="DQ-27", dimension="clean", severity="blocking")

    [_, handed] = decide(None, command, context(CHECK))

    assert handed == e.Assigned(DISTRICT, "data-officer", THREE_WORKING_DAYS)


@pytest.mark.parametrize("check", ["DQ-05", "DQ-08", "DQ-35"])
def test_what_the_centre_looks_at_first_waits_there(check: str) -> None:
    command = detection(check=check, dimension="clean", severity="blocking")

    assert holder_of(command, living_at(COMMUNE)) is None


def test_without_a_residence_the_unit_that_collected_the_entry_looks_first() -> None:
    assert holder_of(detection(), living_at(None)) == (COMMUNE, "area-officer")


def test_an_entry_collected_at_the_centre_has_nobody_nearer() -> None:
    assert holder_of(detection(), replace(living_at(None), collecting_unit="centre")) is None


def test_a_defect_of_an_application_lies_with_its_intake_unit() -> None:
    command = detection(check="DQ-34", dimension="accurate", intake_unit="002")

    assert holder_of(command, living_at(COMMUNE)) == ("002", "data-officer")
    assert holder_of(replace(command, intake_unit=None), living_at(COMMUNE)) == (
        COMMUNE,
        "area-officer",
    )


@pytest.mark.parametrize(
    ("check", "role"),
    [
        (("DQ-14", "sufficient", "warning"), "area-officer"),
        (("DQ-22", "accurate", "blocking"), "data-officer"),
    ],
)
def test_without_districts_their_officers_look_first_in_the_province(check: Any, role: str) -> None:
    command = detection(check=check[0], dimension=check[1], severity=check[2])

    now = {"now": LATER, "occurred_at": LATER}
    assert holder_of(command, living_at(COMMUNE), **now) == (PROVINCE, role)
    # Hà Giang (02) went to Tuyên Quang, whose code is 08.
    assert holder_of(command, living_at("00691"), **now) == ("08", role)


def test_a_province_that_collected_the_entry_itself_has_its_checker() -> None:
    here = replace(living_at(None), collecting_unit=PROVINCE)

    assert holder_of(detection(), here) == (PROVINCE, "province-checker")
    by_district = detection(check="DQ-27", dimension="clean", severity="blocking")
    assert holder_of(by_district, here) == (PROVINCE, "province-checker")


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"check": "DQ-37"}, "check-unknown", "/check"),
        ({"dimension": "clean"}, "dimension-not-of-check", "/dimension"),
        ({"severity": "blocking"}, "severity-not-of-check", "/severity"),
        ({"check": "DQ-16"}, "severity-not-of-check", "/severity"),
        ({"intake_unit": "999"}, "unit-unknown", "/intake_unit"),
        ({"citizen_version": 99}, "version-unknown", "/citizen_version"),
        ({"other_citizen_id": CITIZEN}, "pair-is-one-citizen", "/other_citizen_id"),
    ],
)
def test_a_case_agrees_with_the_table_of_checks_and_with_the_register(
    changes: dict[str, Any], code: str, pointer: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(None, detection(**changes), context(LINH))

    assert refused.value.code == code
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_a_number_shared_by_two_blocks_and_an_old_number_warns() -> None:
    shared = replace(PAIR, check="DQ-06")

    assert decide(None, shared, context(CHECK))
    assert decide(None, replace(shared, severity="blocking"), context(CHECK))


@pytest.mark.parametrize("missing", ["citizen", "other"])
def test_there_is_no_case_about_nobody(missing: str) -> None:
    others = {name: one for name, one in context(CHECK).others.items() if name != missing}

    with pytest.raises(RuleBroken, match=f"{missing}-unknown"):
        decide(None, PAIR, context(CHECK, others=others))


@pytest.mark.parametrize("gone", ["merged", "erased"])
def test_there_is_no_new_case_about_an_entry_that_ended(gone: str) -> None:
    ended = replace(citizens.active(), status=gone)

    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(None, PAIR, context(CHECK, others=seen(ended, citizens.active())))
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(None, PAIR, context(CHECK, others=seen(citizens.active(), ended)))


def test_an_entry_whose_key_is_gone_has_no_new_case() -> None:
    closed = replace(citizens.active(), entry=None)

    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(None, detection(), context(CHECK, others=seen(closed)))


def test_a_check_and_its_subjects_have_one_open_case() -> None:
    open_ = Other(UUID(int=9), 2, assigned())
    others = seen(living_at(COMMUNE), open_case=open_)

    with pytest.raises(AlreadyTaken, match="case-already-open") as refused:
        decide(None, detection(), context(CHECK, others=others))

    assert refused.value.params == {"id": UUID(int=9)}


def test_a_case_is_opened_once_and_the_same_opening_changes_nothing() -> None:
    assert decide(assigned(), detection(), context(CHECK)) == []
    with pytest.raises(AlreadyTaken, match="data-quality-case-exists"):
        decide(assigned(), detection(values=("other",)), context(CHECK))
