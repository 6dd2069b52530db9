"""The finished card is looked at by another officer than the one who printed it."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import printed, quality_checked, spoiled

from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.decisions import decide
from domain.refusals import RuleBroken, SameOfficer

PASS = c.PassQualityCheck(visual=True, chip_read=True, mrz_ok=True, qr_ok=True)
FAIL = c.FailQualityCheck(cause="misprint", fault="machine")


def test_a_card_that_is_right_passes() -> None:
    assert decide(printed(), PASS, g.context(g.NAM)) == [e.QualityChecked(True, True, True, True)]


@pytest.mark.parametrize("field", ["visual", "chip_read", "mrz_ok", "qr_ok"])
def test_a_card_that_differs_in_one_thing_does_not_pass(field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(printed(), replace(PASS, **{field: False}), g.context(g.NAM))

    assert (refused.value.code, refused.value.params) == ("readback-differs", {"field": field})
    assert refused.value.faults[0].pointer == f"/{field}"


@pytest.mark.parametrize("command", [PASS, FAIL])
def test_the_operator_who_printed_does_not_check(command: Any) -> None:
    with pytest.raises(SameOfficer, match="printer-may-not-check-quality"):
        decide(printed(), command, g.context(g.LINH))


@pytest.mark.parametrize("state", [printed(), quality_checked()])
def test_a_misprint_is_found_before_or_after_the_check(state: Any) -> None:
    [event] = decide(state, FAIL, g.context(g.NAM))

    assert event == e.Spoiled(g.JOB, g.SERIAL, "misprint", "machine")


def test_a_misprint_names_its_cause_and_is_told_once() -> None:
    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(printed(), replace(FAIL, cause=None), g.context(g.NAM))
    with pytest.raises(RuleBroken, match="block-unknown"):
        decide(printed(), FAIL, g.context(g.NAM, others={"block": None}))
    assert decide(spoiled(), FAIL, g.context(g.NAM)) == []
