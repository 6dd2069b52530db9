"""Sources that disagree: recorded with both values, and resolved by a document (Decree 37/2021)."""

from domain.citizen.commands import RaiseDiscrepancy, ResolveDiscrepancy
from domain.citizen.effects import in_place
from domain.citizen.entry import FIELDS
from domain.citizen.events import (
    DiscrepancyRaised,
    DiscrepancyRaisedSealed,
    DiscrepancyResolved,
    DiscrepancyResolvedSealed,
    Event,
)
from domain.citizen.guards import PRESENT, require
from domain.citizen.person import Citizen, OpenDiscrepancy, Settled
from domain.context import Context, local_day
from domain.guards import refuse_field, unit_on
from domain.policy.house_deadline import house_deadline
from domain.refusals import AlreadyTaken, Faults, NotAllowedNow, refuse_if


def raise_discrepancy(state: Citizen, command: RaiseDiscrepancy, context: Context) -> list[Event]:
    require(state, *PRESENT)
    unknown = refuse_field("/field", "field-unknown-in-entry", field=command.field)
    refuse_if(command.field not in FIELDS, unknown)
    unequal = bool(command.values) and len(command.values) != len(command.sources)
    refuse_if(unequal, refuse_field("/values", "values-not-one-per-source"))
    event = _raised(state, command, context)
    if _open(state, command) is None:
        used = command.discrepancy_id in state.used_ids
        refuse_if(used, AlreadyTaken("id-used", id=command.discrepancy_id))
        return [event]
    refuse_if(not in_place(state, event), AlreadyTaken("id-used", id=command.discrepancy_id))
    return []


def resolve_discrepancy(
    state: Citizen, command: ResolveDiscrepancy, _context: Context
) -> list[Event]:
    require(state, *PRESENT)
    documents = tuple(one.fact() for one in command.documents)
    sealed = DiscrepancyResolvedSealed(documents, command.remark)
    event = DiscrepancyResolved(command.discrepancy_id, command.finding, sealed)
    settled = Settled(command.discrepancy_id, command.finding) in state.settled
    if settled and in_place(state, event):
        return []
    not_open = NotAllowedNow("discrepancy-not-open", id=command.discrepancy_id)
    refuse_if(_open(state, command) is None, not_open)
    refuse_if(not command.documents, refuse_field("/documents", "finding-without-document"))
    return [event]


def _open(state: Citizen, command: RaiseDiscrepancy | ResolveDiscrepancy) -> OpenDiscrepancy | None:
    same = (one for one in state.discrepancies if one.id == command.discrepancy_id)
    return next(same, None)


def _raised(state: Citizen, command: RaiseDiscrepancy, context: Context) -> DiscrepancyRaised:
    owner = command.owner_unit or context.units.seat_of(state.collecting_unit, context.today)
    faults = Faults()
    faults.check("/owner_unit", unit_on, owner, context.today, context.units)
    faults.refuse_if_any()
    due = house_deadline(context.policy, "citizen.discrepancy-open", context.now, known=context.now)
    return DiscrepancyRaised(
        command.discrepancy_id,
        command.field,
        command.sources,
        owner,
        local_day(due),
        DiscrepancyRaisedSealed(command.values),
    )
