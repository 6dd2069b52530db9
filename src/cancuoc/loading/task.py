"""What a loading process is told: whose load it is, of which file, and where its rejects go."""

from pathlib import Path
from uuid import UUID

import msgspec

from cancuoc.settings import Settings
from domain.envelope import Actor


class LoadTask(msgspec.Struct, frozen=True):
    """`columns` is None for NDJSON. A dry run writes rejects, and nothing to the register."""

    settings: Settings
    officer: Actor
    import_id: UUID
    columns: tuple[str, ...] | None
    delimiter: str
    rejects: Path
    dry_run: bool = False


class ChunkReport(msgspec.Struct, frozen=True):
    """What became of one chunk. `codes` counts rejected rows by their first code."""

    number: int
    attempt: UUID
    read: int
    stored: int
    known: int
    codes: dict[str, int]
    longest_s: float


class LoadBroken(msgspec.Struct, frozen=True):
    """Why a process gave up, and when to run again; everything that it had finished is kept."""

    reason: str
    again: str
