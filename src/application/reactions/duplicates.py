"""From a suspected duplicate to the examiners, and from their views back to the application."""

from typing import Any

from application.reactions.reactor import Reactor, Wanted
from domain.adjudication import commands as ac
from domain.adjudication import events as ae
from domain.adjudication.majority import INSUFFICIENT, majorities
from domain.card_application import commands as cc
from domain.card_application import events as ce
from domain.card_application.forms import CandidateGiven
from domain.derived_ids import adjudication_id
from domain.recorded import Recorded


def _open(recorded: Recorded, state: Any) -> tuple[Wanted, ...]:
    """The candidates of the search go before the examiners."""
    event: ce.DuplicateSuspected = recorded.event
    if event.sealed is None:
        return ()
    id_ = adjudication_id(recorded.stream, event.search_id)
    candidates = tuple(
        CandidateGiven(one.citizen_id, one.rank, one.score, one.application_id, one.fingers)
        for one in event.sealed.candidates
    )
    command = ac.OpenAdjudication(
        id=id_,
        application_id=recorded.stream,
        search_id=event.search_id,
        citizen_id=state.citizen_id,
        candidates=candidates,
        engine=event.engine,
        engine_version=event.engine_version,
        threshold_set=event.threshold_set,
        gallery_position=event.gallery_position,
    )
    return (Wanted("adjudication", id_, command, "senior-examiner", opens=True),)


def _decide(recorded: Recorded, state: Any) -> tuple[Wanted, ...]:
    """A majority decides by itself; where a view is insufficient a senior examiner does."""
    if state.status != "agreed" or INSUFFICIENT in majorities(state).values():
        return ()
    decided = frozenset({"adjudication-is"})
    command = ac.DecideAdjudication()
    return (Wanted("adjudication", recorded.stream, command, "senior-examiner", settled=decided),)


def _record(recorded: Recorded, state: Any) -> tuple[Wanted, ...]:
    """The application learns the outcome; a seeded pair has none that waits for it."""
    event: ae.Decided = recorded.event
    if state.application_id is None or state.seeded:
        return ()
    command = cc.RecordAdjudication(
        adjudication_id=recorded.stream,
        search_id=state.search_id,
        outcome=event.outcome,  # type: ignore[arg-type]
        matched_citizen_id=event.sealed.matched_citizen_id if event.sealed else None,
    )
    return (Wanted("card-application", state.application_id, command, "card-approver"),)


def _close(recorded: Recorded, state: Any) -> tuple[Wanted, ...]:
    """An application that ends takes its examination with it."""
    if state.search_id is None or not state.candidates:
        return ()
    id_ = adjudication_id(recorded.stream, state.search_id)
    command = ac.CloseAdjudication(reason=f"application-{state.status}")
    over = frozenset({"adjudication-is", "adjudication-not-found"})
    return (Wanted("adjudication", id_, command, "senior-examiner", settled=over),)


DUPLICATES: tuple[Reactor, ...] = (
    Reactor("open-adjudication", "adjudication", frozenset({ce.DuplicateSuspected.TOPIC}), _open),
    Reactor("decide-adjudication", "adjudication", frozenset({ae.OpinionRecorded.TOPIC}), _decide),
    Reactor("record-adjudication", "adjudication", frozenset({ae.Decided.TOPIC}), _record),
    Reactor(
        "close-adjudication",
        "adjudication",
        frozenset({ce.Withdrawn.TOPIC, ce.Closed.TOPIC}),
        _close,
    ),
)
