"""Approval with the number it gives: carried over when declared, formed otherwise (domain §3.1)."""

from domain.authority import require_role_for
from domain.citizen.checks import FIELD_OF_RULE, pin_contradictions, pin_province
from domain.citizen.commands import ApproveCitizen, NotifyPin
from domain.citizen.entry import Entry
from domain.citizen.events import (
    Approved,
    Event,
    PinEstablished,
    PinEstablishedSealed,
    PinNotified,
    PinNotifiedSealed,
)
from domain.citizen.facts import PinDraw
from domain.citizen.guards import NUMBERED, require, require_other_officer, require_standing
from domain.citizen.person import Citizen, PinNotice
from domain.context import Context
from domain.guards import refuse_field
from domain.policy.parameters import find
from domain.policy.shapes import BulkAllowed
from domain.refusals import (
    BadValue,
    Fault,
    NotAllowedNow,
    RuleBroken,
    refuse_faults,
    refuse_if,
)
from domain.values.pin import ABROAD, TEST_PREFIXES, form_pin

_FIELD_OF_REASON = {
    "pin-needs-sex": "/sex",
    "pin-birth-year": "/birth",
    "pin-needs-country-code": "/birth_registration",
}


def approve(state: Citizen, command: ApproveCitizen, context: Context) -> list[Event]:
    if _approved_as(state, command, context):
        return []
    entry = require(state, "verified")
    before = (*state.captured_by, state.verified_by)
    require_other_officer(context, before, "capturer-or-verifier-may-not-approve")
    require_standing(state, "living", "missing")
    _refuse_open_discrepancy(state)
    established = _established(state, entry, command, context)
    return [Approved(state.version), established]


def notify_pin(state: Citizen, command: NotifyPin, context: Context) -> list[Event]:
    notice = PinNotice(command.channel, command.notified_on, command.notice.fact())
    if state.pin_notified == notice:
        return []
    require(state, *NUMBERED)
    notified = NotAllowedNow("citizen-is", state=state.status)
    refuse_if(state.pin_notified is not None, notified)
    if state.status == "active":
        require_role_for("NotifyPin", ("area-officer",), context.actor)
    ahead = command.notified_on > context.today
    refuse_if(ahead, refuse_field("/notified_on", "day-in-future", day=command.notified_on))
    sealed = PinNotifiedSealed(command.notice.fact())
    return [PinNotified(command.channel, command.notified_on, sealed)]


def formed_pin(entry: Entry, context: Context) -> str:
    """A new number from the drawn serial (`context.facts`); RuleBroken names what is missing."""
    draw: PinDraw = context.facts
    try:
        return form_pin(_prefix(entry, draw, context), entry.sex, entry.birth_year, draw.serial)
    except BadValue as bad:
        faults = (Fault(_FIELD_OF_REASON.get(bad.code, ""), bad.code, bad.params),)
        raise RuleBroken(bad.code, faults=faults, **bad.params) from bad


def _established(
    state: Citizen, entry: Entry, command: ApproveCitizen, context: Context
) -> PinEstablished:
    if state.pins:
        sealed = PinEstablishedSealed(formed_pin(entry, context), state.pins[-1].number)
        return PinEstablished("re-established", sealed)
    if entry.pin_declared:
        _refuse_contradiction(entry, entry.pin_declared, context)
        return PinEstablished("carried-over", PinEstablishedSealed(entry.pin_declared, None))
    origin = _origin(state, command, context)
    return PinEstablished(origin, PinEstablishedSealed(formed_pin(entry, context), None))


def _approved_as(state: Citizen, command: ApproveCitizen, context: Context) -> bool:
    """By this officer, and with a number of the same origin where the command has a say in it."""
    origin = state.pins[-1].origin if state.pins else ""
    asked = (origin == "bulk") == command.in_bulk or origin in ("carried-over", "re-established")
    return state.status == "approved" and state.approved_by == context.actor.officer and asked


def _origin(state: Citizen, command: ApproveCitizen, context: Context) -> str:
    if command.in_bulk:
        rules = context.policy.at(context.happened_on, context.now)
        rule = find(rules, "pin.bulk_allowed", BulkAllowed)
        not_allowed = RuleBroken("bulk-not-allowed", day=context.happened_on)
        refuse_if(rule is None or not rule.allowed, not_allowed)
        return "bulk"
    return "birth" if state.form == "birth-notice" else "card"


def _prefix(entry: Entry, draw: PinDraw, context: Context) -> str:
    if context.test_numbers:
        return TEST_PREFIXES[draw.prefix_choice % len(TEST_PREFIXES)]
    province = pin_province(entry.birth_registration, context.units)
    if province == ABROAD:
        raise BadValue("pin-needs-country-code")
    return province


def _refuse_contradiction(entry: Entry, pin: str, context: Context) -> None:
    """Guard 9: the number must agree with place, sex and year of the entry."""
    faults = tuple(
        Fault(
            f"/{FIELD_OF_RULE[rule]}",
            "pin-disagrees",
            {"rule": rule, "field": FIELD_OF_RULE[rule]},
        )
        for rule in pin_contradictions(entry, pin, context)
    )
    if faults:
        refuse_faults(faults, "pin-disagrees-in-several")


def _refuse_open_discrepancy(state: Citizen) -> None:
    """Guard 8."""
    faults = tuple(
        Fault(f"/{one.field}", "discrepancy-open", {"field": one.field})
        for one in state.discrepancies
    )
    if faults:
        refuse_faults(faults, "discrepancies-open")
