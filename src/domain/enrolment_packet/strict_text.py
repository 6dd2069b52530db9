"""JSON that a station signed, read so that no two readers can differ in what it says.

A repeated name, NaN or a lone surrogate leaves a reader the choice (RFC 8259 §4, §6, §8.2), and a
signature over such a text would not say what was meant. All of them are refused here.
"""

import json
import math
import re
from typing import Any, NoReturn, TypeVar

import msgspec

from domain.guards import refuse_field

S = TypeVar("S", bound=msgspec.Struct)

_PATH = re.compile(r" - at `\$([^`]*)`$")
_LONGEST_NUMBER = 40
"""Characters: no form needs more, and reading long numbers costs time out of proportion."""


def read_strictly(text: bytes, kind: type[S], code: str, most_bytes: int) -> S:
    """The struct in a JSON text; RuleBroken with this code, and the field at fault where known."""
    if len(text) > most_bytes:
        raise refuse_field("", code)
    try:
        _refuse_choices(text)
        return msgspec.json.decode(text, type=kind)
    except msgspec.ValidationError as wrong:
        raise refuse_field(_pointer(str(wrong)), code) from wrong
    except (ValueError, RecursionError) as wrong:
        # Undecodable UTF-8 and the DecodeError of msgspec (also for half a surrogate pair) are
        # ValueErrors too.
        raise refuse_field("", code) from wrong


def _refuse_choices(text: bytes) -> None:
    json.loads(
        text.decode("utf-8"),
        object_pairs_hook=_once_each,
        parse_constant=_refuse,
        parse_float=_float,
        parse_int=_int,
    )


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name is repeated")
    return members


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _int(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return int(text)


def _float(text: str) -> float:
    if len(text) > _LONGEST_NUMBER or math.isinf(float(text)):
        raise ValueError("a number is too large")
    return float(text)


def _pointer(message: str) -> str:
    """The RFC 6901 pointer of the path that ends a message of msgspec; it quotes no value."""
    found = _PATH.search(message)
    return re.sub(r"[.\[]", "/", found[1]).replace("]", "") if found else ""
