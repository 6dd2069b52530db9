"""The three checks and the examiners: no engine refuses, and the third that passes verifies."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import (
    ACCEPTED,
    MATCHED,
    NONE_FOUND,
    QUESTIONED,
    SUSPECTED,
    appealed,
    checked,
    cleared,
    confirmed,
    intake_approved,
    suspected,
    verified,
)

from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.application import CardApplication
from domain.card_application.decisions import decide
from domain.card_application.forms import CandidateGiven
from domain.envelope import Actor
from domain.refusals import NotAllowedNow, OutsideAuthority, RuleBroken

MATCH = c.RecordRegisterCheck(capture_attempt=1, matched=True, citizen_version=6)
MISMATCH = c.RecordRegisterCheck(
    capture_attempt=1, matched=False, citizen_version=6, fields=("birth",)
)
QUALITY = c.RecordQualityCheck(
    capture_attempt=1, engine="afis", engine_version="3.2.1", accepted=True,
    scores=(78,), minutiae=(61,),
)  # fmt: skip
DOUBT = replace(QUALITY, accepted=False, scores=(12,), minutiae=(9,), reason="low-quality")
SEARCH = c.RecordDeduplication(
    capture_attempt=1, search_id=g.SEARCH, engine="afis", engine_version="3.2.1",
    threshold_set="2021-03", gallery_position=100,
)  # fmt: skip
FOUND = replace(SEARCH, candidates=(g.CANDIDATE_GIVEN,))
CLEARED = c.RecordAdjudication(
    adjudication_id=g.ADJUDICATION, search_id=g.SEARCH, outcome="cleared"
)
VERIFIED = e.Verified(6, g.SEARCH)
TOLD: dict[str, tuple[Actor, e.Event, Any]] = {
    "register": (g.DUNG, MATCHED, MATCH),
    "quality": (g.GIANG, ACCEPTED, QUALITY),
    "search": (g.HOA, NONE_FOUND, SEARCH),
}


def by(actor: Actor, command: Any, state: CardApplication) -> list[Any]:
    return decide(state, command, g.context(actor))


@pytest.mark.parametrize("last", TOLD)
def test_whichever_check_passes_last_verifies_in_the_same_append(last: str) -> None:
    before = checked(*((actor, event) for name, (actor, event, _) in TOLD.items() if name != last))
    actor, event, command = TOLD[last]

    assert by(actor, command, before) == [event, VERIFIED]


@pytest.mark.parametrize("first", TOLD)
def test_one_check_alone_verifies_nothing(first: str) -> None:
    actor, event, command = TOLD[first]

    assert by(actor, command, intake_approved()) == [event]


@pytest.mark.parametrize("one", TOLD)
def test_a_result_told_twice_is_recorded_once(one: str) -> None:
    actor, event, command = TOLD[one]

    assert by(actor, command, checked((actor, event))) == []
    assert by(actor, command, verified()) == []


@pytest.mark.parametrize(
    ("actor", "command"),
    [(g.DUNG, MATCH), (g.GIANG, QUALITY), (g.HOA, SEARCH), (g.UYEN, CLEARED)],
)
def test_a_result_for_another_capture_says_nothing_of_this_one(actor: Actor, command: Any) -> None:
    state = suspected() if actor is g.UYEN else intake_approved()
    with pytest.raises(RuleBroken) as refused:
        by(actor, replace(command, capture_attempt=7), state)

    assert (refused.value.code, refused.value.params) == ("result-for-other-capture", {"n": 7})


def test_a_mismatch_names_its_fields_and_stops_nothing() -> None:
    assert by(g.DUNG, MISMATCH, intake_approved()) == [e.RegisterMismatched(1, ("birth",), ())]
    with pytest.raises(RuleBroken, match="form-lacks"):
        by(g.DUNG, replace(MISMATCH, fields=()), intake_approved())


def test_a_register_check_may_be_made_again() -> None:
    differs = checked((g.DUNG, MATCHED), (g.DUNG, e.RegisterMismatched(1, ("birth",), ())))

    assert by(g.DUNG, MATCH, differs) == [MATCHED]
    assert by(g.DUNG, MISMATCH, differs) == []


def test_a_questioned_set_is_no_refusal_and_no_pass() -> None:
    assert by(g.GIANG, DOUBT, intake_approved()) == [QUESTIONED]
    state = checked((g.GIANG, QUESTIONED))
    assert (state.quality_questioned, state.quality_passed) == (True, False)


def test_an_examiner_accepts_a_questioned_set_with_a_reason() -> None:
    questioned = checked((g.GIANG, QUESTIONED))
    override = replace(QUALITY, reason="three-tries")

    [event] = by(g.HAI, override, questioned)

    assert event == replace(ACCEPTED, reason="three-tries")
    assert g.given((g.HAI, event), after=questioned).examined_by == (g.HAI.officer,)
    with pytest.raises(RuleBroken, match="reason-needed"):
        by(g.HAI, QUALITY, questioned)
    with pytest.raises(RuleBroken, match="reason-needed"):
        by(g.GIANG, QUALITY, questioned)


@pytest.mark.parametrize("command", [QUALITY, DOUBT])
def test_an_examiner_decides_nothing_that_the_engine_has_not_questioned(command: Any) -> None:
    with pytest.raises(OutsideAuthority, match="role-may-not"):
        by(g.HAI, command, intake_approved())


def test_candidates_make_a_suspicion_for_examiners() -> None:
    assert by(g.HOA, FOUND, intake_approved()) == [SUSPECTED]
    assert by(g.HOA, FOUND, suspected()) == []


def test_nobody_is_a_duplicate_of_themselves() -> None:
    own = CandidateGiven(g.CITIZEN, 1, 990)
    other = replace(g.CANDIDATE_GIVEN, rank=2)

    assert by(g.HOA, replace(SEARCH, candidates=(own,)), intake_approved()) == [NONE_FOUND]
    [event] = by(g.HOA, replace(SEARCH, candidates=(own, other)), intake_approved())
    assert (event.candidate_count, event.best_score) == (1, 900)


def test_while_a_duplicate_is_suspected_the_other_checks_go_on_and_verify_nothing() -> None:
    state = g.given((g.HOA, SUSPECTED), after=intake_approved())

    assert by(g.DUNG, MATCH, state) == [MATCHED]
    assert by(g.GIANG, QUALITY, g.given((g.DUNG, MATCHED), after=state)) == [ACCEPTED]
    with pytest.raises(NotAllowedNow):
        by(g.HOA, replace(SEARCH, search_id=UUID(int=9)), state)


def test_examiners_who_clear_the_last_check_verify() -> None:
    sealed = e.AdjudicatedSealed(None)
    event = e.DuplicateCleared(1, g.ADJUDICATION, sealed)
    early = g.given((g.HOA, SUSPECTED), after=intake_approved())

    assert by(g.UYEN, CLEARED, suspected()) == [event, VERIFIED]
    assert by(g.UYEN, CLEARED, early) == [event]
    assert g.given((g.UYEN, event), after=early).status == "intake-approved"
    assert by(g.UYEN, CLEARED, cleared()) == []
    assert by(g.HOA, FOUND, cleared()) == []


def test_examiners_may_confirm_a_duplicate() -> None:
    command = replace(CLEARED, outcome="confirmed", matched_citizen_id=g.TWIN)

    [event] = by(g.UYEN, command, suspected())

    assert event == e.DuplicateConfirmed(1, g.ADJUDICATION, e.AdjudicatedSealed(g.TWIN))
    assert by(g.UYEN, command, confirmed()) == []


def test_examiners_who_cannot_tell_ask_for_another_capture() -> None:
    command = replace(CLEARED, outcome="recapture")

    [event] = by(g.UYEN, command, suspected())

    assert (event.reasons, event.to_unit) == (("recapture",), g.DISTRICT)
    assert by(g.UYEN, command, g.given((g.UYEN, event), after=suspected())) == []


@pytest.mark.parametrize("changes", [{"adjudication_id": UUID(int=8)}, {"search_id": UUID(int=8)}])
def test_an_adjudication_of_another_application_is_refused(changes: Any) -> None:
    with pytest.raises(RuleBroken, match="adjudication-of-other-application"):
        by(g.UYEN, replace(CLEARED, **changes), suspected())


def test_after_an_appeal_every_check_is_made_again() -> None:
    upheld = e.AppealUpheld(g.APPEAL, None, None, None)
    state = g.given((g.TAM, upheld), (g.CHI, e.IntakeApproved(1)), after=appealed())

    assert by(g.DUNG, MATCH, state) == [MATCHED]
    assert by(g.GIANG, QUALITY, state) == [ACCEPTED]
    assert by(g.HOA, FOUND, state) == [SUSPECTED]
