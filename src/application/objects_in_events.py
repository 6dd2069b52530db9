"""All scans and signed forms that an event refers to, wherever in it they stand."""

from collections.abc import Iterator
from typing import Any

import msgspec

from domain.citizen.facts import SealedObject

_FIELDS = frozenset(SealedObject.__struct_fields__)


def objects_in(event: msgspec.Struct) -> Iterator[SealedObject]:
    """In the order of its fields; a changed field holds its objects as JSON values too."""
    yield from _objects_in(msgspec.to_builtins(event))


def _objects_in(value: Any) -> Iterator[SealedObject]:
    if isinstance(value, dict):
        if value.keys() == _FIELDS:
            yield msgspec.convert(value, SealedObject)
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _objects_in(one)
