"""Whom a failing check asks: nobody twice, and nobody again for what was answered."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.data_quality_case.checks import QUALITY_CHECKS
from domain.data_quality_case.commands import DetectDefect, ReopenCase
from domain.derived_ids import quality_case_id
from domain.quality.case_of_failure import Failure, KnownCase, asked

ONE = UUID("01900000-0000-7000-8000-000000000001")
TWO = UUID("01900000-0000-7000-8000-000000000002")
FAILURE = Failure("DQ-15", ONE, 4, "warning", since=10)
OPEN = KnownCase(quality_case_id(ONE, "DQ-15"), "open", -1, 0)
RESOLVED = replace(OPEN, status="resolved", settled_at=20, settled_version=5)
DISMISSED = replace(RESOLVED, status="dismissed")
LATER = replace(FAILURE, since=21)


def test_a_first_failure_opens_the_case_that_follows_from_its_subjects() -> None:
    found = asked(replace(FAILURE, check="DQ-07", other=TWO, about=("birth agree",)), None)

    assert found is not None
    assert isinstance(found.command, DetectDefect)
    assert found.case_id == found.command.id == quality_case_id(ONE, "DQ-07", TWO)
    assert (found.command.other_citizen_id, found.command.values) == (TWO, ("birth agree",))
    assert found.opens


@pytest.mark.parametrize(
    ("failure", "known", "again"),
    [
        (FAILURE, OPEN, False),
        (LATER, OPEN, False),
        (FAILURE, RESOLVED, True),
        (LATER, RESOLVED, True),
        (replace(FAILURE, remedy=True), RESOLVED, False),
        (FAILURE, DISMISSED, False),
        (LATER, DISMISSED, True),
        (replace(LATER, remedy=True), DISMISSED, True),
        (replace(LATER, check="DQ-14"), DISMISSED, False),
        (replace(LATER, check="DQ-14"), RESOLVED, True),
    ],
)
def test_a_settled_case_is_taken_up_again_only_for_a_reason(
    failure: Failure, known: KnownCase, again: bool
) -> None:
    found = asked(failure, known)

    assert (found is not None) is again
    if found is not None:
        assert isinstance(found.command, ReopenCase)
        assert (found.case_id, found.opens, found.round) == (known.case_id, False, 5)


@pytest.mark.parametrize("check", QUALITY_CHECKS)
def test_statistics_and_examined_pairs_bother_nobody(check: str) -> None:
    found = asked(replace(FAILURE, check=check), None)

    assert (found is not None) is QUALITY_CHECKS[check].opens_cases
