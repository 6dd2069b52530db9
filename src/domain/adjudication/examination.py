"""Opinions of examiners who see the pair and not each other, and the evidence they ask for."""

from uuid import UUID

from domain.adjudication.commands import RecordOpinion, RecordThirdOpinion, RequestEvidence
from domain.adjudication.events import (
    Event,
    EvidenceRequested,
    OpinionRecorded,
    OpinionSealed,
    RemarkSealed,
    View,
)
from domain.adjudication.guards import EXAMINING, UNDECIDED, require
from domain.adjudication.state import Adjudication, Opinion
from domain.context import Context
from domain.effects import repeats
from domain.guards import refuse_field, unit_on
from domain.readings import found
from domain.refusals import Faults, SameOfficer, refuse_if

FIRST_TWO = (1, 2)
THIRD = (3,)


def record_opinion(state: Adjudication, command: RecordOpinion, context: Context) -> list[Event]:
    if _given(state, command, context, FIRST_TWO):
        return []
    require(state, *EXAMINING)
    return _opinion(state, command, context)


def record_third_opinion(
    state: Adjudication, command: RecordThirdOpinion, context: Context
) -> list[Event]:
    if _given(state, command, context, THIRD):
        return []
    require(state, "disagreed")
    return _opinion(state, command, context)


def request_evidence(
    state: Adjudication, command: RequestEvidence, context: Context
) -> list[Event]:
    sealed = RemarkSealed(command.remark)
    event = EvidenceRequested(command.kind, command.owner_unit, command.due, sealed)
    if repeats(state, event, *UNDECIDED):
        return []
    require(state, *UNDECIDED)
    faults = Faults()
    faults.check("/owner_unit", unit_on, command.owner_unit, context.happened_on, context.units)
    faults.refuse_if_any()
    return [event]


def _opinion(
    state: Adjudication, command: RecordOpinion | RecordThirdOpinion, context: Context
) -> list[Event]:
    examiner = context.actor.officer
    examined = {one.examiner_id for one in state.opinions}
    refuse_if(examiner in examined, SameOfficer("opinion-given-already"))
    captured_by = found(context, "application", "").state.captured_by
    refuse_if(examiner in captured_by, SameOfficer("capturer-may-not-examine"))
    views = _views(state, command)
    everybody = sorted({one.citizen_id for one in state.candidates})
    each_once = sorted(one.citizen_id for one in views) == everybody
    refuse_if(not each_once, refuse_field("/views", "view-missing"))
    sealed = OpinionSealed(views, command.remark)
    return [OpinionRecorded(len(state.opinions) + 1, examiner, command.seconds, sealed)]


def _given(
    state: Adjudication,
    command: RecordOpinion | RecordThirdOpinion,
    context: Context,
    ordinals: tuple[int, ...],
) -> bool:
    """Whether this examiner has said just this before."""
    views, officer = _views(state, command), context.actor.officer
    return any(
        Opinion(ordinal, officer, views, command.seconds, command.remark) in state.opinions
        for ordinal in ordinals
    )


def _views(state: Adjudication, command: RecordOpinion | RecordThirdOpinion) -> tuple[View, ...]:
    """In the order of the candidates, so that equal opinions are equal however they were sent."""
    ranks = {one.citizen_id: one.rank for one in state.candidates}

    def place(view: View) -> tuple[int, UUID]:
        return ranks.get(view.citizen_id, len(ranks)), view.citizen_id

    return tuple(sorted((one.fact() for one in command.views), key=place))
