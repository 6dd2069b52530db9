"""The port through which an office reads and writes history (architecture §3)."""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from domain.claims import Claim
from domain.recorded import Recorded


class Commit(msgspec.Struct, frozen=True):
    """Everything one accepted command makes durable, in one transaction or not at all.

    `streams` are the streams the command touched with the version each has afterwards, the stream
    of the request's path first; `keys` names the data key of each stream that has a sealed part;
    `claims` are taken or moved for the stream beside them, or released by it;
    `expects` are streams that were only read and must still stand at the version given;
    `unit` is the officer's unit, between which the store is fair.
    """

    subject: UUID
    command_id: UUID
    request_hmac: bytes
    status: int
    unit: str
    events: tuple[Recorded, ...]
    keys: dict[UUID, UUID]
    claims: tuple[tuple[UUID, Claim], ...]
    streams: tuple[tuple[UUID, int], ...]
    expects: tuple[tuple[UUID, int], ...] = ()


class Receipt(msgspec.Struct, frozen=True):
    """What is stored about an accepted command, enough to render its answer again."""

    status: int
    streams: tuple[tuple[UUID, int], ...]
    replayed: bool = False


class Conflict(Exception):
    """The commit lost a race. Nothing of it was stored.

    `streams` are those that it was about, as far as the office that lost has said so.
    """

    streams: frozenset[UUID] = frozenset()


class VersionTaken(Conflict):
    """Another command appended to the stream first."""


class ClaimTaken(Conflict):
    """A unique value belongs to another stream already; `claim` is the one refused."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(claim.kind)
        self.claim = claim


class ClaimNotHeld(Conflict):
    """A claim to be moved is not held by its supposed owner any more."""


class ExpectationFailed(Conflict):
    """A stream that the decision relied on has moved."""


class KeyReused(Exception):
    """The Idempotency-Key was used before by this officer for another request."""


class StoreBusy(Exception):
    """Too many commands wait; try again after `retry_after_s` seconds."""

    def __init__(self, retry_after_s: int = 1) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


class StoreUnavailable(Exception):
    """The database cannot be reached. A command may be repeated with the same key at any time."""

    retry_after_s = 2


class StoreReadOnly(StoreUnavailable):
    """The register takes no writes for now, by order or by the state of its database."""

    retry_after_s = 30


class RowRefused(Exception):
    """The database refuses this command's own rows (never its neighbours')."""


class EventStore(Protocol):
    async def load(self, stream: UUID) -> Sequence[Recorded]:
        """The whole history of a stream in version order; empty when there is none."""

    async def erased(self, citizens: Collection[UUID]) -> set[UUID]:
        """Those of these citizens who are erased by now, whether or not their keys are gone."""

    async def append(self, commit: Commit) -> Receipt:
        """Store `commit` durably. A repeat of a stored command answers with its receipt.

        Raises Conflict when a race was lost, KeyReused, StoreBusy, StoreUnavailable, RowRefused.
        """

    async def find_command(
        self, subject: UUID, command_id: UUID, request_hmac: bytes
    ) -> Receipt | None:
        """The receipt of an accepted command; raises KeyReused when the request was another."""

    async def owners(self, claims: Sequence[Claim]) -> dict[Claim, UUID]:
        """The stream that holds each of the claims now; those that nobody holds are absent."""

    async def positions(self, stream: UUID) -> dict[int, int]:
        """The ledger position of each sequenced version of a stream."""
