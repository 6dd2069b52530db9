"""Holds of the law: as long as one stands, nothing of this person is erased (domain §1.1)."""

from domain.citizen.commands import LiftLegalHold, PlaceLegalHold
from domain.citizen.effects import in_place
from domain.citizen.events import Event, LegalHoldLifted, LegalHoldPlaced, LegalHoldSealed
from domain.citizen.guards import (
    NOT_ERASED,
    require,
    require_document,
    require_other_officer,
)
from domain.citizen.person import Citizen
from domain.context import Context
from domain.guards import refuse_field
from domain.refusals import AlreadyTaken, NotAllowedNow, refuse_if


def place_legal_hold(state: Citizen, command: PlaceLegalHold, _context: Context) -> list[Event]:
    require(state, *NOT_ERASED)
    document = require_document(command.document, "/document", "hold-order")
    event = LegalHoldPlaced(command.hold_id, command.ground, LegalHoldSealed(document))
    standing = any(hold.id == command.hold_id for hold in state.holds)
    if standing and in_place(state, event):
        return []
    used = command.hold_id in state.used_ids
    refuse_if(used, AlreadyTaken("id-used", id=command.hold_id))
    return [event]


def lift_legal_hold(state: Citizen, command: LiftLegalHold, context: Context) -> list[Event]:
    require(state, *NOT_ERASED)
    document = require_document(command.document, "/document", "lifting-order")
    if command.reason is None:
        raise refuse_field("/reason", "reason-needed")
    event = LegalHoldLifted(command.hold_id, command.reason, LegalHoldSealed(document))
    lifted = any(one.id == command.hold_id for one in state.settled)
    if lifted and in_place(state, event):
        return []
    hold = next((one for one in state.holds if one.id == command.hold_id), None)
    if hold is None:
        raise NotAllowedNow("legal-hold-not-in-place", id=command.hold_id)
    require_other_officer(context, (hold.placed_by,), "hold-placer-may-not-lift")
    return [event]
