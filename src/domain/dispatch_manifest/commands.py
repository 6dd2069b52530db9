"""What officers do with a manifest: one struct per command of domain §1.6."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from domain.bounded import Code, ShortText, UnitText
from domain.commands import Command

MOST_CARDS = 1_000
"""Cards of one manifest; what more there is goes with the next."""

Place = Annotated[int, msgspec.Meta(ge=1, le=MOST_CARDS, examples=[1])]
Applications = Annotated[
    tuple[UUID, ...], msgspec.Meta(max_length=MOST_CARDS, description="Ids of applications")
]


class OpenManifest(Command, frozen=True, kw_only=True):
    """Begin the list of a consignment to one unit."""

    id: UUID
    manifest_number: Annotated[
        ShortText, msgspec.Meta(min_length=1, description="Number", examples=["BK-2021-0471"])
    ]
    destination: UnitText


class PackCard(Command, frozen=True, kw_only=True):
    """Put a finished card in its slot of a box."""

    card_id: UUID
    application_id: UUID
    box: Annotated[Place, msgspec.Meta(description="Box, from 1")]
    slot: Annotated[Place, msgspec.Meta(description="Slot in the box, from 1")]


class UnpackCard(Command, frozen=True, kw_only=True):
    """Take a card out of its slot again."""

    card_id: UUID


class SealManifest(Command, frozen=True, kw_only=True):
    """Close the boxes with a seal; from then on the list is complete."""

    seal: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            max_length=60,
            pattern=r"^(?!.*\n)[0-9A-Z/.-]+$",
            description="Number on the seal, used once for ever",
            examples=["NP-004711"],
        ),
    ]


class HandToCarrier(Command, frozen=True, kw_only=True):
    """Record that the carrier took the sealed boxes."""

    carrier: Annotated[Code, msgspec.Meta(description="Carrier", examples=["vnpost"])]
    tracking: Annotated[
        ShortText, msgspec.Meta(min_length=1, description="Tracking", examples=["EX123456789VN"])
    ]
    due: Annotated[
        date, msgspec.Meta(description="Day by which it arrives", examples=["2021-06-18"])
    ]


class ReceiveManifest(Command, frozen=True, kw_only=True):
    """Record what arrived: the cards counted, the seal, and which cards differ from the list."""

    counted: Annotated[
        int, msgspec.Meta(ge=0, le=2 * MOST_CARDS, description="Cards counted", examples=[50])
    ]
    seal_intact: bool
    missing: Annotated[
        Applications, msgspec.Meta(description="Applications of the list whose card did not come")
    ] = ()
    extra: Annotated[
        Applications, msgspec.Meta(description="Applications beside the list whose card came")
    ] = ()


class ReportManifestLost(Command, frozen=True, kw_only=True):
    """Record that the whole consignment did not arrive."""


class ResolveManifestDiscrepancy(Command, frozen=True, kw_only=True):
    """Record, with a security officer, which of the missing cards were found and which are lost."""

    finding: (
        Annotated[Code, msgspec.Meta(description="What was found", examples=["sent-elsewhere"])]
        | None
    ) = None
    found: Applications = ()
    lost: Applications = ()
