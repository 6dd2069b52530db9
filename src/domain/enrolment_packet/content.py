"""What is inside a packet: the commands that an officer gave at the station, in their order."""

from typing import Annotated
from uuid import UUID

import msgspec

from domain.commands import Instant
from domain.enrolment_packet.forms import MOST_BYTES, PacketKind
from domain.enrolment_packet.manifest import PacketLine
from domain.enrolment_packet.strict_text import read_strictly
from domain.guards import refuse_field
from domain.refusals import refuse_if

AT_THE_STATION = frozenset(
    {
        "CaptureCitizen",
        "CorrectCapture",
        "RecaptureCitizen",
        "VerifyCitizen",
        "OpenApplication",
        "CompleteCapture",
        "Recapture",
        "SettleFee",
        "TakeBackOldDocument",
    }
)
"""What a team can do away from its office. Every other command is given where it is decided."""

_MOST_COMMANDS = 16
_LONGEST_TOKEN = 8192


class PackedCommand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`key` is the command id, `stream` the stream acted on (absent where `body` names the one it
    opens), `body` the JSON that the endpoint of the command would get."""

    command: Annotated[str, msgspec.Meta(max_length=60)]
    key: UUID
    body: msgspec.Raw
    stream: UUID | None = None


class PacketContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`officer_token` is the signed token that the officer held when the packet was captured."""

    packet_id: UUID
    kind: PacketKind
    station_id: UUID
    captured_at: Instant
    officer_token: Annotated[
        str,
        msgspec.Meta(
            max_length=_LONGEST_TOKEN,
            pattern=r"^(?!.*\n)[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$",
        ),
    ]
    commands: Annotated[
        tuple[PackedCommand, ...], msgspec.Meta(min_length=1, max_length=_MOST_COMMANDS)
    ]


def read_packet(text: bytes, line: PacketLine, station: UUID) -> PacketContent:
    """The content of a packet whose bytes have the digest that its line states.

    Raises RuleBroken `packet-malformed` for another form, `packet-not-as-listed` where it differs
    from the manifest, `packet-command-unknown`, and `packet-key-twice`.
    """
    content = read_strictly(text, PacketContent, "packet-malformed", MOST_BYTES)
    _refuse_other_than_listed(content, line, station)
    keys: set[UUID] = set()
    for n, packed in enumerate(content.commands):
        place = f"/commands/{n}"
        unknown = refuse_field(f"{place}/command", "packet-command-unknown", name=packed.command)
        refuse_if(packed.command not in AT_THE_STATION, unknown)
        refuse_if(packed.key in keys, refuse_field(f"{place}/key", "packet-key-twice"))
        no_object = refuse_field(f"{place}/body", "packet-malformed")
        refuse_if(bytes(packed.body)[:1] != b"{", no_object)
        keys.add(packed.key)
    return content


def _refuse_other_than_listed(content: PacketContent, line: PacketLine, station: UUID) -> None:
    pairs = {
        "packet_id": (content.packet_id, line.packet_id),
        "kind": (content.kind, line.kind),
        "station_id": (content.station_id, station),
        "captured_at": (content.captured_at, line.captured_at),
    }
    for field, (said, listed) in pairs.items():
        differs = refuse_field(f"/{field}", "packet-not-as-listed", field=field)
        refuse_if(said != listed, differs)
