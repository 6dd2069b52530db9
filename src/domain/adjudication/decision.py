"""Drawing the outcome from opinions that are complete."""

from domain.adjudication.commands import DecideAdjudication
from domain.adjudication.events import Decided, DecidedSealed, Event
from domain.adjudication.guards import require
from domain.adjudication.majority import INSUFFICIENT, SAME, majorities, outcome_of, unanimous
from domain.adjudication.state import Adjudication
from domain.authority import require_role_for
from domain.context import Context
from domain.effects import repeats
from domain.refusals import NotAllowedNow, refuse_if

INCOMPLETE = ("opened", "half-examined", "disagreed")


def decide_adjudication(
    state: Adjudication, _command: DecideAdjudication, context: Context
) -> list[Event]:
    views = majorities(state)
    matched = next((citizen for citizen, view in views.items() if view == SAME), None)
    event = Decided(outcome_of(views), unanimous(state), DecidedSealed(matched))
    if repeats(state, event, "decided"):
        return []
    refuse_if(state.status in INCOMPLETE, NotAllowedNow("opinions-incomplete"))
    require(state, "agreed")
    if INSUFFICIENT in views.values():
        # A service never weighs prints that the examiners could not read (principle P5).
        require_role_for("DecideAdjudication", ("senior-examiner",), context.actor)
    return [event]
