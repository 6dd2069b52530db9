"""What a card application waits for, and the timer's word on a wait that passed (domain §1.14)."""

from collections.abc import Callable
from typing import Any

from domain.authority import level_of
from domain.card_application.application import CardApplication
from domain.card_application.events import DeadlineMissed, Event
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed, is_missed
from domain.policy.deadline import CardCase
from domain.waits import Wait

Waits = tuple[Wait, ...]

RESTING = frozenset({"delivered", "refused", "withdrawn", "closed"})

_CENTRE = "centre"
_HOUSE = "house.card-application"
_OWN_INTAKE = ("province", "centre")
"""Levels at which nobody examined the application before the office that took it in."""


def waits(state: CardApplication) -> Waits:
    """The stages in which this application waits for somebody; none where it rests.

    The clock of a stage of the law runs from its receipt there, through every step of that stage.
    """
    told = _WAITS.get(state.status)
    return told(state) if told else ()


def mark_deadline_missed(
    state: CardApplication, command: MarkDeadlineMissed, context: Context
) -> list[Event]:
    stages = [wait.stage for wait in waits(state)]
    due = is_missed("card-application", stages, state.missed, command, context)
    if due is None:
        return []
    return [DeadlineMissed(command.stage, due, command.owner_role, command.owner_unit)]


def case_of(state: CardApplication) -> CardCase:
    zone: Any = state.zone
    kind: Any = state.kind
    return CardCase(zone, kind, level_of(state.intake_unit) in _OWN_INTAKE)


def _at_intake(state: CardApplication) -> Waits:
    level = level_of(state.intake_unit)
    stage = level if level in _OWN_INTAKE else "district"
    unit, case, since = state.intake_unit, case_of(state), state.intake_since
    return (Wait("captured", "intake-approver", unit, f"limit.{stage}", case, since),)


def _returned(state: CardApplication) -> Waits:
    rule, due = f"{_HOUSE}.returned", state.returned_due
    return (Wait("returned", "capture-officer", state.returned_to, rule, due=due),)


def _checks(state: CardApplication) -> Waits:
    """One wait for each check that has not passed; all three run beside each other."""
    open_ = []
    if not state.register_passed:
        open_.append(("register-check", "register-check"))
    if not state.quality_passed:
        questioned = ("quality-questioned", "examiner")
        open_.append(questioned if state.quality_questioned else ("quality-check",) * 2)
    if not state.duplicates_passed and state.status == "intake-approved":
        open_.append(("duplicate-search", "matcher"))
    return tuple(_of_centre(stage, role, state) for stage, role in open_)


def _suspected(state: CardApplication) -> Waits:
    return (_house("duplicate-suspected", "examiner", _CENTRE), *_checks(state))


def _on_its_way(state: CardApplication) -> Waits:
    case, since = case_of(state), state.delivery_since
    return (Wait(state.status, "dispatcher", _CENTRE, "limit.delivery", case, since),)


def _arrived(state: CardApplication) -> Waits:
    """The citizen is told after the first; after the second the card counts as unclaimed."""
    stages = ("arrived", "unclaimed")
    return tuple(_house(stage, "delivery-officer", state.to_unit) for stage in stages)


def _of_centre(stage: str, role: str, state: CardApplication) -> Wait:
    return Wait(stage, role, _CENTRE, "limit.centre", case_of(state), state.centre_since)


def _house(stage: str, role: str, unit: str) -> Wait:
    return Wait(stage, role, unit, f"{_HOUSE}.{stage}")


def _one_of_centre(stage: str, role: str) -> Callable[[CardApplication], Waits]:
    return lambda state: (_of_centre(stage, role, state),)


def _one_of_house(stage: str, role: str) -> Callable[[CardApplication], Waits]:
    return lambda _state: (_house(stage, role, _CENTRE),)


def _one_at(stage: str, role: str, unit: str) -> Callable[[CardApplication], Waits]:
    return lambda state: (_house(stage, role, getattr(state, unit)),)


_WAITS: dict[str, Callable[[CardApplication], Waits]] = {
    "opened": _one_at("opened", "reception-officer", "intake_unit"),
    "captured": _at_intake,
    "returned": _returned,
    "intake-approved": _checks,
    "duplicate-suspected": _suspected,
    "duplicate-confirmed": _one_of_house("duplicate-confirmed", "card-approver"),
    "verified": _one_of_centre("verified", "card-approver"),
    "approved": _one_of_centre("approved", "print-operator"),
    "printing": _one_of_house("printing", "print-gateway"),
    "outcome-unknown": _one_of_house("outcome-unknown", "quality-controller"),
    "printed": _one_of_centre("printed", "quality-controller"),
    "quality-checked": _on_its_way,
    "dispatched": _on_its_way,
    "missing-in-transit": _one_of_house("missing-in-transit", "dispatcher"),
    "arrived": _arrived,
    "posted": _one_at("posted", "post-courier", "to_unit"),
    "delivery-failed": _one_at("delivery-failed", "delivery-officer", "to_unit"),
    "appealed": _one_of_house("appealed", "director"),
}
