"""Verifying a declaration against its sources, or sending it back."""

from domain.authority import require_role_for
from domain.citizen.checks import CHECKS, Case, open_checks
from domain.citizen.commands import ReturnCitizen, VerifyCitizen
from domain.citizen.effects import in_place
from domain.citizen.events import Event, RemarkSealed, Returned, Verified, VerifiedSealed
from domain.citizen.guards import require, require_other_officer, require_reason
from domain.citizen.person import Citizen
from domain.context import Context, local_day
from domain.guards import unit_on
from domain.policy.house_deadline import house_deadline
from domain.refusals import Faults, refuse_faults

VERIFY_ROLES = {
    "DC01": ("commune-chief", "data-officer"),
    "birth-notice": ("data-quality-officer",),
}
"""Who may verify which form (domain §1.1)."""


def verify(state: Citizen, command: VerifyCitizen, context: Context) -> list[Event]:
    evidence = VerifiedSealed(tuple(one.fact() for one in command.evidence))
    event = Verified(command.against, tuple(CHECKS), evidence)
    if _verified_as(state, event, context):
        return []
    entry = require(state, "captured")
    require_role_for("VerifyCitizen", VERIFY_ROLES[state.form], context.actor)
    require_other_officer(context, state.captured_by, "capturer-may-not-verify")
    refuse_open_checks(Case(entry, state.pin or entry.pin_declared, state.form, context))
    return [event]


def return_(state: Citizen, command: ReturnCitizen, context: Context) -> list[Event]:
    event = _returned(state, command, context)
    if _returned_as(state, event, context):
        return []
    require(state, "captured", "verified")
    require_reason(command.reasons, "/reasons")
    return [event]


def refuse_open_checks(case: Case) -> None:
    """Guard 5: every own-state check must hold; all open ones are named at once."""
    faults = open_checks(case)
    if faults:
        refuse_faults(faults, "checks-open")


def _returned(state: Citizen, command: ReturnCitizen, context: Context) -> Returned:
    to_unit = command.to_unit or context.units.seat_of(state.collecting_unit, context.today)
    faults = Faults()
    faults.check("/to_unit", unit_on, to_unit, context.today, context.units)
    faults.refuse_if_any()
    due = house_deadline(context.policy, "citizen.returned", context.now, known=context.now)
    return Returned(command.reasons, to_unit, local_day(due), RemarkSealed(command.remark))


def _verified_as(state: Citizen, event: Verified, context: Context) -> bool:
    same_officer = state.verified_by == context.actor.officer
    return state.status == "verified" and same_officer and in_place(state, event)


def _returned_as(state: Citizen, event: Returned, context: Context) -> bool:
    same_officer = state.returned and state.returned.returned_by == context.actor.officer
    return state.status == "returned" and bool(same_officer) and in_place(state, event)
