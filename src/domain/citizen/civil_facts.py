"""Life, death and nationality, as courts and registries decide: each with its document."""

from domain.citizen.commands import (
    DeclareMissing,
    RecordDeath,
    RecordNationalityLost,
    RecordNationalityRegained,
    RestoreStanding,
)
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
    if state.standing == "dead" and entry.died == command.died:
        return []
    require_standing(state, "living", "missing", "nationality-lost")
    _refuse_impossible(entry, command, context)
    document = require_document(command.document, "/document", "death-certificate")
    return [DeathRecorded(DeathRecordedSealed(command.died, document))]


def declare_missing(state: Citizen, command: DeclareMissing, _context: Context) -> list[Event]:
    require(state, *NUMBERED)
    if (state.standing, state.standing_from) == ("missing", command.from_):
        return []
    require_standing(state, "living")
    decision = require_document(command.decision, "/decision", "court-decision")
    return [DeclaredMissing(command.from_, DecisionSealed(decision))]


def restore_standing(state: Citizen, command: RestoreStanding, context: Context) -> list[Event]:
    require(state, *PRESENT)
    if (state.standing, state.standing_from) == ("living", command.from_):
        return []
    require_standing(state, "missing", "dead")
    require_other_officer(context, (state.standing_by,), "recorder-may-not-restore")
    decision = require_document(command.decision, "/decision", "court-decision")
    return [StandingRestored(command.from_, state.standing, DecisionSealed(decision))]


def record_nationality_lost(
    state: Citizen, command: RecordNationalityLost, _context: Context
) -> list[Event]:
    require(state, *NUMBERED)
    if (state.standing, state.standing_from) == ("nationality-lost", command.from_):
        return []
    require_standing(state, "living", "missing")
    decision = require_document(command.decision, "/decision", "nationality-decision")
    return [NationalityLost(command.ground, command.from_, DecisionSealed(decision))]


def record_nationality_regained(
    state: Citizen, command: RecordNationalityRegained, _context: Context
) -> list[Event]:
    require(state, *PRESENT)
    if (state.standing, state.standing_from) == ("living", command.from_):
        return []
    require_standing(state, "nationality-lost")
    decision = require_document(command.decision, "/decision", "nationality-decision")
    return [NationalityRegained(command.from_, DecisionSealed(decision))]


def _refuse_impossible(entry: Entry, command: RecordDeath, context: Context) -> None:
    """Guard 18, and nobody's death is recorded ahead of its day."""
    faults = Faults()
    died = faults.check("/died", PartialDate.parse, command.died)
    if died and died.latest() < PartialDate(entry.birth).earliest():
        faults.add("/died", "death-before-birth")
    if died and died.earliest() > context.today:
        faults.add("/died", "day-in-future", day=command.died)
    faults.refuse_if_any()
