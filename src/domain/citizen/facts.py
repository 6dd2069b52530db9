"""What several citizen events say in the same words: places, residences, relations, documents."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec


class SealedObject(msgspec.Struct, frozen=True):
    """A scan or signed form kept outside the event; `sha256` is that of its ciphertext, hex."""

    id: UUID
    sha256: str
    media_type: str


class Place(msgspec.Struct, frozen=True):
    """`unit` is the code valid on `as_of` (2, 3 or 5 digits), absent abroad; `country` ISO 3166."""

    unit: str | None
    as_of: date
    country: str
    detail: str | None


class Residence(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """`kind`: permanent, temporary, current, declared-absence; both days belong to the stay."""

    kind: str
    from_: date | None
    to: date | None
    place: Place


class Relation(msgspec.Struct, frozen=True):
    """Another person: by `citizen_id` where known, otherwise as the form names them.

    `to_head` is the relation to the head of household (domain §3.2), only beside that kind.
    """

    citizen_id: UUID | None
    name: str | None
    pin: str | None
    cmnd9: str | None
    nationality: str | None
    to_head: str | None


class DeclaredRelation(msgspec.Struct, frozen=True):
    """`kind`: father, mother, spouse, representative, head-of-household."""

    kind: str
    relation: Relation


class Change(msgspec.Struct, frozen=True):
    """One field before and after, as JSON values of that field, and what shows it."""

    field: str
    before: Any
    after: Any
    source: str
    document: SealedObject | None


class PinDraw(msgspec.Struct, frozen=True):
    """Random numbers drawn outside the domain: `serial` 0-999999, `prefix_choice` for tests."""

    serial: int
    prefix_choice: int
