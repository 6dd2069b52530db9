"""Changing a fact of an approved entry: asked for by one officer, decided by another."""

from uuid import UUID

from domain.authority import require_role_for
from domain.citizen.changes import changes_of
from domain.citizen.checks import FIELD_OF_RULE, pin_contradictions
from domain.citizen.commands import (
    ApproveAmendment,
    ReestablishPin,
    RejectAmendment,
    RequestAmendment,
)
from domain.citizen.effects import decision, in_place, stands
from domain.citizen.entry import AMENDABLE, Entry, changed
from domain.citizen.events import (
    Amended,
    AmendedSealed,
    AmendmentRejected,
    AmendmentRequested,
    AmendmentRequestedSealed,
    Event,
    RemarkSealed,
)
from domain.citizen.facts import Change
from domain.citizen.guards import (
    NUMBERED,
    require,
    require_documents,
    require_other_officer,
)
from domain.citizen.person import Citizen, OpenAmendment, Settled
from domain.context import Context
from domain.guards import refuse_field
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken, refuse_if

REQUEST_ROLES = {
    "DC02": ("area-officer", "capture-officer", "data-officer", "civil-registrar"),
    "civil-status": ("area-officer", "data-officer", "civil-registrar"),
    "court": ("area-officer", "data-officer", "civil-registrar"),
    "own-motion": ("area-officer", "data-officer", "civil-registrar"),
}
"""A capture officer asks only by the form that the citizen signs at the counter (DC02)."""


def request_amendment(state: Citizen, command: RequestAmendment, context: Context) -> list[Event]:
    entry = require(state, *NUMBERED)
    require_role_for("RequestAmendment", REQUEST_ROLES[command.form], context.actor)
    changes = changes_of(entry, command.changes, AMENDABLE, "DC02", context)
    event = _requested(command, changes)
    if not changes or _in_place(state, event, changes):
        return []
    _refuse_second(state, command, changes)
    require_documents(command.documents, "/documents", command.form)
    return [event]


def approve_amendment(state: Citizen, command: ApproveAmendment, context: Context) -> list[Event]:
    if _amended_as(state, command):
        return []
    entry = require(state, *NUMBERED)
    amendment = open_amendment(state, command.amendment_id)
    require_other_officer(context, (amendment.requested_by,), "requester-may-not-decide")
    refuse_changed_since(state, amendment)
    _refuse_contradiction(state, changed(entry, amendment.diff), amendment, context)
    return [amended(amendment, command)]


def reject_amendment(state: Citizen, command: RejectAmendment, context: Context) -> list[Event]:
    if _rejected_as(state, command):
        return []
    require(state, *NUMBERED)
    amendment = open_amendment(state, command.amendment_id)
    require_other_officer(context, (amendment.requested_by,), "requester-may-not-decide")
    if command.reason is None:
        raise refuse_field("/reason", "reason-needed")
    return [_rejected(command, command.reason)]


def open_amendment(state: Citizen, amendment_id: UUID) -> OpenAmendment:
    for amendment in state.amendments:
        if amendment.id == amendment_id:
            return amendment
    raise NotAllowedNow("amendment-not-open", id=amendment_id)


def refuse_changed_since(state: Citizen, amendment: OpenAmendment) -> None:
    """Guard 14: what was asked for rests on the fields as they were then."""
    for field, version in amendment.field_versions.items():
        changed_since = state.field_versions.get(field, 0) != version
        refuse_if(changed_since, RuleBroken("field-changed-since-request", field=field))


def amended(amendment: OpenAmendment, command: ApproveAmendment | ReestablishPin) -> Amended:
    after = {change.field: change.after for change in amendment.diff}
    birth_year = int(after["birth"][:4]) if "birth" in after else None
    return Amended(
        amendment.id,
        amendment.fields,
        amendment.legal_ground,
        command.effective_from,
        AmendedSealed(amendment.diff, birth_year, after.get("sex")),
    )


def _refuse_contradiction(
    state: Citizen, after: Entry, amendment: OpenAmendment, context: Context
) -> None:
    """Guard 15: an amendment that leaves the number wrong is the director's to decide."""
    touches_pin = set(amendment.fields) & set(FIELD_OF_RULE.values())
    if state.pin and touches_pin and pin_contradictions(after, state.pin, context):
        raise RuleBroken("amendment-contradicts-pin")


def _requested(command: RequestAmendment, changes: tuple[Change, ...]) -> AmendmentRequested:
    return AmendmentRequested(
        command.amendment_id,
        command.form,
        tuple(change.field for change in changes),
        command.legal_ground,
        AmendmentRequestedSealed(changes, tuple(one.fact() for one in command.documents)),
    )


def _in_place(state: Citizen, event: AmendmentRequested, changes: tuple[Change, ...]) -> bool:
    same = any((one.id, one.diff) == (event.amendment_id, changes) for one in state.amendments)
    return same and in_place(state, event)


def _amended_as(state: Citizen, command: ApproveAmendment) -> bool:
    decided = decision(command.amendment_id), (command.effective_from,)
    return Settled(command.amendment_id, "amended") in state.settled and stands(state, *decided)


def _rejected_as(state: Citizen, command: RejectAmendment) -> bool:
    rejected = Settled(command.amendment_id, "rejected") in state.settled
    return rejected and in_place(state, _rejected(command, command.reason or ""))


def _rejected(command: RejectAmendment, reason: str) -> AmendmentRejected:
    return AmendmentRejected(command.amendment_id, reason, RemarkSealed(command.remark))


def _refuse_second(state: Citizen, command: RequestAmendment, changes: tuple[Change, ...]) -> None:
    """Guard 11: one open amendment of a field at a time; an id is used once."""
    used = command.amendment_id in state.used_ids
    refuse_if(used, AlreadyTaken("id-used", id=command.amendment_id))
    for change in changes:
        for other in state.amendments:
            already = RuleBroken("amendment-already-open", field=change.field, id=other.id)
            refuse_if(change.field in other.fields, already)
