"""Where a citizen lives, day by day."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AN,
    COMMUNE,
    OTHER_COMMUNE,
    PLACE,
    PLACE_GIVEN,
    TODAY,
    active,
    approved,
    context,
    given,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.citizen.entry import permanent_unit
from domain.citizen.facts import Place, Residence
from domain.citizen.forms import PlaceGiven
from domain.citizen.state import Citizen
from domain.envelope import Actor
from domain.refusals import RuleBroken

DAY = date(2021, 6, 1)
HERE = c.RecordResidence(kind="permanent", from_=date(2010, 1, 1), place=PLACE_GIVEN)
THERE = c.RecordResidence(
    kind="permanent", from_=DAY, place=PlaceGiven(as_of=DAY, unit=OTHER_COMMUNE)
)


def after(state: Citizen, *commands: Any, actor: Actor = AN) -> Citizen:
    for command in commands:
        events = decide(state, command, context(actor))
        state = given(*((actor, event) for event in events), after=state)
    return state


def residences(state: Citizen) -> tuple[Residence, ...]:
    assert state.entry is not None
    return state.entry.residences


@pytest.mark.parametrize("state", [approved(), active()])
def test_a_residence_is_recorded_with_its_days(state: Citizen) -> None:
    assert decide(state, HERE, context(AN)) == [
        e.ResidenceRecorded("permanent", date(2010, 1, 1), None, e.ResidenceRecordedSealed(PLACE))
    ]


def test_a_new_permanent_residence_ends_the_one_before() -> None:
    former, present = residences(after(active(), HERE, THERE))

    assert (former.to, present.from_, present.to) == (date(2021, 5, 31), DAY, None)


def test_a_stay_recorded_twice_from_one_day_ends_no_stay_before_it_began() -> None:
    elsewhere = replace(HERE, place=PlaceGiven(as_of=DAY, unit=OTHER_COMMUNE))
    one, other = residences(after(active(), HERE, elsewhere))

    assert (one.to, other.to) == (None, None)


def test_a_temporary_stay_leaves_the_permanent_residence_as_it_is() -> None:
    stay = c.RecordResidence(kind="temporary", from_=DAY, place=PLACE_GIVEN)
    home, _ = residences(after(active(), HERE, stay))

    assert home.to is None


def home(state: Citizen, on: date) -> str | None:
    found = permanent_unit(state.entry, on)
    return found[0] if found else None


def test_the_unit_of_the_permanent_residence_is_that_of_the_day() -> None:
    state = after(active(), HERE, THERE)

    assert home(active(), TODAY) is None
    assert [home(state, date(2021, 5, 31)), home(state, DAY)] == [COMMUNE, OTHER_COMMUNE]
    assert home(state, date(2009, 12, 31)) is None


@pytest.mark.parametrize(
    ("command", "pointer", "code"),
    [
        (
            c.RecordResidence(kind="current", from_=DAY, place=PlaceGiven(as_of=DAY, unit="99999")),
            "/place/unit",
            "unit-unknown",
        ),
        (
            c.RecordResidence(kind="current", from_=DAY, place=PLACE_GIVEN, to=date(2021, 5, 31)),
            "/to",
            "ends-before-it-begins",
        ),
    ],
)
def test_a_residence_is_where_and_when_it_can_be(command: Any, pointer: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(active(), command, context(AN))

    assert [(f.pointer, f.code) for f in refused.value.faults] == [(pointer, code)]


def test_a_place_without_unit_is_no_home() -> None:
    abroad = PlaceGiven(as_of=DAY, country="LA")
    move = c.RecordResidence(kind="permanent", from_=DAY, place=abroad)
    state = after(active(), move)

    assert residences(state)[0].place == Place(None, DAY, "LA", None)
    assert home(state, TODAY) is None
