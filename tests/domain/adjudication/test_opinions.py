"""Two examiners see the pair and not each other; a third settles what they disagree on."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.adjudication.givens import (
    ADJUDICATION,
    AN,
    APPLICATION,
    BINH,
    CHI,
    DIFFERENT,
    DUNG,
    INSUFFICIENT,
    NEIGHBOUR,
    PROCESS,
    SAME,
    TWIN,
    agreed,
    captured_by,
    context,
    decided,
    disagreed,
    given,
    half_examined,
    opened,
    opening,
    opinion,
    third,
    views,
)

from domain.adjudication import commands as c
from domain.adjudication import events as e
from domain.adjudication.decisions import decide
from domain.adjudication.readings import readings
from domain.adjudication.state import Adjudication
from domain.card_application.forms import CandidateGiven
from domain.context import Other
from domain.readings import Reading
from domain.refusals import NotAllowedNow, RuleBroken, SameOfficer


def test_an_opinion_seals_its_views_and_names_its_examiner() -> None:
    sealed = e.OpinionSealed((e.View(TWIN, SAME), e.View(NEIGHBOUR, DIFFERENT)), "giống")

    assert decide(opened(), opinion(SAME, remark="giống"), context(AN)) == [
        e.OpinionRecorded(1, AN.officer, 95, sealed)
    ]


def test_views_stand_in_the_order_of_the_candidates_however_they_were_sent() -> None:
    turned = opinion(views=tuple(reversed(views(SAME, DIFFERENT))))

    assert decide(opened(), turned, context(AN)) == decide(opened(), opinion(SAME), context(AN))


def test_one_opinion_leaves_the_pair_half_examined() -> None:
    assert half_examined().status == "half-examined"


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ((DIFFERENT, DIFFERENT), (DIFFERENT, DIFFERENT), "agreed"),
        ((SAME, INSUFFICIENT), (SAME, INSUFFICIENT), "agreed"),
        ((INSUFFICIENT, INSUFFICIENT), (INSUFFICIENT, INSUFFICIENT), "agreed"),
        ((DIFFERENT, DIFFERENT), (SAME, DIFFERENT), "disagreed"),
        ((SAME, DIFFERENT), (SAME, INSUFFICIENT), "disagreed"),
        ((SAME, DIFFERENT), (DIFFERENT, SAME), "disagreed"),
    ],
)
def test_two_opinions_agree_where_they_say_the_same_of_every_candidate(
    first: tuple[str, str], second: tuple[str, str], status: str
) -> None:
    state = given((AN, opinion(*first)), (BINH, opinion(*second)), after=opened())

    assert state.status == status


def test_a_third_opinion_settles_a_disagreement() -> None:
    [event] = decide(disagreed(), third(), context(CHI))

    assert (event.ordinal, event.examiner_id) == (3, CHI.officer)
    assert given((CHI, event), after=disagreed()).status == "agreed"


def test_nobody_gives_two_opinions_on_one_pair() -> None:
    both_roles = replace(AN, roles=("examiner", "senior-examiner"))

    with pytest.raises(SameOfficer, match="opinion-given-already"):
        decide(half_examined(), opinion(SAME), context(AN))
    with pytest.raises(SameOfficer, match="opinion-given-already"):
        decide(disagreed(), third(SAME), context(both_roles))


@pytest.mark.parametrize(
    ("state", "command", "actor"), [(opened(), opinion(), AN), (disagreed(), third(), CHI)]
)
def test_the_officer_who_captured_does_not_examine(
    state: Adjudication, command: Any, actor: Any
) -> None:
    by_examiner = captured_by(DUNG, actor)

    with pytest.raises(SameOfficer, match="capturer-may-not-examine"):
        decide(state, command, context(actor, others=by_examiner))


def test_without_the_application_nobody_can_say_who_captured() -> None:
    with pytest.raises(RuleBroken, match="application-unknown"):
        decide(opened(), opinion(), context(AN, others={}))


@pytest.mark.parametrize(
    "given_views",
    [
        (),
        views(SAME, SAME)[:1],
        (*views(SAME, SAME), c.ViewGiven(UUID(int=999), SAME)),
        (views(SAME, SAME)[0], c.ViewGiven(UUID(int=999), SAME)),
        (*views(SAME, SAME), c.ViewGiven(TWIN, DIFFERENT)),
        (views(SAME, SAME)[0], views(SAME, SAME)[0]),
    ],
)
def test_every_candidate_gets_one_view_and_nobody_else_gets_any(given_views: Any) -> None:
    with pytest.raises(RuleBroken, match="view-missing") as refused:
        decide(opened(), opinion(views=given_views), context(AN))

    assert [fault.pointer for fault in refused.value.faults] == ["/views"]


def test_two_applications_of_one_citizen_are_one_candidate_to_judge() -> None:
    twice = (
        CandidateGiven(TWIN, 1, 9),
        CandidateGiven(TWIN, 2, 8),
        CandidateGiven(NEIGHBOUR, 3, 7),
    )
    state = given((PROCESS, opening(candidates=twice)))

    assert decide(state, opinion(), context(AN))


def test_said_twice_is_said_once_also_after_others_spoke() -> None:
    remembered = opinion(remark="vân tay rõ")

    assert decide(half_examined(), remembered, context(AN)) == []
    assert decide(disagreed(), remembered, context(AN)) == []
    assert decide(decided(), opinion(), context(AN)) == []
    after_third = given((CHI, third()), after=disagreed())
    assert decide(after_third, third(), context(CHI)) == []


def test_a_first_opinion_is_no_repeat_of_a_third() -> None:
    both_roles = replace(CHI, roles=("examiner", "senior-examiner"))
    state = given((CHI, third()), after=disagreed())

    with pytest.raises(NotAllowedNow, match="adjudication-is"):
        decide(state, opinion(seconds=300), context(both_roles))


@pytest.mark.parametrize("command", [opinion(), third()])
def test_an_opinion_asks_who_captured(command: Any) -> None:
    assert readings(opened(), command, ADJUDICATION) == (
        Reading("application", "card-application", APPLICATION),
    )


def test_nothing_else_asks_about_other_streams() -> None:
    assert readings(None, opening(), ADJUDICATION) == ()
    assert readings(agreed(), c.DecideAdjudication(), ADJUDICATION) == ()
    assert readings(replace(opened(), application_id=None), opinion(), ADJUDICATION) == ()


def test_who_captured_is_read_of_the_application_as_it_stands() -> None:
    other = Other(APPLICATION, 4, captured_by(AN)["application"].state)

    assert decide(opened(), opinion(), context(BINH, others={"application": other}))
