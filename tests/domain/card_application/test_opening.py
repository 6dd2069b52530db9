"""Opening a request for a card: age, standing, kind, place, and one at a time (guards 1 to 5)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import captured, opened
from tests.domain.citizen import givens as citizens

from domain.card_application.decisions import decide
from domain.citizen.person import Citizen
from domain.context import Context
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import AlreadyTaken, NotAllowedNow, Refusal, RuleBroken

MARCH = datetime(2021, 3, 1, 3, 0, tzinfo=UTC)
MERGED = g.citizen(status="merged")
ERASED = g.citizen(status="erased", entry=None)
CENTRE = g.officer(20, "centre", "reception-officer")
PROVINCE = g.officer(21, g.PROVINCE, "reception-officer")
COMMUNE = g.officer(22, "00001", "capture-officer")


def around(actor: Any = g.AN, **changes: Any) -> Context:
    """A citizen without a card and without another application."""
    return g.context(actor, **changes)


def with_citizen(citizen: Citizen, at: datetime = g.NOW) -> Context:
    return around(others={"citizen": citizen}, occurred_at=at)


def test_a_request_names_the_unit_and_its_zone() -> None:
    command = g.open_application(phone="0912345678")

    [event] = decide(None, command, around())

    assert event == g.opened_event(sealed=replace(event.sealed, phone="0912345678"))


@pytest.mark.parametrize(
    ("actor", "zone"), [(g.AN, "urban"), (PROVINCE, "urban"), (CENTRE, "urban")]
)
def test_offices_of_a_province_and_of_the_centre_sit_in_cities(actor: Any, zone: str) -> None:
    [event] = decide(None, g.open_application(), around(actor))

    assert (event.intake_unit, event.zone) == (actor.unit, zone)


def test_the_moment_of_receipt_is_kept_in_utc_and_lies_in_the_past() -> None:
    later = g.open_application(received_at=g.NOW + timedelta(hours=1))

    with pytest.raises(RuleBroken) as refused:
        decide(None, later, around())

    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/received_at", "time-in-future")
    ]


@pytest.mark.parametrize(("birth", "allowed"), [("2007-06-15", True), ("2007-06-16", False)])
def test_a_card_is_issued_from_the_age_of_the_law(birth: str, allowed: bool) -> None:
    command = g.open_application(kind="first-issue")
    if allowed:
        assert decide(None, command, with_citizen(g.of_age(birth)))
        return
    with pytest.raises(RuleBroken) as refused:
        decide(None, command, with_citizen(g.of_age(birth)))

    assert refused.value.code == "citizen-too-young"
    assert refused.value.params == {"age": 13, "min_age": 14}


def test_a_late_packet_is_judged_by_the_age_on_its_day() -> None:
    with pytest.raises(RuleBroken, match="citizen-too-young"):
        decide(
            None,
            g.open_application(received_at=MARCH),
            with_citizen(g.of_age("2007-06-15"), at=MARCH),
        )


@pytest.mark.parametrize("standing", ["missing", "dead", "nationality-lost"])
def test_only_the_living_get_a_card(standing: str) -> None:
    with pytest.raises(NotAllowedNow) as refused:
        decide(None, g.open_application(), with_citizen(g.citizen(standing=standing)))

    assert (refused.value.code, refused.value.params) == (
        "citizen-recorded-as",
        {"standing": standing},
    )


@pytest.mark.parametrize(
    ("citizen", "state"),
    [(citizens.returned(), "returned"), (MERGED, "merged"), (ERASED, "erased")],
)
def test_an_entry_that_cannot_be_relied_on_takes_no_application(
    citizen: Citizen, state: str
) -> None:
    with pytest.raises(NotAllowedNow) as refused:
        decide(None, g.open_application(), with_citizen(citizen))

    assert (refused.value.code, refused.value.params) == ("citizen-is", {"state": state})


@pytest.mark.parametrize(
    "citizen", [citizens.captured(), citizens.verified(), citizens.approved(), citizens.active()]
)
def test_somebody_without_a_pin_may_ask_for_a_card(citizen: Citizen) -> None:
    assert decide(None, g.open_application(), with_citizen(citizen))


def test_a_citizen_that_nobody_knows_takes_no_application() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(None, g.open_application(), around(others={"citizen": None}))

    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/citizen_id", "citizen-unknown")
    ]


def test_one_application_at_a_time() -> None:
    with pytest.raises(AlreadyTaken) as refused:
        decide(None, g.open_application(), around(others={"open": captured()}))

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
        assert decide(None, command, around(others=others))
        return
    with pytest.raises(RuleBroken, match=code):
        decide(None, command, around(others=others))


def test_a_reissue_needs_the_report_of_loss() -> None:
    holds = {"holds": g.card("lost-reported")}
    with pytest.raises(RuleBroken, match="reissue-needs-report-of-loss"):
        decide(None, g.open_application(kind="reissue"), around(others=holds))

    [event] = decide(
        None,
        g.open_application(kind="reissue", report_of_loss=g.PAPER),
        around(others=holds),
    )
    assert event.sealed.report_of_loss == g.DOCUMENT


def test_a_commune_takes_no_applications_before_it_is_an_intake_level() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(None, g.open_application(), around(COMMUNE))

    assert refused.value.code == "unit-takes-no-applications"
    assert refused.value.params == {"code": "00001", "day": g.TODAY}


def test_a_mobile_team_goes_out_only_where_the_law_has_one() -> None:
    fixed = Policy(tuple(map(_without_mobile, SEEDS)))
    at_home = g.open_application(place="home")

    assert decide(None, at_home, around())
    with pytest.raises(RuleBroken, match="unit-takes-no-applications"):
        decide(None, at_home, around(policy=fixed))
    assert decide(None, g.open_application(), around(policy=fixed))


def _without_mobile(rule: Any) -> Any:
    if rule.key != "intake.levels":
        return rule
    levels = [level for level in rule.parameters["levels"] if level != "mobile"]
    return replace(rule, parameters={"levels": levels})


def test_a_unit_that_did_not_exist_on_the_day_opens_nothing() -> None:
    nowhere = g.officer(23, "999", "reception-officer")

    with pytest.raises(RuleBroken, match="unit-unknown"):
        decide(None, g.open_application(), around(nowhere))
    with pytest.raises(RuleBroken, match="unit-unknown"):
        decide(None, g.open_application(), around(g.officer(24, "00", "reception-officer")))


def test_the_same_request_again_opens_nothing_and_another_is_refused() -> None:
    assert decide(opened(), g.open_application(), around()) == []
    assert decide(captured(), g.open_application(), around()) == []
    with pytest.raises(Refusal, match="card-application-is"):
        decide(opened(), g.open_application(kind="first-issue"), around())


def test_its_own_claim_is_no_second_application() -> None:
    own = g.other("open", opened())
    context = around()
    context = replace(context, others={**context.others, "open": replace(own, id=g.APPLICATION)})

    assert decide(None, g.open_application(), context)
