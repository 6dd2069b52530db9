"""The ports of the data-check service: what it sees of the register, and where it stands."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

import msgspec

from domain.quality.case_of_failure import Failure, KnownCase


class Page(msgspec.Struct, frozen=True):
    """Persons to look at; `upto` is how far the page reaches, `full` whether more may follow."""

    people: tuple[UUID, ...]
    upto: int = -1
    full: bool = False
    day: date | None = None


class Found(msgspec.Struct, frozen=True):
    """What fails today of some persons, beside the cases there are; `provinces` by person."""

    failures: tuple[Failure, ...]
    cases: dict[tuple[str, UUID, UUID | None], KnownCase]
    provinces: dict[UUID, str] = {}


class Sight(Protocol):
    """Reads the quality view. Every method raises StoreUnavailable."""

    async def changed(self, after: int, most: int) -> Page:
        """Who changed after a position, the first so many."""

    async def due(self, day: date, citizen: UUID | None, until: date, most: int) -> Page:
        """Whom a day after `day` (or that day, behind `citizen`) brings up, the first so many."""

    async def everybody(self, after: UUID | None, most: int) -> Page:
        """Every entry in the order of ids."""

    async def found(self, people: Sequence[UUID], day: date) -> Found:
        """What fails of these persons on the day."""


class Place(msgspec.Struct, frozen=True):
    """How far a loop or a walk has come; `found` are its counters so far."""

    position: int = -1
    day: date | None = None
    citizen: UUID | None = None
    found: dict[str, Any] = {}


class Places(Protocol):
    async def read(self, name: str) -> Place:
        """The place kept under the name; the beginning where there is none. StoreUnavailable."""

    async def keep(self, name: str, place: Place) -> None:
        """Raises StoreUnavailable."""

    async def forget(self, name: str) -> None:
        """Raises StoreUnavailable."""
