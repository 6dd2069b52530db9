"""How each event changes a citizen's state; replayed on every load, so it never says no."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.citizen import events as e
from domain.citizen.effects import digest, effect_of
from domain.citizen.entry import FIELDS, Entry, changed, entered, related, resided, unrelated
from domain.citizen.erased import kept_or_erased
from domain.citizen.facts import Residence
from domain.citizen.joined import joined
from domain.citizen.person import (
    Capture,
    Citizen,
    OpenAmendment,
    OpenDiscrepancy,
    PinCancellationRequest,
    PinNotice,
    Return,
)
from domain.citizen.pin_lifetimes import cancelled, ended, numbered, resumed
from domain.citizen.settled import settle
from domain.context import local_day
from domain.deadlines import Missed
from domain.envelope import Envelope

__all__ = ["Citizen", "evolve"]


def evolve(state: Citizen | None, event: e.Event, by: Envelope) -> Citizen:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or Citizen(0, "captured", by.actor.unit, None, None)
    after = _after(replace(former, version=former.version + 1), event, by)
    effect = effect_of(event)
    if effect is None:
        return after
    of, values = effect
    return replace(after, effects={**after.effects, of: digest(values)})


def _after(state: Citizen, event: e.Event, by: Envelope) -> Citizen:
    officer = by.actor.officer
    match event:
        case e.Captured() | e.Recaptured():
            return _captured(state, event, by)
        case e.CaptureCorrected(fields, sealed):
            entry = _changed(state.entry, sealed)
            return _noted(state, fields, entry=entry, captured_by=_with(state, officer))
        case e.Verified():
            return replace(state, status="verified", verified_by=officer)
        case e.Returned(reasons, to_unit, due):
            returned = Return(reasons, to_unit, due, officer)
            return replace(state, status="returned", returned=returned)
        case e.Approved():
            return replace(state, status="approved", approved_by=officer, former_status=None)
        case e.PinEstablished():
            return numbered(state, event, local_day(by.occurred_at))
        case e.PinNotified(channel, on, sealed):
            notice = PinNotice(channel, on, sealed.notice if sealed else None)
            return replace(state, status="active", pin_notified=notice)
        case e.AmendmentRequested():
            return replace(state, amendments=(*state.amendments, _requested(state, event, officer)))
        case e.Amended(amendment_id, fields, _, _, sealed):
            entry = _changed(state.entry, sealed)
            return _noted(settle(state, amendment_id, "amended"), fields, entry=entry)
        case e.AmendmentRejected(amendment_id):
            return settle(state, amendment_id, "rejected")
        case e.DiscrepancyRaised(id_, field, sources, owner_unit, due):
            open_ = OpenDiscrepancy(id_, field, sources, owner_unit, due)
            return replace(state, discrepancies=(*state.discrepancies, open_))
        case e.DiscrepancyResolved(discrepancy_id, finding):
            return settle(state, discrepancy_id, finding)
        case e.ResidenceRecorded(kind, from_, to, sealed):
            stay = Residence(kind, from_, to, sealed.place) if sealed else None
            return _noted(state, ("residences",), entry=resided(state.entry, stay))
        case e.MaritalStatusRecorded():
            return _married(state, event)
        case e.RelationRecorded():
            return _related(state, event, local_day(by.occurred_at))
        case e.DeathRecorded(sealed):
            died = _died(state.entry, sealed.died if sealed else None)
            closed = ended(state.pins, local_day(by.occurred_at), "death")
            return _stands(_noted(state, ("died",), entry=died, pins=closed), "dead", officer)
        case e.DeclaredMissing(from_):
            return _stands(state, "missing", officer, from_)
        case e.StandingRestored(from_):
            reopened = resumed(state.pins, "death")
            alive = _noted(state, ("died",), entry=_died(state.entry, None), pins=reopened)
            return _stands(alive, _restored(state), officer, from_)
        case e.NationalityLost(_, from_):
            closed = ended(state.pins, from_, "nationality-lost")
            return _stands(replace(state, pins=closed), "nationality-lost", officer, from_)
        case e.NationalityRegained(from_):
            reopened = resumed(state.pins, "nationality-lost")
            return _stands(replace(state, pins=reopened), "living", officer, from_)
        case e.PinCancellationRequested(request_id, ground):
            request = PinCancellationRequest(request_id, ground, officer)
            return replace(state, cancellation=request)
        case e.PinCancelled():
            return cancelled(state, event)
        case e.MergeProposed() | e.Merged() | e.Absorbed() | e.MergeUndone():
            return joined(state, event, officer)
        case e.LegalHoldPlaced() | e.LegalHoldLifted():
            return kept_or_erased(state, event, officer)
        case e.ErasureOrdered() | e.Erased() | e.KeyDestroyed():
            return kept_or_erased(state, event, officer)
        case e.DeadlineMissed(stage, due):
            return replace(state, missed=(*state.missed, Missed(stage, due)))


def _captured(state: Citizen, event: e.Captured | e.Recaptured, by: Envelope) -> Citizen:
    attempt = event.capture_attempt if isinstance(event, e.Recaptured) else 1
    return replace(
        state,
        status="captured",
        collecting_unit=by.actor.unit,
        captured_by=_with(state, by.actor.officer),
        packets=(*state.packets, event.packet_id),
        verified_by=None,
        returned=None,
        entry=entered(event.sealed),
        field_versions=dict.fromkeys(FIELDS, state.version),
        capture=Capture(
            event.form, event.packet_id, event.source, event.captured_at, event.offline, attempt
        ),
    )


def _changed(entry: Entry | None, sealed: e.DiffSealed | e.AmendedSealed | None) -> Entry | None:
    return changed(entry, sealed.diff) if entry and sealed else entry


def _with(state: Citizen, officer: UUID) -> tuple[UUID, ...]:
    return state.captured_by if officer in state.captured_by else (*state.captured_by, officer)


def _noted(state: Citizen, fields: tuple[str, ...], **values: Any) -> Citizen:
    """The values, and this version as the last change of the fields."""
    versions = {**state.field_versions, **dict.fromkeys(fields, state.version)}
    return replace(state, field_versions=versions, **values)


def _stands(state: Citizen, standing: str, officer: UUID, from_: date | None = None) -> Citizen:
    return replace(
        state,
        standing=standing,
        standing_by=officer,
        standing_from=from_,
        former_standing=state.standing,
    )


def _restored(state: Citizen) -> str:
    """What stands again when a death is undone: who had lost the nationality has not got it back.

    Everybody else is living, also who was missing before: the decision found them alive.
    """
    lost = state.standing == "dead" and state.former_standing == "nationality-lost"
    return "nationality-lost" if lost else "living"


def _requested(state: Citizen, event: e.AmendmentRequested, officer: UUID) -> OpenAmendment:
    return OpenAmendment(
        event.amendment_id,
        event.form,
        event.fields,
        event.legal_ground,
        officer,
        {field: state.field_versions.get(field, 0) for field in event.fields},
        event.sealed.diff if event.sealed else (),
    )


def _related(state: Citizen, event: e.RelationRecorded, on: date) -> Citizen:
    """A relation that ended before this day leaves the entry, if it stands there."""
    relation = event.sealed.relation if event.sealed else None
    over = event.to is not None and event.to < on
    facts = unrelated if over else related
    return _noted(state, ("relations",), entry=facts(state.entry, event.kind, relation))


def _married(state: Citizen, event: e.MaritalStatusRecorded) -> Citizen:
    if state.entry is None or event.sealed is None:
        return _noted(state, ("marital",))
    single = replace(state.entry, marital=event.sealed.marital)
    fields = ("marital", "relations") if event.sealed.spouse else ("marital",)
    return _noted(state, fields, entry=related(single, "spouse", event.sealed.spouse))


def _died(entry: Entry | None, died: str | None) -> Entry | None:
    return None if entry is None else replace(entry, died=died)
