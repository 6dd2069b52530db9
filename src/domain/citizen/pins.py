"""Cancelling a number that the facts contradict, and establishing the next (Decree 37/2021)."""

from domain.citizen.amendments import amended, open_amendment, refuse_changed_since
from domain.citizen.approval import formed_pin
from domain.citizen.commands import CancelPin, ReestablishPin, RequestPinCancellation
from domain.citizen.effects import decision, in_place, stands
from domain.citizen.entry import Entry, changed, permanent_unit
from domain.citizen.events import (
    Event,
    PinCancellationRequested,
    PinCancellationRequestedSealed,
    PinCancelled,
    PinCancelledSealed,
    PinEstablished,
    PinEstablishedSealed,
)
from domain.citizen.guards import (
    NUMBERED,
    require,
    require_documents,
    require_other_officer,
)
from domain.citizen.person import Citizen, PinCancellationRequest, Settled
from domain.context import Context
from domain.policy.reestablish_grounds import reestablish_grounds
from domain.refusals import AlreadyTaken, NotAllowedNow, OutsideAuthority, RuleBroken, refuse_if


def request_pin_cancellation(
    state: Citizen, command: RequestPinCancellation, context: Context
) -> list[Event]:
    entry = require(state, *NUMBERED)
    _refuse_foreign_commune(entry, context)
    sealed = PinCancellationRequestedSealed(tuple(one.fact() for one in command.proof))
    event = PinCancellationRequested(command.request_id, command.ground, sealed)
    open_ = state.cancellation
    if open_ and open_.id == command.request_id and in_place(state, event):
        return []
    _refuse_second(state, command)
    _pin_in_force(state)
    require_documents(command.proof, "/proof", "proof")
    return [event]


def reestablish_pin(state: Citizen, command: ReestablishPin, context: Context) -> list[Event]:
    if _reestablished_as(state, command):
        return []
    entry = require(state, *NUMBERED)
    request = _decidable(state, command, context)
    amendment = open_amendment(state, command.amendment_id)
    require_other_officer(context, (amendment.requested_by,), "requester-may-not-decide")
    refuse_changed_since(state, amendment)
    former = _pin_in_force(state)
    successor = formed_pin(changed(entry, amendment.diff), context)
    cancelled = PinCancelledSealed(former, command.notice.fact())
    return [
        amended(amendment, command),
        PinCancelled(request.id, request.ground, command.effective_from, cancelled),
        PinEstablished("re-established", PinEstablishedSealed(successor, former)),
    ]


def cancel_pin(state: Citizen, command: CancelPin, context: Context) -> list[Event]:
    if _cancelled_as(state, command):
        return []
    require(state, *NUMBERED)
    request = _decidable(state, command, context)
    cancelled = PinCancelledSealed(_pin_in_force(state), command.notice.fact())
    return [PinCancelled(request.id, request.ground, command.from_, cancelled)]


def _decidable(
    state: Citizen, command: ReestablishPin | CancelPin, context: Context
) -> PinCancellationRequest:
    """The open request, if this officer may decide it and the law of the day knows its ground."""
    request = state.cancellation
    if request is None or request.id != command.request_id:
        raise NotAllowedNow("pin-cancellation-not-requested", id=command.request_id)
    require_other_officer(context, (request.requested_by,), "requester-may-not-decide")
    day = context.happened_on
    unlawful = RuleBroken("ground-not-in-force", ground=request.ground, day=day)
    grounds = reestablish_grounds(context.policy, day, known=context.now)
    refuse_if(request.ground not in grounds, unlawful)
    return request


def _pin_in_force(state: Citizen) -> str:
    if state.pin is None:
        raise NotAllowedNow("citizen-has-no-pin")
    return state.pin


def _cancelled_as(state: Citizen, command: CancelPin) -> bool:
    decided = decision(command.request_id), (command.from_, command.notice.fact())
    return Settled(command.request_id, "cancelled") in state.settled and stands(state, *decided)


def _reestablished_as(state: Citizen, command: ReestablishPin) -> bool:
    settled = (
        Settled(command.request_id, "re-established"),
        Settled(command.amendment_id, "amended"),
    )
    decided = decision(command.request_id), (command.effective_from, command.notice.fact())
    return set(settled) <= set(state.settled) and stands(state, *decided)


def _refuse_second(state: Citizen, command: RequestPinCancellation) -> None:
    used = command.request_id in state.used_ids
    refuse_if(used, AlreadyTaken("id-used", id=command.request_id))
    if state.cancellation:
        raise NotAllowedNow("pin-cancellation-open", id=state.cancellation.id)


def _refuse_foreign_commune(entry: Entry, context: Context) -> None:
    """A commune asks only for those who reside there permanently (Circular 59/2021 Art. 6)."""
    home = permanent_unit(entry, context.today)
    if home is None or "commune-chief" not in context.actor.roles:
        return
    outside = OutsideAuthority("unit-outside-authority", code=home[0])
    # The commune of the day of the residence, or who has taken its place since.
    days = (home[1], context.today)
    own = any(context.units.within(home[0], context.actor.unit, day) for day in days)
    refuse_if(not own, outside)
