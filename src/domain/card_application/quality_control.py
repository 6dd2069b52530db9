"""The finished card against what was ordered, seen by another officer than the one who printed."""

from domain.card_application.application import CardApplication
from domain.card_application.commands import FailQualityCheck, PassQualityCheck
from domain.card_application.events import Event, QualityChecked
from domain.card_application.guards import require, require_cause
from domain.card_application.personalisation import spoiled_by
from domain.citizen.guards import require_other_officer
from domain.context import Context
from domain.effects import repeats
from domain.guards import refuse_field
from domain.readings import found
from domain.refusals import refuse_if

LOOKED_AT = ("visual", "chip_read", "mrz_ok", "qr_ok")


def pass_check(state: CardApplication, command: PassQualityCheck, context: Context) -> list[Event]:
    event = QualityChecked(command.visual, command.chip_read, command.mrz_ok, command.qr_ok)
    if repeats(state, event, "quality-checked"):
        return []
    require(state, "printed")
    _require_other_than_printer(state, context)
    for field in LOOKED_AT:
        differs = refuse_field(f"/{field}", "readback-differs", field=field)
        refuse_if(not getattr(command, field), differs)
    return [event]


def fail_check(state: CardApplication, command: FailQualityCheck, context: Context) -> list[Event]:
    cause = command.cause
    if cause and repeats(state, spoiled_by(state, cause, command.fault), "approved"):
        return []
    require(state, "printed", "quality-checked")
    _require_other_than_printer(state, context)
    found(context, "block", "")
    return [spoiled_by(state, require_cause(cause), command.fault)]


def _require_other_than_printer(state: CardApplication, context: Context) -> None:
    """Guard 30."""
    require_other_officer(context, (state.printed_by,), "printer-may-not-check-quality")
