"""What a decision must see of other streams, read fresh and never from a view (architecture §3)."""

from typing import Any
from uuid import UUID

import msgspec

from domain.claims import Claim
from domain.context import Context, Other
from domain.guards import refuse_field


class Reading(msgspec.Struct, frozen=True):
    """One stream to read: by its id, or as the owner of a claim.

    `name` is where the decision finds it in `context.others`. With `expect` the stream must still
    stand at the version read when the act is stored; otherwise the act is decided again.
    """

    name: str
    kind: str
    stream: UUID | None = None
    claim: Claim | None = None
    expect: bool = False


def found(context: Context, name: str, pointer: str) -> Other:
    """The stream read under this name; RuleBroken `{name}-unknown` where there is none.

    `pointer` is the field of the command that named it.
    """
    other = context.others.get(name)
    if other is None:
        raise refuse_field(pointer, f"{name}-unknown")
    return other


def state_of(context: Context, name: str) -> Any:
    """The state of the stream read under this name, or None where there is none."""
    other = context.others.get(name)
    return None if other is None else other.state
