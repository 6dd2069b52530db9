"""Every event of a block of blanks, fields as published for ever (domain §1.4); none is sealed."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.card_stock.facts import SerialRange


class Received(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-stock.received.v1"
    supplier: str
    box_number: str
    first_serial: str
    last_serial: str
    count: int
    form: str
    packing_list_sha256: str
    seal: str


class Allocated(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-stock.allocated.v1"
    machine_id: UUID
    serials: tuple[SerialRange, ...]
    count: int
    counterparty_id: UUID


class ReturnedToVault(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-stock.returned-to-vault.v1"
    machine_id: UUID
    serials: tuple[SerialRange, ...]
    count: int
    counterparty_id: UUID


class Used(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-stock.used.v1"
    serial: str
    job_id: UUID
    machine_id: UUID


class Spoiled(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-stock.spoiled.v1"
    serial: str
    job_id: UUID | None
    cause: str
    from_account: str


class SampleDrawn(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-stock.sample-drawn.v1"
    serials: tuple[SerialRange, ...]
    count: int
    from_account: str
    to_account: str
    reason: str
    witness_id: UUID | None


class DestructionProposed(msgspec.Struct, frozen=True):
    """Moves nothing: `to_account` is the one in which the blanks stay until they are destroyed."""

    TOPIC: ClassVar[str] = "card-stock.destruction-proposed.v1"
    serials: tuple[SerialRange, ...]
    count: int
    from_account: str
    to_account: str
    reason: str
    witness_id: UUID | None


class MissingReported(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-stock.missing-reported.v1"
    serials: tuple[SerialRange, ...]
    count: int
    from_account: str
    to_account: str
    reason: str
    witness_id: UUID | None


class Found(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-stock.found.v1"
    serials: tuple[SerialRange, ...]
    count: int
    from_account: str
    to_account: str
    reason: str
    witness_id: UUID | None


class Destroyed(msgspec.Struct, frozen=True):
    """`proposal_id` is the id of the command that proposed it."""

    TOPIC: ClassVar[str] = "card-stock.destroyed.v1"
    proposal_id: UUID
    serials: tuple[SerialRange, ...]
    count: int
    method: str
    witness_id: UUID


class Counted(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-stock.counted.v1"
    account: str
    counted: int
    expected: int


class Closed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-stock.closed.v1"
    balance: dict[str, int]


class DeadlineMissed(msgspec.Struct, frozen=True):
    TOPIC: ClassVar[str] = "card-stock.deadline-missed.v1"
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str


Event = (
    Received
    | Allocated
    | ReturnedToVault
    | Used
    | Spoiled
    | SampleDrawn
    | DestructionProposed
    | MissingReported
    | Found
    | Destroyed
    | Counted
    | Closed
    | DeadlineMissed
)
