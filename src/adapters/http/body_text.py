"""Texts that no field may hold, wherever they stand in a body: the look of a letter is not it."""

import json
import math
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec

from domain.refusals import Fault, refuse_faults

# What a plain body never contains: escapes, which may hide anything; the two look-alikes of the
# Vietnamese letter đ in UTF-8; DEL, and the lead byte of the C1 controls. Only then every string is
# looked at. (JSON itself forbids the other control characters unless they are escaped.)
_SUSPICIOUS = (b"\\", b"\xc3\x90", b"\xc3\xb0", b"\x7f", b"\xc2")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_FRACTION = re.compile(rb"[Tt ]\d\d:\d\d:\d\d\.\d{7}")
_TOO_FINE = re.compile(r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d\.\d{7,}")

_LONGEST_NUMBER = 40
"""Characters: no form needs more, and reading long numbers costs time out of proportion."""


class BodyMalformed(Exception):
    """The bytes are no JSON object in UTF-8, or one that two readers would read differently."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def refuse_repeated_names(raw: bytes) -> None:
    """Refuse an object in which a name stands twice: readers differ in which value they keep.

    `raw` is JSON. Read and written again it has fewer colons then. An escape may hide a colon or
    a name, so a body with escapes goes the slower way.
    """
    once = msgspec.json.encode(msgspec.json.decode(raw))
    if b"\\u" in raw or raw.count(b":") != once.count(b":"):
        json_object(raw)


def json_object(raw: bytes) -> dict[str, Any]:
    """The object in `raw`. Raises BodyMalformed, also where JSON leaves readers a choice."""
    try:
        document = json.loads(
            raw.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_float=_float,
            parse_int=_int,
            object_pairs_hook=_once_each,
        )
    except UnicodeDecodeError as error:
        raise BodyMalformed("body-not-utf8") from error
    except RecursionError as error:
        raise BodyMalformed("body-too-deep") from error
    except ValueError as error:
        raise BodyMalformed("body-not-json") from error
    if not isinstance(document, dict):
        raise BodyMalformed("body-not-object")
    return document


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _int(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise BodyMalformed("body-number-out-of-range")
    return int(text)


def _float(text: str) -> float:
    if len(text) > _LONGEST_NUMBER or math.isinf(float(text)):
        raise BodyMalformed("body-number-out-of-range")
    return float(text)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = sorted(name for name, _ in pairs)
        repeated = next(one for one, other in pairwise(names) if one == other)
        raise BodyMalformed("body-repeats-name", name=repeated[:60])
    return members


def text_faults(raw: bytes) -> None:
    """Refuse NUL and other control characters, decomposed text, look-alikes, too fine times."""
    if not _is_suspicious(raw) and (
        raw.isascii() or unicodedata.is_normalized("NFC", raw.decode("utf-8"))
    ):
        return
    faults = tuple(
        Fault(pointer, code, {})
        for pointer, value in _strings(json_object(raw), "")
        if (code := _text_fault(value)) is not None
    )
    if faults:
        refuse_faults(faults, "form-incorrect")


def _is_suspicious(raw: bytes) -> bool:
    for sign in _SUSPICIOUS:
        if sign in raw:
            return True
    return b"." in raw and _FRACTION.search(raw) is not None


def _text_fault(value: str) -> str | None:
    if "\x00" in value:
        return "text-has-nul"
    if _SURROGATE.search(value):
        return "text-not-unicode"
    if _CONTROL.search(value):
        return "text-has-control-character"
    if "Ð" in value or "ð" in value:
        return "text-look-alike"
    if not unicodedata.is_normalized("NFC", value):
        return "text-not-nfc"
    return "instant-too-fine" if _TOO_FINE.match(value) else None


def _strings(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield f"{pointer}/{escape(name)}", name
            yield from _strings(inner, f"{pointer}/{escape(name)}")
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _strings(inner, f"{pointer}/{n}")


def escape(name: str) -> str:
    """One reference token of an RFC 6901 pointer."""
    return name.replace("~", "~0").replace("/", "~1")
