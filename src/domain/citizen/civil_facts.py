"""Life, death and nationality, as courts and registries decide: each with its document."""

from domain.citizen.commands import (
    DeclareMissing,
    RecordDeath,
    RecordNationalityLost,
    RecordNationalityRegained,
    RestoreStanding,
)
from domain.citizen.effects import in_place
from domain.citizen.entry import Entry
from domain.citizen.events import (
    DeathRecorded,
    DeathRecordedSealed,
    DecisionSealed,
    DeclaredMissing,
    Event,
    NationalityLost,
    NationalityRegained,
    StandingRestored,
)
from domain.citizen.guards import (
    NUMBERED,
    PRESENT,
    require,
    require_document,
    require_other_officer,
    require_standing,
)
from domain.citizen.person import Citizen
from domain.context import Context
from domain.refusals import Faults
from domain.values.partial_date import PartialDate


def record_death(state: Citizen, command: RecordDeath, context: Context) -> list[Event]:
    entry = require(state, *PRESENT)
    document = require_document(command.document, "/document", "death-certificate")
    event = DeathRecorded(DeathRecordedSealed(command.died, document))
    if in_place(state, event):
        return []
    require_standing(state, "living", "missing", "nationality-lost")
    _refuse_impossible(entry, command, context)
    return [event]


def declare_missing(state: Citizen, command: DeclareMissing, _context: Context) -> list[Event]:
    require(state, *NUMBERED)
    decision = require_document(command.decision, "/decision", "court-decision")
    event = DeclaredMissing(command.from_, DecisionSealed(decision))
    if in_place(state, event):
        return []
    require_standing(state, "living")
    return [event]


def restore_standing(state: Citizen, command: RestoreStanding, context: Context) -> list[Event]:
    require(state, *PRESENT)
    decision = require_document(command.decision, "/decision", "court-decision")
    event = StandingRestored(command.from_, state.standing, DecisionSealed(decision))
    if in_place(state, event):
        return []
    require_standing(state, "missing", "dead")
    require_other_officer(context, (state.standing_by,), "recorder-may-not-restore")
    return [event]


def record_nationality_lost(
    state: Citizen, command: RecordNationalityLost, _context: Context
) -> list[Event]:
    require(state, *NUMBERED)
    decision = require_document(command.decision, "/decision", "nationality-decision")
    event = NationalityLost(command.ground, command.from_, DecisionSealed(decision))
    if in_place(state, event):
        return []
    require_standing(state, "living", "missing")
    return [event]


def record_nationality_regained(
    state: Citizen, command: RecordNationalityRegained, _context: Context
) -> list[Event]:
    require(state, *PRESENT)
    decision = require_document(command.decision, "/decision", "nationality-decision")
    event = NationalityRegained(command.from_, DecisionSealed(decision))
    if in_place(state, event):
        return []
    require_standing(state, "nationality-lost")
    return [event]


def _refuse_impossible(entry: Entry, command: RecordDeath, context: Context) -> None:
    """Guard 18, and nobody's death is recorded ahead of its day."""
    faults = Faults()
    died = faults.check("/died", PartialDate.parse, command.died)
    if died and died.latest() < PartialDate(entry.birth).earliest():
        faults.add("/died", "death-before-birth")
    if died and died.earliest() > context.today:
        faults.add("/died", "day-in-future", day=command.died)
    faults.refuse_if_any()
