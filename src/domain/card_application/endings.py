"""How an application ends without a card, and the appeal against a refusal."""

from domain.card_application.application import CardApplication
from domain.card_application.commands import (
    CloseApplication,
    DecideAppeal,
    LodgeAppeal,
    RefuseApplication,
    WithdrawApplication,
)
from domain.card_application.events import (
    AppealDismissed,
    AppealLodged,
    AppealUpheld,
    Closed,
    Event,
    Refused,
    RefusedSealed,
    StatementSealed,
    Withdrawn,
)
from domain.card_application.guards import certain, require, require_stated
from domain.citizen.forms import ObjectGiven
from domain.citizen.guards import require_other_officer
from domain.context import Context, local_day
from domain.effects import repeats
from domain.guards import refuse_field
from domain.policy.house_deadline import house_deadline
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken, refuse_if

REFUSABLE = (
    "opened",
    "captured",
    "intake-approved",
    "verified",
    "approved",
    "returned",
    "duplicate-confirmed",
)
WITHDRAWABLE = ("opened", "captured", "returned", "intake-approved", "verified")
CLOSABLE = (
    *REFUSABLE,
    "duplicate-suspected",
    "printed",
    "quality-checked",
    "dispatched",
    "missing-in-transit",
    "arrived",
    "posted",
    "delivery-failed",
    "appealed",
)
"""Any but printing, outcome-unknown, delivered, refused, withdrawn and closed."""


def refuse(state: CardApplication, command: RefuseApplication, context: Context) -> list[Event]:
    sealed = RefusedSealed(command.remark, command.notice.fact())
    ground = command.legal_ground
    mine = ground is not None and state.refused_by == context.actor.officer
    if mine and repeats(state, Refused(ground or "", command.reason, sealed), "refused"):
        return []
    suspected = NotAllowedNow("duplicate-not-adjudicated")
    refuse_if(state.status == "duplicate-suspected", suspected)
    require(state, *REFUSABLE)
    if ground is None:
        raise refuse_field("/legal_ground", "refusal-needs-legal-ground")
    return [Refused(ground, command.reason, sealed)]


def withdraw(
    state: CardApplication, command: WithdrawApplication, _context: Context
) -> list[Event]:
    if command.reason and repeats(state, Withdrawn(command.reason), "withdrawn"):
        return []
    require(state, *WITHDRAWABLE)
    return [Withdrawn(require_stated(command.reason))]


def lodge_appeal(state: CardApplication, command: LodgeAppeal, context: Context) -> list[Event]:
    wait, known = "card-application.appealed", context.now
    due = local_day(house_deadline(context.policy, wait, context.now, known=known))
    statement = _statement(command.statement)
    then = AppealLodged(command.appeal_id, state.appeal_due, command.ground, statement)
    if repeats(state, then, "appealed"):
        return []
    require(state, "refused")
    used = command.appeal_id in state.appeals
    refuse_if(used, AlreadyTaken("id-used", id=command.appeal_id))
    _refuse_late(state, context)
    return [AppealLodged(command.appeal_id, due, command.ground, statement)]


def decide_appeal(state: CardApplication, command: DecideAppeal, context: Context) -> list[Event]:
    upheld = command.outcome == "upheld"
    decided = AppealUpheld if upheld else AppealDismissed
    event = decided(command.appeal_id, None, command.ground, _statement(command.statement))
    if repeats(state, event, "captured" if upheld else "refused"):
        return []
    require(state, "appealed")
    not_open = NotAllowedNow("appeal-not-open", id=command.appeal_id)
    refuse_if(command.appeal_id != state.appeal_id, not_open)
    require_other_officer(context, (state.refused_by,), "refuser-may-not-decide-appeal")
    return [event]


def close(state: CardApplication, command: CloseApplication, _context: Context) -> list[Event]:
    reason = command.reason
    if reason and repeats(state, Closed(reason, state.destroy_card), "closed"):
        return []
    require(state, *CLOSABLE)
    return [Closed(require_stated(reason), state.card_id is not None)]


def _statement(given: ObjectGiven | None) -> StatementSealed:
    return StatementSealed(given.fact() if given else None)


def _refuse_late(state: CardApplication, context: Context) -> None:
    """Guard 38."""
    since, wait = certain(state.refused_at, state), "card-application.appeal-time"
    last = local_day(house_deadline(context.policy, wait, since, known=context.now))
    refuse_if(context.happened_on > last, RuleBroken("appeal-time-over", day=last))
