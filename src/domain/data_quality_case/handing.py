"""Handing a case one level down, and what is found there."""

from domain.context import Context
from domain.data_quality_case.commands import AssignCase, ReportFinding
from domain.data_quality_case.events import Assigned, Event, FindingReported, FindingSealed
from domain.data_quality_case.guards import UNASSIGNED, require
from domain.data_quality_case.holders import is_below, may_hold
from domain.data_quality_case.state import DataQualityCase
from domain.effects import repeats
from domain.guards import refuse_field, unit_on
from domain.refusals import Faults, refuse_if


def assign_case(state: DataQualityCase, command: AssignCase, context: Context) -> list[Event]:
    event = Assigned(command.to_unit, command.to_role, command.due)
    if state.due == command.due and repeats(state, event, "assigned"):
        return []
    require(state, *UNASSIGNED)
    _refuse_other_levels(command, context)
    return [event]


def report_finding(
    state: DataQualityCase, command: ReportFinding, _context: Context
) -> list[Event]:
    documents = tuple(one.fact() for one in command.documents)
    event = FindingReported(command.finding, FindingSealed(command.remark, documents))
    if repeats(state, event, "found"):
        return []
    require(state, "assigned")
    unfounded = not (command.remark and command.remark.strip()) and not documents
    refuse_if(unfounded, refuse_field("/remark", "reason-needed"))
    return [event]


def _refuse_other_levels(command: AssignCase, context: Context) -> None:
    """Guard 2: each level hands to the next one, so that none is passed over.

    A province that does the work of its former communes hands it to their officers, at its own.
    """
    above, unit, on = context.actor.unit, command.to_unit, context.today
    faults = Faults()
    faults.check("/to_unit", unit_on, unit, on, context.units)
    faults.refuse_if_any()
    holds = may_hold(command.to_role, unit, above, context.units, on)
    if not is_below(unit, above, context.units, on) and not (unit == above and holds):
        faults.add("/to_unit", "unit-not-directly-below", code=unit, above=above)
    elif not holds:
        faults.add("/to_role", "role-not-of-unit", role=command.to_role, code=unit)
    if command.due < on:
        faults.add("/due", "due-in-the-past", day=command.due)
    faults.refuse_if_any()
