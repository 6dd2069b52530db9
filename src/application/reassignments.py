"""Work that changes hands: what an officer has in hand, given back or to another one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from application.event_store import KeyReused
from application.office import Office
from domain.envelope import Actor
from domain.heads import answers_for
from domain.refusals import AlreadyTaken, OutsideAuthority, RuleBroken, refuse_if


class InHand(msgspec.Struct, frozen=True):
    """A case that an officer took in hand in a unit, until an instant."""

    stream: UUID
    stage: str
    unit: str
    until: datetime


class Reassignment(msgspec.Struct, frozen=True):
    """One order to move all that `from_officer` has in hand; back to its queue without another."""

    id: UUID
    by: Actor
    request_hmac: bytes
    from_officer: UUID
    to_officer: UUID | None
    reason: str
    at: datetime


class Reassigned(msgspec.Struct, frozen=True):
    """What was moved, as the first answer told it."""

    subject: UUID
    request_hmac: bytes
    moved: tuple[InHand, ...]


class WorkBook(Protocol):
    """Each method is one transaction. Raises StoreUnavailable."""

    async def in_hand(self, officer: UUID, at: datetime) -> Sequence[InHand]:
        """What the officer has in hand, in the order of its end."""

    async def former(self, id_: UUID) -> Reassigned | None:
        """What an order with this id did."""

    async def move(self, ordered: Reassignment, cases: Sequence[InHand]) -> bool:
        """Move those that are still in the same hands, and keep the order with them.

        False where an order with this id is kept already.
        """


class ReassignmentDesk:
    """For who heads the unit in which the work was taken in hand, or one above it."""

    def __init__(self, office: Office, book: WorkBook) -> None:
        self._office = office
        self._book = book

    async def rehearse(self, ordered: Reassignment) -> tuple[InHand, ...]:
        """What `move` would move now. Raises OutsideAuthority, RuleBroken."""
        self._refuse(ordered)
        return await self._within_reach(ordered)

    async def move(self, ordered: Reassignment) -> tuple[InHand, ...]:
        """What was moved; the same order again tells the same.

        Raises OutsideAuthority, RuleBroken, KeyReused, or AlreadyTaken for an order of another
        officer under the same id.
        """
        self._refuse(ordered)
        former = await self._book.former(ordered.id)
        if former is None:
            await self._book.move(ordered, await self._within_reach(ordered))
            former = await self._book.former(ordered.id)
        if former is None:
            raise KeyReused
        taken = AlreadyTaken("reassignment-exists", id=ordered.id)
        refuse_if(former.subject != ordered.by.officer, taken)
        if former.request_hmac != ordered.request_hmac:
            raise KeyReused
        return former.moved

    def _refuse(self, ordered: Reassignment) -> None:
        context = self._office.circumstances.context(ordered.by)
        foreign = OutsideAuthority("reassignment-of-another-unit")
        refuse_if(not answers_for((ordered.by.unit,), ordered.by, context), foreign)
        same = ordered.from_officer == ordered.to_officer
        refuse_if(same, RuleBroken("reassignment-to-the-same"))

    async def _within_reach(self, ordered: Reassignment) -> tuple[InHand, ...]:
        """Of the cases in these hands those of units for which the officer answers."""
        context = self._office.circumstances.context(ordered.by)
        found = await self._book.in_hand(ordered.from_officer, ordered.at)
        return tuple(one for one in found if answers_for((one.unit,), ordered.by, context))
