"""The signed list of packets that a station sends together: a transmission (formats §7)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from domain.commands import Instant
from domain.enrolment_packet.forms import Bytes, PacketKind, Sequence, Sha256
from domain.enrolment_packet.strict_text import read_strictly
from domain.guards import refuse_field
from domain.refusals import BadValue, Faults
from domain.values.identifiers import check_minted

MOST_PACKETS = 500
MOST_MANIFEST_BYTES = 512 * 1024
"""About a kilobyte for each packet, of which a line needs a third."""

# The years that every other instant of a request must lie in; beyond them calendars overflow.
_FIRST = datetime(1900, 1, 1, tzinfo=UTC)
_LAST = datetime(2400, 1, 1, tzinfo=UTC)


class PacketLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One packet as the manifest lists it; its bytes follow as the part named by `sha256`."""

    packet_id: UUID
    sequence: Sequence
    previous_sha256: Sha256
    sha256: Sha256
    bytes: Bytes
    captured_at: Instant
    kind: PacketKind


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`sequence` numbers the transmissions of the station, as each line numbers its packets."""

    id: UUID
    station_id: UUID
    sequence: Sequence
    sent_at: Instant
    packets: Annotated[tuple[PacketLine, ...], msgspec.Meta(min_length=1, max_length=MOST_PACKETS)]


def read_manifest(payload: bytes) -> Manifest:
    """The manifest in the payload of a transmission.

    Raises RuleBroken `manifest-malformed` for another form, or with what contradicts itself.
    """
    manifest = read_strictly(payload, Manifest, "manifest-malformed", MOST_MANIFEST_BYTES)
    faults = Faults()
    faults.check("/id", check_minted, manifest.id)
    faults.check("/sent_at", _in_calendar, manifest.sent_at)
    for n, line in enumerate(manifest.packets):
        faults.check(f"/packets/{n}/captured_at", _in_calendar, line.captured_at)
    faults.refuse_if_any()
    _refuse_twice("packet_id", (line.packet_id for line in manifest.packets))
    _refuse_twice("sha256", (line.sha256 for line in manifest.packets))
    _refuse_twice("sequence", (line.sequence for line in manifest.packets))
    return manifest


def missing_parts(manifest: Manifest, arrived: Iterable[str]) -> tuple[str, ...]:
    """Digests of the parts that are still to come, in the order of the manifest."""
    here = set(arrived)
    return tuple(line.sha256 for line in manifest.packets if line.sha256 not in here)


def part_of(manifest: Manifest, sha256: str) -> PacketLine | None:
    """The packet whose bytes have this digest, if the manifest lists it."""
    return next((line for line in manifest.packets if line.sha256 == sha256), None)


def _in_calendar(instant: datetime) -> datetime:
    if not _FIRST <= instant < _LAST:
        raise BadValue("instant-out-of-range")
    return instant


def _refuse_twice(field: str, values: Iterable[object]) -> None:
    seen: set[object] = set()
    for n, value in enumerate(values):
        if value in seen:
            raise refuse_field(f"/packets/{n}/{field}", "manifest-lists-twice", field=field)
        seen.add(value)
