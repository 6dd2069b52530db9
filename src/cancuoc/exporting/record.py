"""The record of an export: its begin before the first row, its end before the file appears."""

import asyncio
import hashlib
import hmac
from uuid import UUID

import msgspec

from application.order import Order, Outcome
from application.register_exports import ABANDON, BEGIN, COMPLETE
from application.stream import Capability
from cancuoc.exporting.wish import Come
from cancuoc.office_parts import OfficeParts
from cancuoc.settings import Settings
from domain.commands import Command
from domain.envelope import Actor
from domain.register_export.commands import AbandonExport, BeginExport, CompleteExport
from domain.values.identifiers import derive_id


class ExportRecord:
    """Gives the commands of one officer to an office of this process. Repeats are harmless."""

    def __init__(self, settings: Settings, officer: Actor) -> None:
        self._settings = settings
        self._officer = officer

    def begin(self, come: Come) -> None:
        """Raises Refusal, StoreUnavailable and what else an office may say."""
        wish = come.wish
        self._give(
            BEGIN,
            come.export_id,
            BeginExport(
                id=come.export_id,
                purpose=wish.purpose,
                unit=wish.unit,
                columns=wish.names,
                format="csv" if wish.format == "csv" else "ndjson",
                position=come.bound,
                as_of=wish.as_of,
            ),
        )

    def complete(self, come: Come, sha256: str) -> None:
        command = CompleteExport(
            rows=come.rows, erased=come.erased, bytes=come.bytes, sha256=sha256
        )
        self._give(COMPLETE, come.export_id, command)

    def abandon(self, come: Come, reason: str) -> None:
        self._give(ABANDON, come.export_id, AbandonExport(reason=reason, rows=come.rows))

    def _give(self, capability: Capability, export: UUID, command: Command) -> Outcome:
        return asyncio.run(self._given(capability, export, command))

    async def _given(self, capability: Capability, export: UUID, command: Command) -> Outcome:
        async with OfficeParts(self._settings) as parts:
            key = parts.vault.kind_key("idempotency")
            body = msgspec.json.encode(command)
            order = Order(
                capability,
                export,
                command,
                self._officer,
                derive_id(export, "export", capability.name, str(export)),
                hmac.digest(key, b"EXPORT" + body, hashlib.sha256),
            )
            return await parts.office().carry_out(order)
