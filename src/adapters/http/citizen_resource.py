"""A citizen as officers see one: the state of the stream, with the number now in force."""

from uuid import UUID

import msgspec

from domain.citizen.entry import Entry
from domain.citizen.person import (
    Capture,
    Citizen,
    OpenAmendment,
    OpenDiscrepancy,
    PinCancellationRequest,
    PinLifetime,
    PinNotice,
    Return,
)


class CitizenShown(msgspec.Struct, frozen=True):
    """`status` is the stage of the entry, `standing` that of the person; `entry` is null once
    the person is erased. `field_versions` gives the version at which each field last changed."""

    id: UUID
    version: int
    status: str
    standing: str
    pin: str | None
    collecting_unit: str
    entry: Entry | None
    capture: Capture | None
    pins: tuple[PinLifetime, ...]
    pin_notified: PinNotice | None
    captured_by: tuple[UUID, ...]
    verified_by: UUID | None
    approved_by: UUID | None
    returned: Return | None
    amendments: tuple[OpenAmendment, ...]
    discrepancies: tuple[OpenDiscrepancy, ...]
    cancellation: PinCancellationRequest | None
    merged_into: UUID | None
    field_versions: dict[str, int]


def show_citizen(stream: UUID, version: int, state: Citizen) -> CitizenShown:
    return CitizenShown(
        id=stream,
        version=version,
        status=state.status,
        standing=state.standing,
        pin=state.pin,
        collecting_unit=state.collecting_unit,
        entry=state.entry,
        capture=state.capture,
        pins=state.pins,
        pin_notified=state.pin_notified,
        captured_by=state.captured_by,
        verified_by=state.verified_by,
        approved_by=state.approved_by,
        returned=state.returned,
        amendments=state.amendments,
        discrepancies=state.discrepancies,
        cancellation=state.cancellation,
        merged_into=state.merged_into,
        field_versions=state.field_versions,
    )
