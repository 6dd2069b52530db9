"""Lists of one kind of act on many entries, signed by one officer, with a verdict on each item.

Establishment in bulk is ApproveCitizen over such a list (domain §1.1, rule R30), one event each.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal, Protocol
from uuid import UUID

import msgspec

from application.citizens import CAPABILITIES
from application.stream import Capability
from domain.citizen.commands import ApproveCitizen, NotifyPin
from domain.citizen.forms import ObjectGiven
from domain.commands import Command
from domain.envelope import Actor
from domain.refusals import Fault, RuleBroken

MOST_ITEMS = 10_000
MOST_LIST_BYTES = 4 * 1024 * 1024
"""Ten thousand items with a notice each, and room for spaces between them."""

Verdict = Literal["accepted", "unchanged", "refused"]
Filter = Literal["waiting", "accepted", "unchanged", "refused", "cancelled"]
Status = Literal["waiting", "in-progress", "done", "cancelled"]

CitizenId = Annotated[UUID, msgspec.Meta(description="The entry")]
VersionRead = Annotated[
    int, msgspec.Meta(ge=1, le=2**53, description="Its version as you read it", examples=[2])
]


class ApproveItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry to be approved, with a number of its own."""

    citizen_id: CitizenId
    version: VersionRead

    def command(self) -> Command:
        return ApproveCitizen(in_bulk=True)


class NotifyItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One citizen who was told the number in writing."""

    citizen_id: CitizenId
    version: VersionRead
    channel: Literal["paper", "civil-registry", "electronic"]
    notified_on: Annotated[date, msgspec.Meta(examples=["2021-06-20"])]
    notice: ObjectGiven

    def command(self) -> Command:
        return NotifyPin(channel=self.channel, notified_on=self.notified_on, notice=self.notice)


class ApproveCitizens(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Approve many entries; with `dry_run` only say what would become of each."""

    act: Literal["approve-citizens"]
    items: Annotated[tuple[ApproveItem, ...], msgspec.Meta(min_length=1, max_length=MOST_ITEMS)]
    dry_run: bool = False


class NotifyPins(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Record for many citizens that they were told their numbers; `dry_run` as above."""

    act: Literal["notify-pins"]
    items: Annotated[tuple[NotifyItem, ...], msgspec.Meta(min_length=1, max_length=MOST_ITEMS)]
    dry_run: bool = False


Items = Sequence[ApproveItem | NotifyItem]
BulkList = ApproveCitizens | NotifyPins
FORMS: dict[str, type[BulkList]] = {
    "approve-citizens": ApproveCitizens,
    "notify-pins": NotifyPins,
}
"""Act -> the form of its list."""

_COMMANDS = {"approve-citizens": "ApproveCitizen", "notify-pins": "NotifyPin"}
CAPABILITY_OF: dict[str, Capability] = {
    act: next(one for one in CAPABILITIES if one.name == name) for act, name in _COMMANDS.items()
}
"""Act -> the order that each of its items is."""


class ListBroken(RuleBroken):
    """A rule that a list as a whole does not meet; every item at fault is named."""


class Signed(msgspec.Struct, frozen=True):
    """A list as it came and who signed it, with the rights he had at that moment."""

    id: UUID
    signer: Actor
    act: str
    dry_run: bool
    body: bytes
    signature: bytes
    request_hmac: bytes
    signed_at: datetime
    traceparent: str | None = None

    @property
    def items(self) -> Items:
        return msgspec.json.decode(self.body, type=FORMS[self.act]).items


class Held(msgspec.Struct, frozen=True):
    """The list that one runner works on for a moment; `fresh` where it did not have it last."""

    id: UUID
    fresh: bool


class Progress(msgspec.Struct, frozen=True):
    """How far a list has come. `remaining_s` follows from its rate so far; None before any."""

    id: UUID
    act: str
    dry_run: bool
    officer: UUID
    unit: str
    signed_at: datetime
    status: Status
    total: int
    accepted: int
    unchanged: int
    refused: int
    remaining_s: int | None

    @property
    def done(self) -> int:
        return self.accepted + self.unchanged + self.refused


class ItemVerdict(msgspec.Struct, frozen=True):
    """What became of the item at place `item`; None while it waits.

    `version` is that of the entry afterwards, or that met by a stale one. `detail` is what the
    sentence of the refusal names.
    """

    item: int
    citizen_id: UUID
    verdict: Verdict | None = None
    version: int | None = None
    refusal: str | None = None
    detail: str | None = None


class BulkBook(Protocol):
    """Each method is one transaction. Raises StoreUnavailable."""

    async def take_in(self, signed: Signed) -> bool:
        """Keep the list with its items; False where its id is known already."""

    async def find(self, id_: UUID) -> tuple[Signed, Progress] | None:
        """The list and how far it has come."""

    async def verdicts(
        self, id_: UUID, wanted: Filter | None, after: int, limit: int
    ) -> Sequence[ItemVerdict]:
        """Items behind the place `after`, in the order of the list."""

    async def cancel(self, id_: UUID, by: UUID, at: datetime) -> None:
        """What has no verdict yet gets none; nothing for a list that has ended."""

    async def hold(self, runner: UUID) -> Held | None:
        """The list that was longest untried and that no other runner holds, held for a moment."""

    async def waiting(self, id_: UUID, limit: int) -> Sequence[int]:
        """Places of the items without a verdict, in order."""

    async def settle(self, id_: UUID, verdicts: Sequence[ItemVerdict]) -> None:
        """Write them, and end the list with its last one. What was accepted stays accepted."""


def refuse_twice(items: Items) -> None:
    """A citizen stands in a list once. Raises ListBroken naming every further place."""
    seen: dict[UUID, int] = {}
    faults = []
    for place, item in enumerate(items):
        first = seen.setdefault(item.citizen_id, place)
        if first != place:
            fault = Fault(f"/items/{place}/citizen_id", "listed-twice", {"item": first})
            faults.append(fault)
    if faults:
        raise ListBroken("listed-twice", faults=tuple(faults), **faults[0].params)
