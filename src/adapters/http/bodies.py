"""From the bytes of a request to a command, or to every field at fault.

400 is for what is no JSON object at all; everything that a person can correct in the form is 422
with the pointer of each field (interfaces §1).
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
from pydantic import ValidationError

from adapters.http.body_models import model_of
from domain.refusals import Fault, refuse_faults

C = TypeVar("C", bound=msgspec.Struct)

# What a plain body never contains: escapes that may hide anything, the two look-alikes of the
# Vietnamese letter đ in UTF-8, and control bytes. Only then every string is looked at.
_SUSPICIOUS = re.compile(rb"\\u|\\[bf]|\xc3[\x90\xb0]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_FRACTION = re.compile(rb"T\d\d:\d\d:\d\d\.\d{7}")
_TOO_FINE = re.compile(r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d\.\d{7,}")


# Outside these years an instant cannot be carried into another time zone.
_FIRST_YEAR, _LAST_YEAR = 1900, 2400


class BodyMalformed(Exception):
    """The bytes are no JSON object in UTF-8; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CommandForm:
    """Reads bodies of one command."""

    def __init__(self, struct: type[C]) -> None:
        self.struct = struct
        self.model = model_of(struct)
        self._decode = msgspec.json.Decoder(struct).decode
        self._instants = [
            (field.name, field.encode_name)
            for field in msgspec.structs.fields(struct)
            if "datetime" in str(field.type)
        ]

    def read(self, raw: bytes) -> Any:
        """The command. Raises BodyMalformed, or RuleBroken with every fault found."""
        try:
            command = self._decode(raw)
        except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._explain(raw)
            raise
        text_faults(raw)
        for name, shown in self._instants:
            value = getattr(command, name)
            if value is not None and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
                fault = Fault(f"/{shown}", "instant-out-of-range", {})
                refuse_faults((fault,), "instant-out-of-range")
        return command

    def _explain(self, raw: bytes) -> None:
        document = json_object(raw)
        text_faults(raw)
        try:
            self.model.model_validate_json(raw)
        except ValidationError as error:
            refuse_faults(tuple(_faults(error)), "form-incorrect")
        except RecursionError as error:
            raise BodyMalformed("body-too-deep") from error
        # pydantic is content and msgspec is not: still a fault of the form, never of the server.
        try:
            msgspec.convert(document, self.struct)
        except msgspec.ValidationError as error:
            refuse_faults((Fault(_msgspec_pointer(str(error)), "field-type", {}),), "field-type")


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


# pydantic's error types, in the words of the office. Anything else is a wrong type.
_CODES = {
    "missing": "field-missing",
    "extra_forbidden": "field-unknown",
    "string_too_long": "field-too-long",
    "string_too_short": "field-too-short",
    "too_long": "field-too-long",
    "too_short": "field-too-short",
    "string_pattern_mismatch": "field-pattern",
    "greater_than_equal": "field-out-of-range",
    "greater_than": "field-out-of-range",
    "less_than_equal": "field-out-of-range",
    "less_than": "field-out-of-range",
    "literal_error": "field-not-in-list",
    "timezone_aware": "instant-without-offset",
}
_BY_KIND = (
    ("uuid", "field-not-uuid"),
    ("date_", "field-not-a-day"),
    ("datetime", "field-not-an-instant"),
)


def _faults(error: ValidationError) -> Iterator[Fault]:
    seen: set[str] = set()
    for found in error.errors(include_url=False, include_input=False):
        pointer = "".join(
            f"/{escape(str(part))}" for part in found["loc"] if not _is_arm(str(part))
        )
        if pointer not in seen:
            seen.add(pointer)
            limit = {k: v for k, v in found.get("ctx", {}).items() if isinstance(v, int)}
            yield Fault(pointer, _code(found["type"]), {"limit": next(iter(limit.values()), "")})


def _is_arm(part: str) -> bool:
    """pydantic adds the arm of a union to the location (`str`, `function-plain[...]`)."""
    return "[" in part or part in {"str", "int", "bool", "date", "none", "datetime", "uuid"}


def _code(kind: str) -> str:
    for prefix, code in _BY_KIND:
        if kind.startswith(prefix):
            return code
    return _CODES.get(kind, "field-type")


_PATH = re.compile(r"`\$(.*)`")


def _msgspec_pointer(message: str) -> str:
    found = _PATH.search(message)
    if found is None:
        return ""
    return re.sub(r"[.\[]", "/", found.group(1)).replace("]", "")
