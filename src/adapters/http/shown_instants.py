"""Instants as every answer writes them: UTC with microseconds and `Z` (formats §1)."""

from datetime import datetime
from typing import Annotated, Any

import msgspec

from domain.values.instants import instant_text

InstantText = Annotated[
    str,
    msgspec.Meta(
        description="UTC with microseconds and Z",
        examples=["2021-03-01T01:00:00.000000Z"],
        extra_json_schema={"format": "date-time"},
    ),
]


def plain(shown: Any) -> Any:
    """Objects, lists and texts of JSON, each instant in them as InstantText."""
    return _written(msgspec.to_builtins(shown, builtin_types=(datetime,)))


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, dict):
        return {name: _written(inner) for name, inner in value.items()}
    return [_written(one) for one in value] if isinstance(value, list | tuple) else value
