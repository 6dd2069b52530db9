"""What decisions on a data-quality case must see: the citizens, and the case already open."""

from uuid import UUID

from domain.commands import Command
from domain.data_quality_case.claims import open_case
from domain.data_quality_case.commands import DetectDefect, ReopenCase, ResolveCase
from domain.data_quality_case.state import DataQualityCase
from domain.readings import Reading

KIND = "data-quality-case"


def readings(state: DataQualityCase | None, command: Command, _stream: UUID) -> tuple[Reading, ...]:
    if isinstance(command, DetectDefect):
        return _opening(command.check, command.citizen_id, command.other_citizen_id)
    if state is None or state.citizen_id is None:
        return ()
    if isinstance(command, ReopenCase):
        return _opening(state.check, state.citizen_id, state.other_citizen_id)
    if isinstance(command, ResolveCase):
        return (Reading("citizen", "citizen", state.citizen_id, expect=True),)
    return ()


def _opening(check: str, citizen: UUID, other: UUID | None) -> tuple[Reading, ...]:
    """They must still be there when the case is stored: who is erased meanwhile gets no case."""
    claim = open_case(check, citizen, other)
    subject = Reading("citizen", "citizen", citizen, expect=True)
    open_ = Reading("open_case", KIND, claim=claim)
    if other is None:
        return (subject, open_)
    return (subject, Reading("other", "citizen", other, expect=True), open_)
