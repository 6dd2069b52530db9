"""What pydantic found wrong with a body, in the words of the office."""

import re
from collections.abc import Iterator

from pydantic import ValidationError

from adapters.http.body_text import escape
from domain.refusals import Fault

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


def form_faults(error: ValidationError) -> Iterator[Fault]:
    seen: set[str] = set()
    for found in error.errors(include_url=False, include_input=False):
        pointer = _pointer(found["loc"], found["type"])
        if pointer not in seen:
            seen.add(pointer)
            limit = {k: v for k, v in found.get("ctx", {}).items() if isinstance(v, int)}
            yield Fault(pointer, _code(found["type"]), {"limit": next(iter(limit.values()), "")})


def _pointer(place: tuple[int | str, ...], kind: str) -> str:
    # An unknown field is the last part of its place, whatever it is called.
    known, unknown = (place[:-1], place[-1:]) if kind == "extra_forbidden" else (place, ())
    parts = (*(part for part in known if not _is_arm(str(part))), *unknown)
    return "".join(f"/{escape(str(part))}" for part in parts)


def _is_arm(part: str) -> bool:
    """pydantic adds the arm of a union to the location (`str`, `function-plain[...]`)."""
    return "[" in part or part in {"str", "int", "bool", "date", "none", "datetime", "uuid"}


def _code(kind: str) -> str:
    for prefix, code in _BY_KIND:
        if kind.startswith(prefix):
            return code
    return _CODES.get(kind, "field-type")


_PATH = re.compile(r"`\$(.*)`")


_BY_MESSAGE = {
    "Invalid UUID": "field-not-uuid",
    "Invalid date": "field-not-a-day",
    "Invalid RFC3339": "field-not-an-instant",
}


def fault_in(message: str) -> Fault:
    """The one fault that msgspec's message tells of."""
    codes = (code for words, code in _BY_MESSAGE.items() if message.startswith(words))
    found = _PATH.search(message)
    pointer = re.sub(r"[.\[]", "/", found.group(1)).replace("]", "") if found else ""
    return Fault(pointer, next(codes, "field-type"), {})
