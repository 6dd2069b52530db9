"""Commands that only services inside the program give, given here in their place.

A register without reactors stands still between two requests, so that a test can count what is
stored; what a reactor would have done in the meantime is done by its own command.
"""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from msgspec.structs import replace

from application.kinds import KINDS
from application.office import Office
from application.order import Order, Outcome
from application.stream import Capability
from cancuoc.office_parts import OfficeParts
from cancuoc.settings import Settings
from domain.commands import Command
from domain.envelope import Actor
from service import Service

_SERVICE = UUID("00000000-0000-7000-8000-ffff00000001")


class _Found:
    """The finding that bytes have the digest stated, which the intake reckons."""

    def draw(self, _what: str, _command: Command) -> bool:
        return True


class ServicesInside:
    """Services of the program, at work in this process over the databases of a register."""

    def __init__(self, register: Service, folder: Path) -> None:
        self._settings = Settings(
            var=folder,
            dsn=register.dsn,
            keys_dsn=register.keys_dsn,
            kek_file=folder / "kek.json",
            test_numbers=True,
        )

    def give(
        self, kind: str, stream: UUID | str, command: Command, role: str, **details: Any
    ) -> int:
        """Carry a command out as this service; `opens` and `draws` are of its capability."""
        capability = Capability(command=type(command), stream=KINDS[kind], **details)
        actor = Actor(_SERVICE, "centre", (role,))
        order = Order(capability, UUID(str(stream)), command, actor, uuid4(), b"\0" * 32)
        return asyncio.run(self._carried_out(order)).version

    async def _carried_out(self, order: Order) -> Outcome:
        async with OfficeParts(self._settings) as parts:
            circumstances = replace(parts.circumstances, chance=_Found())
            office = Office(parts.store, parts.vault, circumstances, KINDS)
            return await office.carry_out(order)
