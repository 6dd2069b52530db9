"""The parts of a citizen's state that tell of merges, legal holds and erasure."""

from uuid import UUID

import msgspec

from domain.citizen.facts import Change


class MergeProposal(msgspec.Struct, frozen=True):
    """`other` is the entry that would stay."""

    id: UUID
    ground: str
    other: UUID | None
    proposed_by: UUID


class Merge(msgspec.Struct, frozen=True):
    """How this entry ended in another; `former_status` is what it returns to when undone."""

    proposal_id: UUID
    former_status: str
    confirmed_by: UUID
    kept_fields: tuple[str, ...]


class KeptField(msgspec.Struct, frozen=True):
    """A field that a merge changed at version `since`, and before that last at `former`."""

    change: Change
    since: int
    former: int


class Absorption(msgspec.Struct, frozen=True):
    """Another entry that ended in this one, at `version`, and what it brought."""

    proposal_id: UUID
    other: UUID | None
    kept: tuple[KeptField, ...]
    version: int


class LegalHold(msgspec.Struct, frozen=True):
    id: UUID
    ground: str
    placed_by: UUID


class ErasureOrder(msgspec.Struct, frozen=True):
    id: UUID
    ground: str
    ordered_by: UUID


class Erasure(msgspec.Struct, frozen=True):
    """`objects` and `rows` are None until the eraser confirmed that the key is destroyed."""

    order_id: UUID
    key_id: UUID
    erased_by: UUID
    objects: int | None = None
    rows: int | None = None
