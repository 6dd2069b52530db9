"""The last step: by post or over the counter, into the hand of the holder or a representative."""

from domain.authority import require_role_for
from domain.card_application.application import CardApplication
from domain.card_application.commands import (
    ChangeDeliveryPlace,
    HandOverCard,
    PostCard,
    ReportDeliveryFailed,
)
from domain.card_application.events import (
    Delivered,
    DeliveredSealed,
    DeliveryFailed,
    DeliveryPlaceChanged,
    DeliveryPlaceChangedSealed,
    Event,
    Posted,
    PostedSealed,
)
from domain.card_application.guards import certain, is_timer, require, require_stated
from domain.card_application.recipient import refuse_stranger
from domain.citizen.facts import Place
from domain.citizen.fields import check_place
from domain.citizen.forms import PlaceGiven
from domain.context import Context
from domain.effects import repeats
from domain.guards import refuse_field
from domain.policy.house_deadline import house_deadline
from domain.readings import found
from domain.refusals import Faults, refuse_if

UNREACHED = (
    "opened",
    "captured",
    "intake-approved",
    "returned",
    "duplicate-suspected",
    "duplicate-confirmed",
    "verified",
    "approved",
    "printing",
    "outcome-unknown",
    "printed",
    "quality-checked",
    "dispatched",
    "missing-in-transit",
    "arrived",
    "delivery-failed",
)
"""Any but posted, delivered, refused, appealed, withdrawn and closed."""


def post(state: CardApplication, command: PostCard, context: Context) -> list[Event]:
    address = _place(command.address, "/address", context)
    event = Posted(command.carrier, PostedSealed(command.tracking, address))
    if repeats(state, event, "posted"):
        return []
    require(state, "arrived", "delivery-failed")
    return [event]


def hand_over(state: CardApplication, command: HandOverCard, context: Context) -> list[Event]:
    event = _delivered(command)
    if repeats(state, event, "delivered"):
        return []
    require(state, "arrived", "posted", "delivery-failed")
    _require_courier_or_officer("HandOverCard", state, context)
    unverified = not command.holder_verified and command.unverified_reason is None
    refuse_if(unverified, refuse_field("/holder_verified", "holder-not-verified"))
    refuse_stranger(state, command, context)
    found(context, "card", "")
    return [event]


def change_place(
    state: CardApplication, command: ChangeDeliveryPlace, context: Context
) -> list[Event]:
    sealed = DeliveryPlaceChangedSealed(_place(command.place, "/place", context))
    reason = command.reason
    if reason and repeats(state, DeliveryPlaceChanged(reason, sealed), *UNREACHED):
        return []
    require(state, *UNREACHED)
    return [DeliveryPlaceChanged(require_stated(reason), sealed)]


def report_failed(
    state: CardApplication, command: ReportDeliveryFailed, context: Context
) -> list[Event]:
    reason, tries = command.reason, state.delivery_tries
    if reason and repeats(state, DeliveryFailed(reason, tries), "delivery-failed"):
        return []
    require(state, "posted", "arrived")
    if is_timer(context):
        _refuse_early_timer(state, command, context)
    else:
        _require_courier_or_officer("ReportDeliveryFailed", state, context)
    return [DeliveryFailed(require_stated(reason), tries + 1)]


def _delivered(command: HandOverCard) -> Delivered:
    recipient = command.recipient.fact() if command.recipient else None
    return Delivered(
        command.to,
        command.mode,
        command.holder_verified,
        command.unverified_reason,
        command.score,
        DeliveredSealed(recipient, command.signature.fact()),
    )


def _place(given: PlaceGiven, pointer: str, context: Context) -> Place:
    faults, place = Faults(), given.fact()
    check_place(faults, pointer, place, context.units)
    faults.refuse_if_any()
    return place


def _require_courier_or_officer(command: str, state: CardApplication, context: Context) -> None:
    """A courier speaks of what was posted, and of nothing else."""
    posted = state.status == "posted"
    roles = ("delivery-officer", "post-courier") if posted else ("delivery-officer",)
    require_role_for(command, roles, context.actor)


def _refuse_early_timer(
    state: CardApplication, command: ReportDeliveryFailed, context: Context
) -> None:
    """The timer never states what nobody saw: only that nobody came for the card (§1.14)."""
    require(state, "arrived")
    only = refuse_field("/reason", "timer-knows-only-unclaimed")
    refuse_if(command.reason != "unclaimed", only)
    since, wait = certain(state.arrived_at, state), "card-application.unclaimed"
    due = house_deadline(context.policy, wait, since, known=context.now)
    refuse_if(context.now < due, refuse_field("/reason", "deadline-not-passed", due=due))
