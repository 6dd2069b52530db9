"""What an act on one entry means for another at the same moment: a merge is written in both."""

from collections.abc import Sequence

from domain.books import Further
from domain.citizen.commands import AbsorbCitizen, ReleaseAbsorbed
from domain.citizen.events import Event, Merged, MergeUndone
from domain.citizen.person import Citizen
from domain.citizen.readings import TARGET
from domain.commands import Command
from domain.context import Context


def further(
    events: Sequence[Event], _state: Citizen, _command: Command, context: Context
) -> tuple[Further, ...]:
    """Nothing for the target itself, whose own decisions read no target."""
    target = context.others.get(TARGET)
    commands = [] if target is None else [_on_target(event, context) for event in events]
    return tuple(Further("citizen", target.id, one) for one in commands if target and one)


def _on_target(event: Event, context: Context) -> Command | None:
    match event:
        case Merged(proposal_id, sealed) if sealed and context.stream:
            return AbsorbCitizen(
                proposal_id=proposal_id, source_id=context.stream, kept_fields=sealed.kept_fields
            )
        case MergeUndone(proposal_id, reason):
            return ReleaseAbsorbed(proposal_id=proposal_id, reason=reason)
        case _:
            return None
