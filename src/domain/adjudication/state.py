"""A suspected duplicate as its decisions see it: the pair, the opinions, the outcome."""

from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.adjudication import events as e
from domain.adjudication.events import View
from domain.card_application.facts import Candidate
from domain.deadlines import Missed
from domain.effects import Done, noted
from domain.envelope import Envelope


class Opinion(msgspec.Struct, frozen=True):
    """`views` are in the order of the candidates; none once the key is destroyed."""

    ordinal: int
    examiner_id: UUID
    views: tuple[View, ...]
    seconds: int = 0
    remark: str | None = None


class EvidenceRequest(msgspec.Struct, frozen=True):
    kind: str
    owner_unit: str
    due: date
    remark: str | None


class Adjudication(msgspec.Struct, frozen=True):
    """`application_id` is None once the key is destroyed.

    `outcome`: confirmed, cleared or recapture. What an examiner may see is in blindness.py.
    """

    version: int
    status: str
    application_id: UUID | None = None
    search_id: UUID | None = None
    citizen_id: UUID | None = None
    candidates: tuple[Candidate, ...] = ()
    candidate_count: int = 0
    engine: str = ""
    engine_version: str = ""
    threshold_set: str = ""
    gallery_position: int = 0
    priority: int = 0
    seeded: bool = False
    truth: str | None = None
    opinions: tuple[Opinion, ...] = ()
    evidence: tuple[EvidenceRequest, ...] = ()
    outcome: str | None = None
    unanimous: bool | None = None
    matched_citizen_id: UUID | None = None
    decided_by: UUID | None = None
    closed_reason: str | None = None
    missed: tuple[Missed, ...] = ()
    done: Done = {}


def evolve(state: Adjudication | None, event: e.Event, by: Envelope) -> Adjudication:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or Adjudication(0, "opened")
    done = noted(former.done, event)
    return _after(replace(former, version=former.version + 1, done=done), event, by)


def _after(state: Adjudication, event: e.Event, by: Envelope) -> Adjudication:
    match event:
        case e.Opened():
            return _opened(state, event)
        case e.OpinionRecorded(ordinal, examiner_id, seconds, sealed):
            views = sealed.views if sealed else ()
            remark = sealed.remark if sealed else None
            opinion = Opinion(ordinal, examiner_id, views, seconds, remark)
            opinions = (*state.opinions, opinion)
            return replace(state, status=_standing(opinions), opinions=opinions)
        case e.EvidenceRequested(kind, owner_unit, due, sealed):
            remark = sealed.remark if sealed else None
            asked = EvidenceRequest(kind, owner_unit, due, remark)
            return replace(state, evidence=(*state.evidence, asked))
        case e.Decided(outcome, unanimous, sealed):
            return replace(
                state,
                status="decided",
                outcome=outcome,
                unanimous=unanimous,
                matched_citizen_id=sealed.matched_citizen_id if sealed else None,
                decided_by=by.actor.officer,
            )
        case e.Closed(reason):
            return replace(state, status="closed", closed_reason=reason)
        case e.DeadlineMissed(stage, due):
            return replace(state, missed=(*state.missed, Missed(stage, due)))


def _opened(state: Adjudication, event: e.Opened) -> Adjudication:
    opened = replace(
        state,
        status="opened",
        candidate_count=event.candidate_count,
        engine=event.engine,
        engine_version=event.engine_version,
        threshold_set=event.threshold_set,
        gallery_position=event.gallery_position,
        priority=event.priority,
    )
    sealed = event.sealed
    if sealed is None:
        return opened
    return replace(
        opened,
        application_id=sealed.application_id,
        search_id=sealed.search_id,
        citizen_id=sealed.citizen_id,
        candidates=sealed.candidates,
        seeded=sealed.seeded,
        truth=sealed.truth,
    )


def _standing(opinions: tuple[Opinion, ...]) -> str:
    """Two opinions agree where they say the same of every candidate; a third one settles it.

    Opinions that can no longer be read are not known to agree.
    """
    if len(opinions) < 2:
        return "half-examined"
    if len(opinions) > 2:
        return "agreed"
    first, second = (set(one.views) for one in opinions)
    return "agreed" if first and first == second else "disagreed"
