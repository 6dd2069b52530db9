"""An open case holds its check and subjects, and a decision reads what it needs fresh."""

from uuid import UUID

import pytest
from tests.domain.citizen import givens as citizens
from tests.domain.data_quality_case.givens import (
    AT_CENTRE,
    CASE,
    CHECK,
    CITIZEN,
    COMMUNE,
    DISMISS,
    HAI,
    PAIR,
    REOPEN,
    RESOLVE,
    TO_PROVINCE,
    TWIN,
    assigned,
    context,
    detected,
    detection,
    dismissed,
    erased,
    found,
    given,
)

from domain.claims import Claim
from domain.data_quality_case import events as e
from domain.data_quality_case.claims import claims
from domain.data_quality_case.decisions import decide
from domain.data_quality_case.readings import readings
from domain.derived_ids import quality_case_id
from domain.readings import Reading

RELEASED = Claim("open-quality-case", "", sealed=False, action="release")


def test_an_open_case_claims_its_check_and_subject() -> None:
    claimed = claims(decide(None, detection(), context(CHECK)), None)

    assert claimed == (Claim("open-quality-case", f"DQ-14:{CITIZEN}", sealed=False),)


def test_the_claim_of_a_pair_is_hidden() -> None:
    claimed = claims(decide(None, PAIR, context(CHECK)), None)

    assert claimed == (Claim("open-quality-case", f"DQ-07:{CITIZEN}:{TWIN}", sealed=True),)


def test_a_detection_reads_its_subjects_and_the_case_already_open() -> None:
    alone = Claim("open-quality-case", f"DQ-28:{CITIZEN}", sealed=False)
    pair = Claim("open-quality-case", f"DQ-07:{CITIZEN}:{TWIN}", sealed=True)
    subject = Reading("citizen", "citizen", CITIZEN, expect=True)

    assert readings(None, AT_CENTRE, CASE) == (
        subject,
        Reading("open_case", "data-quality-case", claim=alone),
    )
    assert readings(None, PAIR, CASE) == (
        subject,
        Reading("other", "citizen", TWIN, expect=True),
        Reading("open_case", "data-quality-case", claim=pair),
    )


def test_the_case_of_a_check_has_one_id_whoever_asks() -> None:
    citizen = UUID("01890a5d-ac96-774b-bcce-b302099a8057")

    assert quality_case_id(citizen, "DQ-14") == quality_case_id(citizen, "DQ-14")
    assert len({quality_case_id(citizen, "DQ-14"), quality_case_id(citizen, "DQ-15"),
                quality_case_id(citizen, "DQ-14", TWIN)}) == 3  # fmt: skip


@pytest.mark.parametrize("event", [e.Resolved(None, None, None), e.Dismissed("x")])
def test_a_case_that_ends_gives_its_claim_back(event: e.Event) -> None:
    assert claims([event], found()) == (RELEASED,)
    assert claims([event], erased(found())) == (RELEASED,)


def test_a_case_taken_up_claims_again() -> None:
    alone = Claim("open-quality-case", f"DQ-14:{CITIZEN}", sealed=False)
    pair = Claim("open-quality-case", f"DQ-07:{CITIZEN}:{TWIN}", sealed=True)

    assert claims([e.Reopened("x")], dismissed()) == (alone,)
    assert claims([e.Reopened("x")], given((HAI, DISMISS), after=found(PAIR))) == (pair,)


def test_nothing_else_claims() -> None:
    events = [
        e.Assigned(COMMUNE, "area-officer", citizens.TODAY),
        e.FindingReported("defect", None),
    ]

    assert claims(events, assigned()) == ()


def test_the_citizen_is_read_fresh_where_a_decision_looks_at_the_entry() -> None:
    subject = Reading("citizen", "citizen", CITIZEN, expect=True)

    assert readings(found(), RESOLVE, CASE) == (subject,)
    assert readings(dismissed(), REOPEN, CASE)[0] == subject
    assert readings(found(), DISMISS, CASE) == ()
    assert readings(detected(), TO_PROVINCE, CASE) == ()
