"""Erasing a person: ordered on a lawful ground, carried out by another officer (domain §1.1).

What is erased cannot be brought back, so every guard of the order holds again when it is carried
out: the ground by the law of that day, and no hold placed since.
"""

from uuid import UUID

from domain.citizen.commands import ConfirmKeyDestroyed, EraseCitizen, OrderErasure
from domain.citizen.effects import in_place
from domain.citizen.endings import Erasure
from domain.citizen.events import (
    Erased,
    ErasureOrdered,
    ErasureOrderedSealed,
    Event,
    KeyDestroyed,
)
from domain.citizen.guards import NOT_ERASED, require, require_other_officer
from domain.citizen.person import Citizen
from domain.context import Context
from domain.guards import refuse_field
from domain.policy.erasure_grounds import erasure_grounds
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken, refuse_if


def order_erasure(state: Citizen, command: OrderErasure, context: Context) -> list[Event]:
    require(state, *NOT_ERASED)
    sealed = ErasureOrderedSealed(command.order.fact())
    event = ErasureOrdered(command.order_id, command.ground, sealed)
    open_ = state.erasure_order
    if open_ is not None and open_.id == command.order_id and in_place(state, event):
        return []
    used = command.order_id in state.used_ids
    refuse_if(used, AlreadyTaken("id-used", id=command.order_id))
    if open_ is not None:
        raise NotAllowedNow("erasure-already-ordered", id=open_.id)
    _refuse_unlawful(state, command.ground, context)
    return [event]


def erase_citizen(state: Citizen, command: EraseCitizen, context: Context) -> list[Event]:
    """`context.facts` is the id of the data key of this citizen, as the vault knows it."""
    if _erased_as(state, command, context):
        return []
    require(state, *NOT_ERASED)
    order = state.erasure_order
    if order is None or order.id != command.order_id:
        raise NotAllowedNow("erasure-not-ordered", id=command.order_id)
    require_other_officer(context, (order.ordered_by,), "orderer-may-not-erase")
    _refuse_unlawful(state, order.ground, context)
    _refuse_before_absorbed(context)
    key_id: UUID = context.facts
    return [Erased(order.id, key_id)]


def confirm_key_destroyed(
    state: Citizen, command: ConfirmKeyDestroyed, _context: Context
) -> list[Event]:
    erasure = state.erasure
    if erasure is None:
        raise NotAllowedNow("citizen-is", state=state.status)
    other = (erasure.order_id, erasure.key_id) != (command.order_id, command.key_id)
    refuse_if(other, refuse_field("/key_id", "key-not-to-be-destroyed", id=command.key_id))
    if erasure.objects is not None:
        return []
    return [KeyDestroyed(command.order_id, command.key_id, command.objects, command.rows)]


def _refuse_unlawful(state: Citizen, ground: str, context: Context) -> None:
    """Guard 23."""
    day = context.today
    kept = refuse_field("/ground", "history-must-be-kept", ground=ground, day=day)
    refuse_if(ground not in erasure_grounds(context.policy, day, known=context.now), kept)
    refuse_if(bool(state.holds), RuleBroken("legal-hold-in-place"))


def _refuse_before_absorbed(context: Context) -> None:
    """Entries that were merged into this one are the same person, under keys of their own."""
    for other in context.others.values():
        remains = other.state.status != "erased"
        refuse_if(remains, NotAllowedNow("absorbed-not-erased", id=other.id))


def _erased_as(state: Citizen, command: EraseCitizen, context: Context) -> bool:
    done: Erasure | None = state.erasure
    asked = (command.order_id, context.actor.officer)
    return done is not None and (done.order_id, done.erased_by) == asked
