"""Opening a case for a check that fails, and taking it up again when it fails again."""

from domain.citizen.person import Citizen
from domain.context import Context, local_day
from domain.data_quality_case.checks import QUALITY_CHECKS, Check
from domain.data_quality_case.commands import DetectDefect, ReopenCase
from domain.data_quality_case.events import Assigned, Detected, DetectedSealed, Event, Reopened
from domain.data_quality_case.guards import (
    ENDED,
    present_citizen,
    refuse_second,
    require,
    require_reason,
)
from domain.data_quality_case.holders import first_holder
from domain.data_quality_case.state import DataQualityCase
from domain.data_quality_case.waits import rule_of_holder
from domain.effects import repeats
from domain.guards import refuse_field, unit_on
from domain.policy.house_deadline import house_deadline
from domain.readings import found
from domain.refusals import AlreadyTaken, Faults, refuse_if


def detect_defect(
    state: DataQualityCase | None, command: DetectDefect, context: Context
) -> list[Event]:
    event = _detected(command)
    if repeats(state, event):
        return []
    refuse_if(state is not None, AlreadyTaken("data-quality-case-exists"))
    check = _check_of(command, context)
    citizen = present_citizen(context, "citizen", "/citizen_id")
    _refuse_unread_version(command, context)
    if command.other_citizen_id is not None:
        refuse_if(
            command.other_citizen_id == command.citizen_id,
            refuse_field("/other_citizen_id", "pair-is-one-citizen"),
        )
        present_citizen(context, "other", "/other_citizen_id")
    refuse_second(context, context.stream)
    return [event, *_handed(check, command, citizen, context)]


def reopen_case(state: DataQualityCase, command: ReopenCase, context: Context) -> list[Event]:
    reason = require_reason(command.reason)
    event = Reopened(reason)
    if repeats(state, event, "assigned"):
        return []
    require(state, *ENDED)
    present_citizen(context, "citizen", "")
    if state.other_citizen_id is not None:
        present_citizen(context, "other", "")
    refuse_second(context, context.stream)
    return [event]


def _detected(command: DetectDefect) -> Detected:
    return Detected(
        command.check,
        command.dimension,
        command.severity,
        command.citizen_id,
        command.citizen_version,
        DetectedSealed(command.other_citizen_id, command.values),
    )


def _check_of(command: DetectDefect, context: Context) -> Check:
    """The check of the table, which says the same of itself as the command does."""
    check = QUALITY_CHECKS.get(command.check)
    if check is None:
        raise refuse_field("/check", "check-unknown", id=command.check)
    faults = Faults()
    if check.dimension != command.dimension:
        faults.add("/dimension", "dimension-not-of-check", id=check.id, dimension=check.dimension)
    if command.severity not in check.severities:
        faults.add("/severity", "severity-not-of-check", id=check.id, severity=command.severity)
    if command.intake_unit is not None:
        faults.check("/intake_unit", unit_on, command.intake_unit, context.today, context.units)
    faults.refuse_if_any()
    return check


def _refuse_unread_version(command: DetectDefect, context: Context) -> None:
    last, asked = found(context, "citizen", "/citizen_id").version, command.citizen_version
    not_yet = refuse_field("/citizen_version", "version-unknown", asked=asked, last=last)
    refuse_if(asked > last, not_yet)


def _handed(check: Check, command: DetectDefect, citizen: Citizen, context: Context) -> list[Event]:
    """What local officers look at first lies with them at once (domain §4, "Who")."""
    holder = first_holder(check, citizen, command.intake_unit, context)
    if holder is None:
        return []
    rule = rule_of_holder(holder.role).removeprefix("house.")
    due = house_deadline(context.policy, rule, context.now, known=context.now)
    return [Assigned(holder.unit, holder.role, local_day(due))]
