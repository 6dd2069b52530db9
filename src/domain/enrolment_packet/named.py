"""Which streams the commands inside a packet name, whether or not the register would take it."""

from uuid import UUID

import msgspec


class _Body(msgspec.Struct, frozen=True):
    id: UUID | None = None
    citizen_id: UUID | None = None


class _Command(msgspec.Struct, frozen=True):
    stream: UUID | None = None
    body: _Body = _Body()


class _Packet(msgspec.Struct, frozen=True):
    commands: tuple[_Command, ...] = ()


def named_in(content: bytes) -> tuple[UUID, ...]:
    """The streams that are opened or acted on, and the citizens of applications; sorted.

    Empty for bytes that are no packet: whom they are about nobody can tell.
    """
    try:
        packet = msgspec.json.decode(content, type=_Packet)
    except (msgspec.DecodeError, UnicodeError):
        return ()
    found = {
        one
        for command in packet.commands
        for one in (command.stream, command.body.id, command.body.citizen_id)
    }
    return tuple(sorted(one for one in found if one is not None))
