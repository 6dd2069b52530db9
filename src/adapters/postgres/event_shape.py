"""How a struct of the catalogue is written as JSON and read back: field by field, nothing guessed.

Instants are stored as RFC 3339 in UTC with exactly six digits of a second and `Z` (formats §1), so
that stored texts sort as time. msgspec drops zero fractions and keeps foreign offsets, therefore
structs that can hold an instant take a slower way; all others are encoded as they are.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import inspect, structs


class CatalogueWrong(TypeError):
    """A struct that could not be stored without loss; found when the program starts."""


def instant(moment: datetime) -> str:
    """`2021-03-01T02:03:04.000000Z`; a moment without offset is refused with ValueError."""
    if moment.tzinfo is None:
        raise ValueError("an instant without offset cannot be recorded")
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f"{utc.isoformat(timespec='microseconds')[:-6]}Z"


class Shape:
    """The written form of one struct type, leaving out `without` (the sealed part)."""

    def __init__(self, cls: type[msgspec.Struct], without: str | None = None) -> None:
        fields = [field for field in structs.fields(cls) if field.name != without]
        found = [_kinds(inspect.type_info(field.type)) for field in fields]
        _check(cls, set().union(*found))
        self.strict = _companion(cls, fields)
        self._written = _written(cls, fields)
        self._width = len(fields)
        self._as_is = without is None and not any(map(_slow, found))
        self._slow = tuple(i for i, kinds in enumerate(found) if _slow(kinds))

    def plain(self, value: msgspec.Struct) -> Any:
        """What msgspec may encode: declared order, absent optionals null, instants as text."""
        if self._as_is:
            return value
        values = list(structs.astuple(value)[: self._width])
        for i in self._slow:
            values[i] = _plain(values[i])
        return self._written(*values)


def _written(cls: type[msgspec.Struct], fields: list[structs.FieldInfo]) -> type[msgspec.Struct]:
    """The same fields, holding whatever is to be encoded in their place."""
    return msgspec.defstruct(
        f"Written{cls.__name__}",
        [(field.name, Any) for field in fields],
        rename={field.name: field.encode_name for field in fields},
        gc=False,
    )


def _companion(cls: type[msgspec.Struct], fields: list[structs.FieldInfo]) -> type[msgspec.Struct]:
    """The same fields, every one of them required and no other accepted: stored text is exact."""
    return msgspec.defstruct(
        f"Stored{cls.__name__}",
        [(field.name, field.type) for field in fields],
        rename={field.name: field.encode_name for field in fields},
        forbid_unknown_fields=True,
        frozen=True,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    return _texts(msgspec.to_builtins(value, builtin_types=(datetime,)))


def _texts(value: Any) -> Any:
    match value:
        case datetime():
            return instant(value)
        case dict():
            return {key: _texts(each) for key, each in value.items()}
        case list() | tuple():
            return [_texts(each) for each in value]
        case _:
            return value


def _slow(kinds: set[type]) -> bool:
    return not kinds.isdisjoint((inspect.DateTimeType, inspect.AnyType))


def _kinds(info: inspect.Type) -> set[type]:
    """Every kind of type met inside `info`, and the struct classes."""
    return {kind for each in _inside(info, set()) for kind in each}


def _inside(info: inspect.Type, seen: set[type]) -> Iterator[tuple[type, ...]]:
    if not isinstance(info, inspect.StructType):
        yield (type(info),)
        for part in _parts(info):
            yield from _inside(part, seen)
    elif info.cls not in seen:
        seen.add(info.cls)
        yield (type(info), info.cls)
        for field in info.fields:
            yield from _inside(field.type, seen)


def _parts(info: inspect.Type) -> Iterator[inspect.Type]:
    """The types a container is made of, whatever kind of container it is."""
    for name in ("type", "types", "item_type", "item_types", "key_type", "value_type"):
        part = getattr(info, name, None)
        if isinstance(part, inspect.Type):
            yield part
        elif isinstance(part, tuple):
            yield from part


def _check(cls: type[msgspec.Struct], kinds: set[type]) -> None:
    if cls.__struct_config__.tag is not None:
        raise CatalogueWrong(f"{cls.__name__} has a tag; its topic already names it")
    for kind in (cls, *(kind for kind in kinds if issubclass(kind, msgspec.Struct))):
        if kind.__struct_config__.omit_defaults:
            raise CatalogueWrong(f"{kind.__name__} omits defaults; absent optionals are null")
    if inspect.RawType in kinds and _slow(kinds):
        raise CatalogueWrong(f"{cls.__name__} has raw JSON beside instants")
