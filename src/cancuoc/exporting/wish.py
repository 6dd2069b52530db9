"""What an officer wants taken out of the register, and how far a file of it has come."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Self
from uuid import UUID

import msgspec

from domain.register_export.commands import Purpose


class Wish(msgspec.Struct, frozen=True):
    """`names` are values of an entry (entries.py); `position` and `as_of` both None mean now."""

    purpose: Purpose
    unit: str
    names: tuple[str, ...]
    format: str
    position: int | None = None
    as_of: datetime | None = None


class Come(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the file has come: `bytes` of it are durable, up to the citizen `last`.

    `bound` and `notification_id` are the past that counts, `day` is that on which people live where
    they live. Nothing here is anybody's.
    """

    export_id: UUID
    wish: Wish
    bound: int | None
    notification_id: int
    day: date
    last: UUID
    bytes: int = 0
    rows: int = 0
    erased: int = 0
    sha256: str | None = None

    def write(self, path: Path) -> None:
        """Durable when this returns; the former state stands until then."""
        draft = path.with_name(f"{path.name}.draft")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(self))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The state of an export that was broken off, or None."""
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except FileNotFoundError:
            return None
