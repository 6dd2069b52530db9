"""Pydantic models made from the domain's command structs, so that a form is described once.

The fast path of a command decodes straight into the struct; the model made here from the same
struct describes the body in OpenAPI and, when the fast path refuses, finds every field at fault.
"""

import re
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, create_model
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, regex_engine="python-re")


@cache
def model_of(struct: type[msgspec.Struct]) -> type[Body]:
    """The model with the JSON shape of `struct`: same names, same bounds, nothing unknown."""
    hints = get_type_hints(struct, include_extras=True)
    fields: dict[str, Any] = {}
    for field in msgspec.structs.fields(struct):
        annotation = _annotation(hints[field.name])
        fields[field.name] = (annotation, _field_info(field))
    return create_model(struct.__name__, __base__=Body, __doc__=struct.__doc__, **fields)


def _field_info(field: msgspec.structs.FieldInfo) -> FieldInfo:
    alias = field.encode_name if field.encode_name != field.name else None
    extra: dict[str, Any] = {"alias": alias} if alias else {}
    if field.default is not msgspec.NODEFAULT:
        return Field(default=field.default, **extra)  # type: ignore[no-any-return]
    if field.default_factory is not msgspec.NODEFAULT:
        return Field(default_factory=field.default_factory, **extra)  # type: ignore[no-any-return]
    return Field(**extra)  # type: ignore[no-any-return]


def _annotation(hint: Any) -> Any:
    """The pydantic annotation of a struct's: bounds of msgspec.Meta become those of Field."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _bounded(hint)
    if origin in (Union, UnionType):
        return Union[tuple(_annotation(arm) for arm in get_args(hint))]  # noqa: UP007
    if origin in (tuple, list):
        return list[_annotation(get_args(hint)[0])]  # type: ignore[misc]
    return dict[str, Any] if origin is dict else _plain(hint)


def _plain(hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return model_of(hint)
    if hint is UUID:
        return _shaped(UUID, _UUID, "uuid_parsing")
    if hint is datetime:
        return _shaped(AwareDatetime, _INSTANT, "datetime_parsing")
    return hint


# pydantic by itself also takes braces and names for a UUID, and seconds since 1970 for an instant.
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-?)[0-9A-Fa-f]{4}(\1[0-9A-Fa-f]{4}){2}\1[0-9A-Fa-f]{12}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ].*")


def _shaped(inner: Any, shape: re.Pattern[str], fault: Any) -> Any:
    """`inner` from a text of this shape only; anything else is a `fault` of pydantic's."""

    def check(value: Any) -> Any:
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise PydanticCustomError(fault, "not in its usual form")
        return value

    # What a function has looked at, pydantic takes for Python, where strict wants no text.
    return Annotated[inner, Field(strict=False), BeforeValidator(check)]


_BOUNDS = ("ge", "gt", "le", "lt", "min_length", "max_length", "pattern", "description", "title")


def _bounded(hint: Any) -> Any:
    inner, *metas = get_args(hint)
    constraints: dict[str, Any] = {}
    for meta in metas:
        for name in _BOUNDS:
            if getattr(meta, name, None) is not None:
                constraints[name] = getattr(meta, name)
        if meta.examples:
            constraints["examples"] = list(meta.examples)
        if meta.extra_json_schema:
            constraints["json_schema_extra"] = meta.extra_json_schema
    return Annotated[_annotation(inner), Field(**constraints)]
