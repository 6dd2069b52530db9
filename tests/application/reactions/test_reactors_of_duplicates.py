"""A suspected duplicate goes before the examiners, and what they find back to the application."""

import pytest
from msgspec.structs import replace
from tests.application.reactions.reacted import SOURCE, reacted
from tests.domain.adjudication import givens as a
from tests.domain.card_application import givens as g
from tests.domain.card_application import states

from application.reactions.reactor import Wanted
from domain.adjudication import commands as ac
from domain.adjudication import events as ae
from domain.card_application import commands as cc
from domain.card_application import events as ce
from domain.derived_ids import adjudication_id

OPINION = ae.OpinionRecorded(2, a.BINH.officer, 90, None)
HERE = adjudication_id(SOURCE, g.SEARCH)
CLOSED = ce.Closed("death", destroy_card=False)


def test_the_candidates_of_a_search_go_before_the_examiners() -> None:
    (wanted,) = reacted("open-adjudication", states.SUSPECTED, states.suspected())

    assert wanted == Wanted(
        "adjudication",
        HERE,
        ac.OpenAdjudication(
            id=HERE,
            application_id=SOURCE,
            search_id=g.SEARCH,
            citizen_id=g.CITIZEN,
            candidates=(g.CANDIDATE_GIVEN,),
            engine="afis",
            engine_version="3.2.1",
            threshold_set="2021-03",
            gallery_position=100,
        ),
        "senior-examiner",
        opens=True,
    )


def test_nobody_examines_an_erased_person() -> None:
    erased = replace(states.SUSPECTED, sealed=None)

    assert reacted("open-adjudication", erased, states.suspected()) == ()


def test_two_examiners_of_one_view_decide_without_a_third() -> None:
    (wanted,) = reacted("decide-adjudication", OPINION, a.agreed())

    assert wanted.command == ac.DecideAdjudication()
    assert (wanted.kind, wanted.target) == ("adjudication", SOURCE)
    assert wanted.settled == {"adjudication-is"}


@pytest.mark.parametrize(
    "state",
    [
        a.half_examined(),
        a.disagreed(),
        a.agreed(a.INSUFFICIENT, a.DIFFERENT),
        a.agreed(a.DIFFERENT, a.INSUFFICIENT),
        a.decided(),
    ],
    ids=["half examined", "disagreed", "first insufficient", "second insufficient", "decided"],
)
def test_nothing_else_decides_by_itself(state: a.Adjudication) -> None:
    assert reacted("decide-adjudication", OPINION, state) == ()


@pytest.mark.parametrize("matched", [None, a.TWIN])
def test_the_application_learns_the_outcome(matched: a.UUID | None) -> None:
    outcome = "confirmed" if matched else "cleared"
    event = ae.Decided(outcome, True, ae.DecidedSealed(matched))

    (wanted,) = reacted("record-adjudication", event, a.decided())

    assert wanted.command == cc.RecordAdjudication(
        adjudication_id=SOURCE,
        search_id=a.SEARCH,
        outcome=outcome,  # type: ignore[arg-type]
        matched_citizen_id=matched,
    )
    assert (wanted.kind, wanted.target) == ("card-application", a.APPLICATION)
    assert (wanted.owner_role, wanted.settled) == ("card-approver", frozenset())


@pytest.mark.parametrize("changes", [{"seeded": True}, {"application_id": None}])
def test_no_application_waits_for_a_seeded_pair_or_after_erasure(
    changes: dict[str, object],
) -> None:
    state = replace(a.decided(), **changes)

    assert reacted("record-adjudication", a.DECIDED, state) == ()


@pytest.mark.parametrize(
    ("event", "state", "reason"),
    [
        (ce.Withdrawn("changed-mind"), "withdrawn", "application-withdrawn"),
        (CLOSED, "closed", "application-closed"),
    ],
)
def test_an_application_that_ends_takes_its_examination_with_it(
    event: ce.Event, state: str, reason: str
) -> None:
    ended = replace(states.suspected(), status=state)

    (wanted,) = reacted("close-adjudication", event, ended)

    assert wanted.command == ac.CloseAdjudication(reason=reason)
    assert (wanted.kind, wanted.target) == ("adjudication", HERE)
    assert wanted.settled == {"adjudication-is", "adjudication-not-found"}


@pytest.mark.parametrize("state", [states.withdrawn(), states.closed()])
def test_without_candidates_there_is_no_examination_to_close(state: states.State) -> None:
    assert reacted("close-adjudication", CLOSED, state) == ()
