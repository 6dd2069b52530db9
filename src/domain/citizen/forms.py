"""Parts of a command body: what a form states, before it is a fact of the register."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from domain.bounded import FieldName, LongText, PlaceUnit, ShortText
from domain.citizen.facts import DeclaredRelation, Place, Relation, Residence, SealedObject

ResidenceKind = Literal["permanent", "temporary", "current", "declared-absence"]
RelationKind = Literal["father", "mother", "spouse", "representative", "head-of-household"]
PartialDateText = Annotated[
    str,
    msgspec.Meta(
        max_length=10,
        description="YYYY, YYYY-MM or YYYY-MM-DD, as far as known",
        examples=["1990-01-02"],
    ),
]
NamePart = Annotated[
    str,
    msgspec.Meta(
        max_length=200,
        description="Part of a name, NFC, at most 100 characters",
        examples=["Nguyễn"],
    ),
]
ListedCode = Annotated[str, msgspec.Meta(max_length=30)]
Country = Annotated[
    str, msgspec.Meta(max_length=8, description="ISO 3166-1 alpha-2", examples=["VN"])
]
PinText = Annotated[
    str, msgspec.Meta(max_length=30, description="Twelve digits", examples=["003190000001"])
]
OldNumber = Annotated[
    str, msgspec.Meta(max_length=30, description="Nine digits", examples=["123456789"])
]


class ObjectGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Reference to a stored scan or signed form."""

    id: UUID
    sha256: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^(?!.*\n)[0-9a-f]{64}$",
            max_length=64,
            description="SHA-256 of the ciphertext, hex",
            examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        ),
    ]
    media_type: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^(?!.*\n)[a-z]+/[a-z0-9.+-]+$",
            max_length=100,
            description="Media type",
            examples=["application/pdf"],
        ),
    ]

    def fact(self) -> SealedObject:
        return SealedObject(self.id, self.sha256, self.media_type)


class PlaceGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place in Viet Nam has a unit; a place abroad has a country and no unit."""

    as_of: Annotated[
        date,
        msgspec.Meta(description="Day on which the unit code is read", examples=["2021-03-01"]),
    ]
    unit: PlaceUnit | None = None
    country: Country = "VN"
    detail: (
        Annotated[
            LongText,
            msgspec.Meta(description="House, street, hamlet", examples=["Thôn Mẫu"]),
        ]
        | None
    ) = None

    def fact(self) -> Place:
        return Place(self.unit, self.as_of, self.country, self.detail)


class ResidenceGiven(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}
):
    """One stay; both days belong to it, an open end means that it lasts."""

    kind: ResidenceKind
    place: PlaceGiven
    from_: date | None = None
    to: date | None = None

    def fact(self) -> Residence:
        return Residence(self.kind, self.from_, self.to, self.place.fact())


class RelationGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another person by register id, or by name with a number and a nationality."""

    citizen_id: UUID | None = None
    name: (
        Annotated[ShortText, msgspec.Meta(description="Full name", examples=["Trần Thị Mẫu"])]
        | None
    ) = None
    pin: PinText | None = None
    cmnd9: OldNumber | None = None
    nationality: Country | None = None
    to_head: (
        Annotated[ListedCode, msgspec.Meta(description="Relation to the head", examples=["child"])]
        | None
    ) = None

    def fact(self) -> Relation:
        return Relation(
            self.citizen_id, self.name, self.pin, self.cmnd9, self.nationality, self.to_head
        )


class DeclaredRelationGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: RelationKind
    relation: RelationGiven

    def fact(self) -> DeclaredRelation:
        return DeclaredRelation(self.kind, self.relation.fact())


class ChangeGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The new value of one field; what it was before is read from the entry."""

    field: FieldName
    after: Annotated[
        object,
        msgspec.Meta(description="New value, in the form of that field", examples=["1990-02-01"]),
    ]
    source: Annotated[
        str,
        msgspec.Meta(
            max_length=60,
            pattern=r"^(?!.*\n)[a-z][a-z0-9-]*$",
            description="Where the new value comes from",
            examples=["civil-status"],
        ),
    ]
    document: ObjectGiven | None = None


class BirthCertificate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Identifies one entry of a civil registry; held as a claim, never stored in clear."""

    registry: PlaceUnit
    year: Annotated[int, msgspec.Meta(ge=1900, le=2399, description="Year", examples=[2021])]
    number: Annotated[
        str,
        msgspec.Meta(
            max_length=30,
            pattern=r"^(?!.*\n)[0-9A-Za-z./-]+$",
            description="Number in that year's book",
            examples=["123/2021"],
        ),
    ]


Nationalities = Annotated[
    tuple[Country, ...], msgspec.Meta(max_length=10, description="VN first", examples=[["VN"]])
]
Residences = Annotated[tuple[ResidenceGiven, ...], msgspec.Meta(max_length=50)]
DeclaredRelations = Annotated[tuple[DeclaredRelationGiven, ...], msgspec.Meta(max_length=50)]
OldNumbers = Annotated[tuple[OldNumber, ...], msgspec.Meta(max_length=10)]
Documents = Annotated[tuple[ObjectGiven, ...], msgspec.Meta(max_length=50)]
Changes = Annotated[tuple[ChangeGiven, ...], msgspec.Meta(min_length=1, max_length=50)]
