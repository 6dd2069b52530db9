"""Values that belong to one stream in the whole register, taken with the event that needs them."""

from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.refusals import AlreadyTaken


class Claim(msgspec.Struct, frozen=True):
    """`sealed` values are stored as HMAC only (formats §4). A claim to move names its `former`
    owner.
    """

    kind: str
    value: str
    sealed: bool
    action: Literal["take", "release", "move"] = "take"
    former: UUID | None = None


_SHOWN_AS = {"citizen-packet": "id", "instrument-number": "number"}
"""How the refusal names a value that is no secret; a sealed one it never repeats."""


def already_taken(kind: str, claims: Iterable[Claim] = ()) -> AlreadyTaken:
    """The refusal `<kind>-taken` of a claim that another stream holds, one of those submitted."""
    value = next((claim.value for claim in claims if claim.kind == kind), "")
    shown: dict[str, Any] = {_SHOWN_AS[kind]: value} if kind in _SHOWN_AS else {}
    return AlreadyTaken(f"{kind}-taken", **shown)
