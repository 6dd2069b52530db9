"""Pages of lists that are short enough to be read whole: after a key, never by number."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from adapters.http.problems import RequestRefused

T = TypeVar("T")
K = TypeVar("K")
Key = tuple[str, ...]


def page(
    items: Sequence[T], key_of: Callable[[T], Key], limit: int, cursor: str | None
) -> tuple[tuple[T, ...], str | None]:
    """At most `limit` items behind the cursor, in order of their keys, and the cursor behind them.

    RequestRefused 422 for a cursor that is none of ours.
    """
    ordered = sorted(items, key=key_of)
    if cursor is not None:
        after = read_cursor(cursor, Key)
        ordered = [one for one in ordered if key_of(one) > after]
    shown = tuple(ordered[:limit])
    return shown, cursor_of(key_of(shown[-1])) if len(ordered) > limit else None


def cursor_of(key: Any) -> str:
    """Where the next page begins, as a text for a link."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def read_cursor(cursor: str, kind: type[K]) -> K:
    """RequestRefused 422 for what is no cursor of this kind."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(raw, type=kind)
    except (binascii.Error, ValueError, msgspec.DecodeError) as wrong:
        raise RequestRefused(422, "cursor-malformed", where={"parameter": "cursor"}) from wrong
