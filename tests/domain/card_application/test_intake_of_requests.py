"""Which kind a citizen may ask for, and which offices take it in (guards 2, 4 and 5)."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import captured, opened
from tests.domain.citizen import givens as citizens

from domain.card_application.decisions import decide
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import AlreadyTaken, Refusal, RuleBroken

PROVINCE = g.officer(21, g.PROVINCE, "reception-officer")
COMMUNE = g.officer(22, "00001", "capture-officer")


def test_one_application_at_a_time() -> None:
    with pytest.raises(AlreadyTaken) as refused:
        decide(None, g.open_application(), g.context(g.AN, others={"open": captured()}))

    assert refused.value.code == "application-already-open"
    assert refused.value.params == {"id": UUID(int=400)}


@pytest.mark.parametrize(
    ("kind", "holds", "pin_declared", "code"),
    [
        ("first-issue", True, None, "citizen-holds-card"),
        ("conversion", True, None, "citizen-holds-card"),
        ("exchange", False, None, "citizen-holds-no-card"),
        ("reissue", False, None, "citizen-holds-no-card"),
        ("exchange", True, None, None),
        ("exchange", False, citizens.PIN, None),
        ("first-issue", False, None, None),
        ("conversion", False, citizens.PIN, None),
    ],
)
def test_what_the_citizen_holds_decides_the_kind(
    kind: str, holds: bool, pin_declared: str | None, code: str | None
) -> None:
    others = {
        "holds": g.card("active") if holds else None,
        "citizen": citizens.active(pin_declared=pin_declared),
    }
    command = g.open_application(kind=kind, report_of_loss=g.PAPER if kind == "reissue" else None)
    if code is None:
        assert decide(None, command, g.context(g.AN, others=others))
        return
    with pytest.raises(RuleBroken, match=code):
        decide(None, command, g.context(g.AN, others=others))


def test_a_reissue_needs_the_report_of_loss() -> None:
    holds = {"holds": g.card("lost-reported")}
    with pytest.raises(RuleBroken, match="reissue-needs-report-of-loss"):
        decide(None, g.open_application(kind="reissue"), g.context(g.AN, others=holds))

    [event] = decide(
        None,
        g.open_application(kind="reissue", report_of_loss=g.PAPER),
        g.context(g.AN, others=holds),
    )
    assert event.sealed.report_of_loss == g.DOCUMENT


def test_a_commune_takes_no_applications_before_it_is_an_intake_level() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(None, g.open_application(), g.context(COMMUNE))

    assert refused.value.code == "unit-takes-no-applications"
    assert refused.value.params == {"code": "00001", "day": g.TODAY}


def test_a_mobile_team_goes_out_only_where_the_law_has_one() -> None:
    fixed = Policy(tuple(map(_without_mobile, SEEDS)))
    at_home = g.open_application(place="home")

    assert decide(None, at_home, g.context(g.AN))
    with pytest.raises(RuleBroken, match="unit-takes-no-applications"):
        decide(None, at_home, g.context(g.AN, policy=fixed))
    assert decide(None, g.open_application(), g.context(g.AN, policy=fixed))


def _without_mobile(rule: Any) -> Any:
    if rule.key != "intake.levels":
        return rule
    levels = [level for level in rule.parameters["levels"] if level != "mobile"]
    return replace(rule, parameters={"levels": levels})


def test_a_unit_that_did_not_exist_on_the_day_opens_nothing() -> None:
    nowhere = g.officer(23, "999", "reception-officer")

    with pytest.raises(RuleBroken, match="unit-unknown"):
        decide(None, g.open_application(), g.context(nowhere))
    with pytest.raises(RuleBroken, match="unit-unknown"):
        decide(None, g.open_application(), g.context(g.officer(24, "00", "reception-officer")))


def test_the_same_request_again_opens_nothing_and_another_is_refused() -> None:
    assert decide(opened(), g.open_application(), g.context(g.AN)) == []
    assert decide(captured(), g.open_application(), g.context(g.AN)) == []
    with pytest.raises(Refusal, match="card-application-is"):
        decide(opened(), g.open_application(kind="first-issue"), g.context(g.AN))


def test_its_own_claim_is_no_second_application() -> None:
    own = g.other("open", opened())
    context = g.context(g.AN)
    context = replace(context, others={**context.others, "open": replace(own, id=g.APPLICATION)})

    assert decide(None, g.open_application(), context)
