"""What decisions on a block must see of other streams: the machine that is to use its blanks."""

from uuid import UUID

from domain.card_stock.block import Block
from domain.card_stock.commands import AllocateBlanks
from domain.commands import Command
from domain.readings import Reading


def readings(_state: Block | None, command: Command, _stream: UUID) -> tuple[Reading, ...]:
    if isinstance(command, AllocateBlanks):
        return (Reading("machine", "device", stream=command.machine_id),)
    return ()
