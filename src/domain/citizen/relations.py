"""Who belongs to the citizen: parents, spouse, representative, head of household."""

from domain.citizen.commands import RecordMaritalStatus, RecordRelation
from domain.citizen.effects import in_place
from domain.citizen.entry import Entry
from domain.citizen.events import (
    Event,
    MaritalStatusRecorded,
    MaritalStatusRecordedSealed,
    RelationRecorded,
    RelationRecordedSealed,
)
from domain.citizen.facts import DeclaredRelation, Relation
from domain.citizen.fields import check_relation
from domain.citizen.guards import NUMBERED, require, require_document
from domain.citizen.person import Citizen
from domain.context import Context
from domain.guards import refuse_field
from domain.refusals import Faults
from domain.values.codes import check_marital


def record_relation(state: Citizen, command: RecordRelation, context: Context) -> list[Event]:
    entry = require(state, *NUMBERED)
    relation = command.relation.fact()
    _refuse_faulty(relation, "/relation", state, context)
    if command.to and command.to < command.from_:
        raise refuse_field("/to", "ends-before-it-begins")
    sealed = RelationRecordedSealed(relation)
    event = RelationRecorded(command.kind, command.from_, command.to, sealed)
    known = command.to is not None or DeclaredRelation(command.kind, relation) in entry.relations
    return [] if known and in_place(state, event) else [event]


def record_marital_status(
    state: Citizen, command: RecordMaritalStatus, context: Context
) -> list[Event]:
    entry = require(state, *NUMBERED)
    faults = Faults()
    faults.check("/marital", check_marital, command.marital)
    faults.refuse_if_any()
    spouse = command.spouse.fact() if command.spouse else None
    if spouse:
        _refuse_faulty(spouse, "/spouse", state, context)
    document = require_document(command.document, "/document", "civil-status")
    sealed = MaritalStatusRecordedSealed(command.marital, spouse, document)
    event = MaritalStatusRecorded(command.effective_from, sealed)
    known = entry.marital == command.marital and _is_spouse(entry, spouse)
    return [] if known and in_place(state, event) else [event]


def _is_spouse(entry: Entry, spouse: Relation | None) -> bool:
    return spouse is None or DeclaredRelation("spouse", spouse) in entry.relations


def _refuse_faulty(relation: Relation, pointer: str, state: Citizen, context: Context) -> None:
    """Guard 17, and the form of what names the other person."""
    faults = Faults()
    check_relation(faults, pointer, relation)
    own_numbers = {pin.number for pin in state.pins}
    itself = relation.citizen_id is not None and relation.citizen_id == context.stream
    if itself or (relation.pin and relation.pin in own_numbers):
        faults.add(pointer, "related-to-self")
    faults.refuse_if_any()
