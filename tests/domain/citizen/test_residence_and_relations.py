"""Where a citizen lives, marriage, and who belongs to whom."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.domain.citizen.givens import (
    AN,
    CHI,
    CITIZEN,
    COMMUNE,
    DOCUMENT,
    OTHER,
    OTHER_COMMUNE,
    PAPER,
    PIN,
    PLACE,
    PLACE_GIVEN,
    TODAY,
    active,
    approved,
    context,
    given,
    verified,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.citizen.entry import permanent_unit
from domain.citizen.facts import DeclaredRelation, Place, Relation, Residence
from domain.citizen.forms import PlaceGiven, RelationGiven
from domain.citizen.state import Citizen
from domain.envelope import Actor
from domain.refusals import NotAllowedNow, RuleBroken

DAY = date(2021, 6, 1)
HERE = c.RecordResidence(kind="permanent", from_=date(2010, 1, 1), place=PLACE_GIVEN)
THERE = c.RecordResidence(
    kind="permanent", from_=DAY, place=PlaceGiven(as_of=DAY, unit=OTHER_COMMUNE)
)
SPOUSE = RelationGiven(citizen_id=OTHER)
MARRIED = c.RecordMaritalStatus(
    effective_from=DAY, marital="married", spouse=SPOUSE, document=PAPER
)
MOTHER = c.RecordRelation(kind="mother", from_=DAY, relation=RelationGiven(name="Trần Thị Mẫu"))


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


@pytest.mark.parametrize("command", [HERE, MARRIED, MOTHER])
def test_the_same_fact_again_changes_nothing(command: Any) -> None:
    assert decide(after(active(), command), command, context(AN)) == []


@pytest.mark.parametrize("command", [HERE, MARRIED, MOTHER])
def test_facts_are_added_to_approved_entries_only(command: Any) -> None:
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(verified(), command, context(AN))


def test_a_marriage_brings_status_and_spouse() -> None:
    [event] = decide(active(), MARRIED, context(CHI))
    state = given((CHI, event), after=active())

    spouse = Relation(OTHER, None, None, None, None, None)
    sealed = e.MaritalStatusRecordedSealed("married", spouse, DOCUMENT)
    assert event == e.MaritalStatusRecorded(DAY, sealed)
    assert state.entry is not None
    assert state.entry.marital == "married"
    assert state.entry.relations == (DeclaredRelation("spouse", spouse),)


def test_a_marital_status_needs_its_document_and_a_known_word() -> None:
    without = c.RecordMaritalStatus(effective_from=DAY, marital="divorced")
    unknown = c.RecordMaritalStatus(effective_from=DAY, marital="3", document=PAPER)

    with pytest.raises(RuleBroken, match="document-needed"):
        decide(active(), without, context(CHI))
    with pytest.raises(RuleBroken, match="marital-not-listed"):
        decide(active(), unknown, context(CHI))


@pytest.mark.parametrize(
    ("relation", "code"),
    [
        (RelationGiven(citizen_id=CITIZEN), "related-to-self"),
        (RelationGiven(name="Trần Thị Mẫu", pin=PIN), "related-to-self"),
        (RelationGiven(nationality="VN"), "relation-names-nobody"),
        (RelationGiven(name="Trần", cmnd9="1"), "cmnd9-malformed"),
        (RelationGiven(name="Trần", nationality="vn"), "nationality-not-listed"),
        (RelationGiven(name="Trần", to_head="boss"), "relation-to-head-not-listed"),
    ],
)
def test_a_relation_is_to_another_person_rightly_named(relation: RelationGiven, code: str) -> None:
    spouse = c.RecordMaritalStatus(
        effective_from=DAY, marital="married", spouse=relation, document=PAPER
    )

    with pytest.raises(RuleBroken) as refused:
        decide(active(), c.RecordRelation(kind="father", from_=DAY, relation=relation), context(AN))
    assert (refused.value.code, refused.value.faults[0].pointer[:9]) == (code, "/relation")
    with pytest.raises(RuleBroken, match=code):
        decide(active(), spouse, context(AN))


def test_a_relation_does_not_end_before_it_begins() -> None:
    command = c.RecordRelation(
        kind="representative", from_=DAY, relation=SPOUSE, to=date(2021, 5, 31)
    )

    with pytest.raises(RuleBroken, match="ends-before-it-begins"):
        decide(active(), command, context(AN))


def test_another_mother_stands_in_the_place_of_the_former() -> None:
    other = c.RecordRelation(
        kind="mother", from_=DAY, relation=RelationGiven(citizen_id=UUID(int=300))
    )
    state = after(active(), MOTHER, other)

    assert state.entry is not None
    assert [one.relation.citizen_id for one in state.entry.relations] == [UUID(int=300)]


def test_a_place_without_unit_is_no_home() -> None:
    abroad = PlaceGiven(as_of=DAY, country="LA")
    move = c.RecordResidence(kind="permanent", from_=DAY, place=abroad)
    state = after(active(), move)

    assert residences(state)[0].place == Place(None, DAY, "LA", None)
    assert home(state, TODAY) is None
