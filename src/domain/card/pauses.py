"""A card whose validity rests for a time: suspended by the centre or held by an authority."""

from domain.card.commands import EndHold, HoldCard, ReinstateCard, SuspendCard
from domain.card.events import Event, Held, HoldEnded, HoldSealed, Reinstated, Suspended
from domain.card.guards import refuse_later_day, require, require_ground
from domain.card.state import Card
from domain.context import Context
from domain.effects import repeats
from domain.guards import refuse_field
from domain.refusals import NotAllowedNow, SameOfficer, refuse_if


def suspend(state: Card, command: SuspendCard, _context: Context) -> list[Event]:
    if command.ground and repeats(state, Suspended(command.ground), "suspended"):
        return []
    require(state, "active")
    return [Suspended(require_ground(command.ground))]


def reinstate(state: Card, command: ReinstateCard, context: Context) -> list[Event]:
    event = Reinstated(command.ground)
    if repeats(state, event, "active"):
        return []
    require(state, "suspended")
    same = state.suspended_by == context.actor.officer
    refuse_if(same, SameOfficer("suspender-may-not-reinstate"))
    return [event]


def hold(state: Card, command: HoldCard, context: Context) -> list[Event]:
    decision = HoldSealed(command.decision.fact())
    event = Held(command.ground or "", command.from_, command.to, decision)
    if repeats(state, event, "held"):
        return []
    require(state, "active")
    require_ground(command.ground)
    refuse_later_day(command.from_, "/from", context)
    if command.to is not None and command.to < command.from_:
        raise refuse_field("/to", "ends-before-it-begins")
    return [event]


def end_hold(state: Card, command: EndHold, context: Context) -> list[Event]:
    held = state.hold
    if held is None:
        raise NotAllowedNow("card-is", state=state.status)
    decision = HoldSealed(command.decision.fact())
    event = HoldEnded(held.ground, held.from_, command.to, decision)
    if repeats(state, event, "active"):
        return []
    require(state, "held")
    refuse_later_day(command.to, "/to", context)
    if command.to < held.from_:
        raise refuse_field("/to", "ends-before-it-begins")
    return [event]
