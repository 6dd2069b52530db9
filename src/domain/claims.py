"""Values that belong to one stream in the whole register, taken with the event that needs them."""

from typing import Literal
from uuid import UUID

import msgspec


class Claim(msgspec.Struct, frozen=True):
    """`sealed` values are stored as HMAC only (formats §4). A claim to move names its `former`
    owner; so does a claim to release that another stream than the event's own holds.
    """

    kind: str
    value: str
    sealed: bool
    action: Literal["take", "release", "move"] = "take"
    former: UUID | None = None
