"""What a decision on an adjudication must see of other streams: who captured the prints."""

from uuid import UUID

from domain.adjudication.commands import RecordOpinion, RecordThirdOpinion
from domain.adjudication.state import Adjudication
from domain.commands import Command
from domain.readings import Reading


def readings(state: Adjudication | None, command: Command, _stream: UUID) -> tuple[Reading, ...]:
    opinion = isinstance(command, RecordOpinion | RecordThirdOpinion)
    if not opinion or state is None or state.application_id is None:
        return ()
    return (Reading("application", "card-application", state.application_id),)
