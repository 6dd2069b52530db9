"""What events of a card application say of fingers and of suspected duplicates."""

from uuid import UUID

import msgspec


class Finger(msgspec.Struct, frozen=True):
    """`position` 1-5 right thumb to little finger, 6-10 left; captured, or the reason why not.

    `quality` is NFIQ 2, 0-100; `tries` counts the placements on the scanner.
    """

    position: int
    quality: int | None
    missing: str | None
    tries: int


class Candidate(msgspec.Struct, frozen=True):
    """Whom a search found alike: `score` in the units of the engine, `fingers` that matched."""

    citizen_id: UUID
    application_id: UUID | None
    rank: int
    score: int
    fingers: tuple[int, ...]
