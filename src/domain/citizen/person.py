"""The parts of a citizen's state: what decisions need, and what officers read."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.citizen.endings import (
    Absorption,
    Erasure,
    ErasureOrder,
    LegalHold,
    Merge,
    MergeProposal,
)
from domain.citizen.entry import Entry
from domain.citizen.facts import Change, SealedObject
from domain.deadlines import Missed


class Capture(msgspec.Struct, frozen=True):
    form: str
    packet_id: UUID
    source: str
    captured_at: datetime
    offline: bool
    attempt: int


class Return(msgspec.Struct, frozen=True):
    reasons: tuple[str, ...]
    to_unit: str
    due: date
    returned_by: UUID


class PinLifetime(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """`number` is None once the person is erased; an ended number still resolves."""

    number: str | None
    origin: str
    from_: date
    to: date | None = None
    end_reason: str | None = None


class PinNotice(msgspec.Struct, frozen=True):
    channel: str
    notified_on: date
    notice: SealedObject | None


class OpenAmendment(msgspec.Struct, frozen=True):
    """`field_versions` are those of the entry when the amendment was requested."""

    id: UUID
    form: str
    fields: tuple[str, ...]
    legal_ground: str
    requested_by: UUID
    field_versions: dict[str, int]
    diff: tuple[Change, ...]


class OpenDiscrepancy(msgspec.Struct, frozen=True):
    id: UUID
    field: str
    sources: tuple[str, ...]
    owner_unit: str
    due: date


class PinCancellationRequest(msgspec.Struct, frozen=True):
    id: UUID
    ground: str
    requested_by: UUID


class Settled(msgspec.Struct, frozen=True):
    """An amendment, a discrepancy, a request, a merge or a hold that is decided or over.

    `outcome`: amended, rejected, a finding; of a request cancelled or re-established; of a merge
    superseded or merge-undone, of a hold lifted.
    """

    id: UUID
    outcome: str


class Citizen(msgspec.Struct, frozen=True):
    """`entry` is None once the person is erased.

    `field_versions` gives per field the version at which it last changed. `captured_by` are all
    who captured or corrected, `packets` those taken for this person. `standing_by` recorded the
    present standing, `former_standing` is the one it replaced. `former_status` is the one before
    the number was cancelled. `effects` are digests of what was put into effect (effects.py).
    `merge` is how this entry ended, `absorbed` are those that ended in it. `decided_at` is the
    version of the entry at which each of `settled` was decided.
    """

    version: int
    status: str
    collecting_unit: str
    capture: Capture | None
    entry: Entry | None
    standing: str = "living"
    standing_by: UUID | None = None
    standing_from: date | None = None
    former_standing: str = "living"
    captured_by: tuple[UUID, ...] = ()
    packets: tuple[UUID, ...] = ()
    verified_by: UUID | None = None
    approved_by: UUID | None = None
    returned: Return | None = None
    field_versions: dict[str, int] = {}
    pins: tuple[PinLifetime, ...] = ()
    pin_notified: PinNotice | None = None
    amendments: tuple[OpenAmendment, ...] = ()
    discrepancies: tuple[OpenDiscrepancy, ...] = ()
    settled: tuple[Settled, ...] = ()
    cancellation: PinCancellationRequest | None = None
    former_status: str | None = None
    missed: tuple[Missed, ...] = ()
    merged_into: UUID | None = None
    effects: dict[str, str] = {}
    proposal: MergeProposal | None = None
    merge: Merge | None = None
    absorbed: tuple[Absorption, ...] = ()
    holds: tuple[LegalHold, ...] = ()
    erasure_order: ErasureOrder | None = None
    erasure: Erasure | None = None
    decided_at: dict[UUID, int] = {}

    @property
    def form(self) -> str:
        return self.capture.form if self.capture else "DC01"

    @property
    def used_ids(self) -> set[UUID]:
        """Ids of amendments, discrepancies, requests, merges, holds and orders, open or settled.

        Each is used once.
        """
        open_ = {one.id for one in self.amendments} | {one.id for one in self.discrepancies}
        open_ |= {one.id for one in self.holds} | {one.id for one in self.settled}
        open_ |= {self.proposal.id} if self.proposal else set()
        open_ |= {self.erasure_order.id} if self.erasure_order else set()
        merges = {one.proposal_id for one in self.absorbed}
        return open_ | merges | ({self.merge.proposal_id} if self.merge else set())

    @property
    def pin(self) -> str | None:
        """The number now in force."""
        return self.pins[-1].number if self.pins and self.pins[-1].to is None else None
