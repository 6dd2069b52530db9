"""Ending the validity of a card: asked for by one officer, decided by the director."""

from uuid import UUID

from domain.card.commands import RequestRevocation, RevokeCard
from domain.card.events import DecisionSealed, Event, RevocationRequested, Revoked
from domain.card.guards import REVOCABLE, require, require_ground
from domain.card.state import Card, OpenRevocation
from domain.citizen.forms import ObjectGiven
from domain.context import Context
from domain.effects import repeats
from domain.refusals import NotAllowedNow, SameOfficer, refuse_if


def request_revocation(state: Card, command: RequestRevocation, _context: Context) -> list[Event]:
    sealed = _decision(command.decision)
    event = RevocationRequested(command.request_id, command.ground or "", sealed)
    if repeats(state, event, *REVOCABLE):
        return []
    require(state, *REVOCABLE)
    require_ground(command.ground)
    _refuse_second(state)
    return [event]


def revoke(state: Card, command: RevokeCard, context: Context) -> list[Event]:
    if _revoked_as(state, command):
        return []
    require(state, *REVOCABLE)
    request = _asked_for(state, command.request_id)
    same = request.requested_by == context.actor.officer
    refuse_if(same, SameOfficer("requester-may-not-decide"))
    return [_revoked(request, command)]


def _asked_for(state: Card, request_id: UUID) -> OpenRevocation:
    request = state.revocation
    if request is None or request.request_id != request_id:
        raise NotAllowedNow("revocation-not-requested", id=request_id)
    return request


def _revoked_as(state: Card, command: RevokeCard) -> bool:
    request = state.revocation
    if request is None or request.request_id != command.request_id:
        return False
    return repeats(state, _revoked(request, command), "revoked")


def _revoked(request: OpenRevocation, command: RevokeCard) -> Revoked:
    return Revoked(request.request_id, request.ground, _decision(command.decision))


def _refuse_second(state: Card) -> None:
    if state.revocation is not None:
        raise NotAllowedNow("revocation-already-requested", id=state.revocation.request_id)


def _decision(given: ObjectGiven | None) -> DecisionSealed:
    return DecisionSealed(given.fact() if given else None)
