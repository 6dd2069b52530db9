"""Marriage, and who belongs to whom."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AN,
    CHI,
    CITIZEN,
    DOCUMENT,
    OTHER,
    PAPER,
    PIN,
    PLACE_GIVEN,
    active,
    context,
    given,
    verified,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.citizen.facts import Change, DeclaredRelation, Relation
from domain.citizen.forms import RelationGiven
from domain.citizen.state import Citizen
from domain.envelope import Actor
from domain.refusals import NotAllowedNow, RuleBroken

DAY = date(2021, 6, 1)
HERE = c.RecordResidence(kind="permanent", from_=date(2010, 1, 1), place=PLACE_GIVEN)
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


def test_a_relation_that_ended_is_recorded_and_leaves_the_entry() -> None:
    ended = replace(MOTHER, to=date(2021, 6, 10))
    known = after(active(), MOTHER)
    [event] = decide(known, ended, context(AN))
    state = after(known, ended)

    assert event.to == date(2021, 6, 10)
    assert state.entry is not None
    assert state.entry.relations == ()
    assert decide(state, ended, context(AN)) == []


def test_the_end_of_a_former_relation_leaves_the_present_one() -> None:
    former = RelationGiven(name="Lê Văn Mẫu")
    ended = c.RecordRelation(kind="spouse", from_=DAY, relation=former, to=date(2021, 6, 10))
    state = after(active(), MARRIED, ended)

    assert state.entry is not None
    assert [one.relation.citizen_id for one in state.entry.relations] == [OTHER]


@pytest.mark.parametrize(
    "other",
    [
        replace(MARRIED, effective_from=date(2021, 6, 2)),
        replace(MARRIED, document=replace(PAPER, id=UUID(int=201))),
        replace(MOTHER, from_=date(2021, 6, 2)),
    ],
)
def test_the_same_status_of_another_day_or_paper_is_another_fact(other: Any) -> None:
    state = after(active(), MARRIED, MOTHER)

    assert len(decide(state, other, context(AN))) == 1


def test_what_an_amendment_undid_is_recorded_again() -> None:
    state = after(active(), MARRIED)
    diff = (Change("marital", "married", "never-married", "court", None),)
    undone = given((AN, e.CaptureCorrected(("marital",), e.DiffSealed(diff))), after=state)

    assert len(decide(undone, MARRIED, context(AN))) == 1


def test_another_mother_stands_in_the_place_of_the_former() -> None:
    other = c.RecordRelation(
        kind="mother", from_=DAY, relation=RelationGiven(citizen_id=UUID(int=300))
    )
    state = after(active(), MOTHER, other)

    assert state.entry is not None
    assert [one.relation.citizen_id for one in state.entry.relations] == [UUID(int=300)]
