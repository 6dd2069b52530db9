"""Where the citizen lives: each stay with its days, none of them overwritten."""

from domain.citizen.commands import RecordResidence
from domain.citizen.events import Event, ResidenceRecorded, ResidenceRecordedSealed
from domain.citizen.facts import Residence
from domain.citizen.fields import check_residence
from domain.citizen.guards import NUMBERED, require
from domain.citizen.person import Citizen
from domain.context import Context
from domain.refusals import Faults


def record_residence(state: Citizen, command: RecordResidence, context: Context) -> list[Event]:
    entry = require(state, *NUMBERED)
    stay = Residence(command.kind, command.from_, command.to, command.place.fact())
    faults = Faults()
    check_residence(faults, "", stay, context.units)
    faults.refuse_if_any()
    if stay in entry.residences:
        return []
    sealed = ResidenceRecordedSealed(stay.place)
    return [ResidenceRecorded(command.kind, command.from_, command.to, sealed)]
