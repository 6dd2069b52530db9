"""What a citizen's entry waits for, and the timer's word on a wait that passed its deadline."""

from domain.citizen.events import DeadlineMissed, Event
from domain.citizen.person import Citizen
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed, is_missed
from domain.waits import Wait

_CENTRE = "centre"


def waits(state: Citizen) -> tuple[Wait, ...]:
    """The stages in which this entry waits for somebody, with the rules `house.citizen.*`.

    An active entry without any of them rests, and so does what was open in one that was merged:
    it waits again when the merge is undone.
    """
    open_ = () if state.status in ("merged", "erased") else _of_what_is_open(state)
    return (*_of_status(state), *open_, *_of_erasure(state))


def mark_deadline_missed(
    state: Citizen, command: MarkDeadlineMissed, context: Context
) -> list[Event]:
    stages = [wait.stage for wait in waits(state)]
    due = is_missed("citizen", stages, state.missed, command, context)
    if due is None:
        return []
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]


def _of_status(state: Citizen) -> tuple[Wait, ...]:
    home = state.collecting_unit
    match state.status:
        case "captured":
            return (_wait("captured", "commune-chief", home),)
        case "verified":
            rule = "verified-birth" if state.form == "birth-notice" else "verified"
            return (_wait("verified", "register-approver", _CENTRE, rule),)
        case "returned" if state.returned:
            due = state.returned.due
            rule = "house.citizen.returned"
            return (Wait("returned", "area-officer", state.returned.to_unit, rule, due=due),)
        case "approved":
            return (_wait("approved", "area-officer", home),)
        case "active" if state.pin_notified is None:
            return (_wait("pin-re-established", "area-officer", home),)
        case _:
            return ()


def _of_what_is_open(state: Citizen) -> tuple[Wait, ...]:
    found = []
    if state.amendments:
        found.append(_wait("amendment-open", "commune-chief", state.collecting_unit))
    if state.discrepancies:
        first = min(state.discrepancies, key=lambda one: one.due)
        rule = "house.citizen.discrepancy-open"
        found.append(
            Wait("discrepancy-open", "data-officer", first.owner_unit, rule, due=first.due)
        )
    if state.cancellation is not None:
        found.append(_wait("pin-cancellation-requested", "director", _CENTRE))
    if state.proposal is not None:
        found.append(_wait("merge-proposed", "register-approver", _CENTRE))
    return tuple(found)


def _of_erasure(state: Citizen) -> tuple[Wait, ...]:
    if state.erasure_order is not None:
        return (_wait("erasure-ordered", "security-officer", _CENTRE),)
    if state.erasure is not None and state.erasure.objects is None:
        return (_wait("erased", "eraser", _CENTRE),)
    return ()


def _wait(stage: str, role: str, unit: str, rule: str | None = None) -> Wait:
    return Wait(stage, role, unit, f"house.citizen.{rule or stage}")
