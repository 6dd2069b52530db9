"""A stream as officers see it, made of its state: what decisions need is what officers read."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, get_type_hints
from uuid import UUID

import msgspec

from adapters.http.shown_instants import InstantText, plain

BOOKKEEPING = frozenset({"version", "done", "missed"})
"""Fields of a state that only decisions read."""

Show = Callable[[UUID, int, Any], msgspec.Struct]


def shown_as(state: type[msgspec.Struct]) -> tuple[type[msgspec.Struct], Show]:
    """The struct that is shown for a state, with `id` and `version` in front, and its maker."""
    hints = get_type_hints(state, include_extras=True)
    fields = [f for f in msgspec.structs.fields(state) if f.name not in BOOKKEEPING]
    shown = msgspec.defstruct(
        f"{state.__name__}Shown",
        [("id", UUID), ("version", int), *((f.name, _hint(hints[f.name])) for f in fields)],
        frozen=True,
        rename={f.name: f.encode_name for f in fields},
        namespace={"__doc__": state.__doc__},
    )

    def show(stream: UUID, version: int, seen: Any) -> msgspec.Struct:
        return shown(stream, version, *(plain(getattr(seen, f.name)) for f in fields))

    return shown, show


def _hint(hint: Any) -> Any:
    """An instant is shown as text of one form; all else has the shape that the state gives it."""
    if hint is datetime:
        return InstantText
    return InstantText | None if hint == datetime | None else hint
