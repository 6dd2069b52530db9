"""What a decision on a manifest must see of other streams: the card packed and its application."""

from uuid import UUID

from domain.commands import Command
from domain.dispatch_manifest.commands import PackCard
from domain.dispatch_manifest.state import DispatchManifest
from domain.readings import Reading


def readings(
    _state: DispatchManifest | None, command: Command, _stream: UUID
) -> tuple[Reading, ...]:
    if not isinstance(command, PackCard):
        return ()
    return (
        Reading("application", "card-application", command.application_id, expect=True),
        Reading("card", "card", command.card_id, expect=True),
    )
