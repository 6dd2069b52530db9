"""Texts that no field may hold, wherever they stand in a body: the look of a letter is not it."""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from domain.refusals import Fault, refuse_faults

# What a plain body never contains: escapes that may hide anything, the two look-alikes of the
# Vietnamese letter đ in UTF-8, and control bytes. Only then every string is looked at.
_SUSPICIOUS = re.compile(rb"\\u|\\[bf]|\xc3[\x90\xb0]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_FRACTION = re.compile(rb"T\d\d:\d\d:\d\d\.\d{7}")
_TOO_FINE = re.compile(r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d\.\d{7,}")


class BodyMalformed(Exception):
    """The bytes are no JSON object in UTF-8; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def json_object(raw: bytes) -> dict[str, Any]:
    try:
        document = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
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


def text_faults(raw: bytes) -> None:
    """Refuse NUL and other control characters, decomposed text, look-alikes, too fine times."""
    if raw.isascii() and not _SUSPICIOUS.search(raw) and not _FRACTION.search(raw):
        return
    text = raw.decode("utf-8")
    suspicious = _SUSPICIOUS.search(raw) or _FRACTION.search(raw)
    if not suspicious and unicodedata.is_normalized("NFC", text):
        return
    faults = tuple(
        Fault(pointer, code, {})
        for pointer, value in _strings(json_object(raw), "")
        if (code := _text_fault(value)) is not None
    )
    if faults:
        refuse_faults(faults, "form-incorrect")


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
