"""Events of one export; nothing in them is sealed, for nothing in them is anybody's."""

from datetime import datetime
from typing import ClassVar

import msgspec


class Begun(msgspec.Struct, frozen=True):
    """Durable before the first row is written.

    `position` is the last one whose events count, None of a register without any; `as_of` the
    recorded time up to which they do, None for all.
    """

    TOPIC: ClassVar[str] = "register-export.begun.v1"
    purpose: str
    unit: str
    columns: tuple[str, ...]
    format: str
    position: int | None
    as_of: datetime | None


class Completed(msgspec.Struct, frozen=True):
    """`erased` counts, among the rows, those of erased persons; `sha256` is that of the file."""

    TOPIC: ClassVar[str] = "register-export.completed.v1"
    rows: int
    erased: int
    bytes: int
    sha256: str


class Abandoned(msgspec.Struct, frozen=True):
    """`rows` had been written by then, to a file that was removed."""

    TOPIC: ClassVar[str] = "register-export.abandoned.v1"
    reason: str
    rows: int


Event = Begun | Completed | Abandoned
