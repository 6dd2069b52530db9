"""What an officer is told of a signed list: how far it has come, and the verdict on each item."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import Query

from adapters.http.bodies import CommandForm
from adapters.http.body_text import json_object, text_faults
from adapters.http.problems import FieldAtFault
from adapters.http.questions import After, Page, Question
from adapters.http.request_bodies import inlined
from adapters.http.sentences import Language, sentence
from adapters.http.shown_instants import InstantText
from application.bulk_acts import (
    FORMS,
    BulkList,
    Filter,
    ItemVerdict,
    ListBroken,
    Progress,
    Status,
)
from application.bulk_desk import detail_in
from domain.refusals import Fault, RuleBroken
from domain.values.instants import instant_text


class ItemsAsked(Question):
    """Which part of the verdicts."""

    verdict: Annotated[Filter | None, Query(description="Only items with this verdict")] = None
    after: Annotated[After | None, Query(description="Items behind this place")] = None
    limit: Annotated[Page, Query(description="Items a page")] = 200


_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new UUIDv7: the id of the list. The same list again changes nothing",
    "schema": {"type": "string", "format": "uuid"},
}
_SIGNATURE = {
    "name": "List-Signature",
    "in": "header",
    "required": True,
    "description": "A token of the same officer, issued at most ten minutes ago, whose claim `cmd` "
    "is the SHA-256 (hex) over method, path, nothing for If-Match, Idempotency-Key and body, each "
    "behind its length as u32be",
    "schema": {"type": "string"},
}
_LIST = {
    "required": True,
    "content": {
        "application/json": {"schema": {"oneOf": [inlined(form) for form in FORMS.values()]}}
    },
}
DESCRIBED: dict[str, Any] = {"requestBody": _LIST, "parameters": [_KEY, _SIGNATURE]}
"""What the hidden body of a list is in OpenAPI."""

_READERS = {act: CommandForm(form) for act, form in FORMS.items()}


class BulkActShown(msgspec.Struct, frozen=True):
    """`done` items have a verdict; `remaining_s` follows from the rate so far, null before any."""

    id: UUID
    act: str
    dry_run: bool
    officer: UUID
    unit: str
    signed_at: InstantText
    status: Status
    total: int
    done: int
    accepted: int
    unchanged: int
    refused: int
    remaining_s: int | None


class ItemShown(msgspec.Struct, frozen=True):
    """`item` is the place in the list, from 0. `version` is that of the entry afterwards, or the
    one that a stale item met. `refusal` is a stable code, `detail` its sentence."""

    item: int
    citizen_id: UUID
    verdict: Filter
    version: int | None
    refusal: str | None
    detail: str | None
    errors: tuple[FieldAtFault, ...] = ()


class ItemsShown(msgspec.Struct, frozen=True):
    items: tuple[ItemShown, ...]
    next: str | None


def read_list(raw: bytes) -> BulkList:
    """The list in a body. Raises BodyMalformed, or ListBroken with every fault found."""
    try:
        return _read(raw)
    except RuleBroken as broken:
        raise ListBroken(broken.code, faults=broken.faults, **broken.params) from broken


def _read(raw: bytes) -> BulkList:
    act = _act_of(raw)
    if act in _READERS:
        read: BulkList = _READERS[act].read(raw)
        return read
    document = json_object(raw)
    text_faults(raw)
    code = "field-not-in-list" if "act" in document else "field-missing"
    raise RuleBroken(code, faults=(Fault("/act", code, {}),))


class _Act(msgspec.Struct):
    act: str


def _act_of(raw: bytes) -> str | None:
    """None for what is no object with such a name; why not is told by whoever reads on."""
    try:
        return msgspec.json.decode(raw, type=_Act).act
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def shown(progress: Progress) -> BulkActShown:
    names = BulkActShown.__struct_fields__
    values: dict[str, Any] = {name: getattr(progress, name) for name in names}
    return BulkActShown(**{**values, "signed_at": instant_text(progress.signed_at)})


def shown_item(one: ItemVerdict, cancelled: bool, language: Language) -> ItemShown:
    detail = detail_in(one.detail)
    faults = tuple(
        FieldAtFault(code, sentence(code, params, language), pointer=pointer)
        for pointer, code, params in detail.faults
    )
    words = sentence(one.refusal, detail.params, language) if one.refusal else None
    verdict: Any = one.verdict or ("cancelled" if cancelled else "waiting")
    place = (one.item, one.citizen_id, verdict, one.version)
    return ItemShown(*place, one.refusal, words, faults)
