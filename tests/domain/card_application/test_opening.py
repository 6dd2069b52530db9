"""Opening a request for a card: age, standing, kind, place, and one at a time (guards 1 to 5)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.citizen import givens as citizens

from domain.card_application.decisions import decide
from domain.citizen.person import Citizen
from domain.context import Context
from domain.refusals import NotAllowedNow, RuleBroken

MARCH = datetime(2021, 3, 1, 3, 0, tzinfo=UTC)
MERGED = g.citizen(status="merged")
ERASED = g.citizen(status="erased", entry=None)
CENTRE = g.officer(20, "centre", "reception-officer")
PROVINCE = g.officer(21, g.PROVINCE, "reception-officer")


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
