"""A citizen as officers see one: the state of the stream, with the number now in force."""

from uuid import UUID

import msgspec

from adapters.http.shown_instants import InstantText
from domain.citizen.endings import (
    Absorption,
    Erasure,
    ErasureOrder,
    LegalHold,
    Merge,
    MergeProposal,
)
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
from domain.values.instants import instant_text


class CaptureShown(msgspec.Struct, frozen=True):
    """The declaration that the entry is made from; `attempt` counts recaptures, from 1."""

    form: str
    packet_id: UUID
    source: str
    captured_at: InstantText
    offline: bool
    attempt: int


class CitizenShown(msgspec.Struct, frozen=True):
    """`status` is the stage of the entry, `standing` that of the person; `entry` is null once
    the person is erased. `field_versions` gives the version at which each field last changed.
    A merged entry names the entry that stays in `merged_into`, which tells in `absorbed` what it
    took over."""

    id: UUID
    version: int
    status: str
    standing: str
    pin: str | None
    collecting_unit: str
    entry: Entry | None
    capture: CaptureShown | None
    pins: tuple[PinLifetime, ...]
    pin_notified: PinNotice | None
    captured_by: tuple[UUID, ...]
    verified_by: UUID | None
    approved_by: UUID | None
    returned: Return | None
    amendments: tuple[OpenAmendment, ...]
    discrepancies: tuple[OpenDiscrepancy, ...]
    cancellation: PinCancellationRequest | None
    proposal: MergeProposal | None
    merged_into: UUID | None
    merge: Merge | None
    absorbed: tuple[Absorption, ...]
    holds: tuple[LegalHold, ...]
    erasure_order: ErasureOrder | None
    erasure: Erasure | None
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
        capture=_capture(state.capture),
        pins=state.pins,
        pin_notified=state.pin_notified,
        captured_by=state.captured_by,
        verified_by=state.verified_by,
        approved_by=state.approved_by,
        returned=state.returned,
        amendments=state.amendments,
        discrepancies=state.discrepancies,
        cancellation=state.cancellation,
        proposal=state.proposal,
        merged_into=state.merged_into,
        merge=state.merge,
        absorbed=state.absorbed,
        holds=state.holds,
        erasure_order=state.erasure_order,
        erasure=state.erasure,
        field_versions=state.field_versions,
    )


def _capture(capture: Capture | None) -> CaptureShown | None:
    if capture is None:
        return None
    return CaptureShown(
        form=capture.form,
        packet_id=capture.packet_id,
        source=capture.source,
        captured_at=instant_text(capture.captured_at),
        offline=capture.offline,
        attempt=capture.attempt,
    )
