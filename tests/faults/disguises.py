"""Finds a text in bytes whatever it was dressed up as: encoding, hex, base64, another case."""

import base64
import json
import unicodedata
from collections.abc import Iterable

from domain.values.vietnamese import fold

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def spellings(text: str) -> set[str]:
    """The text and what a program may have made of it."""
    forms = {text, text.lower(), text.upper(), fold(text), json.dumps(text)[1:-1]}
    return forms | {unicodedata.normalize("NFD", form) for form in forms}


def disguises(text: str) -> set[bytes]:
    """Every byte sequence that gives the text away."""
    plain = {form.encode(encoding) for form in spellings(text) for encoding in ENCODINGS}
    hexed = {one.hex().encode() for one in plain} | {one.hex().upper().encode() for one in plain}
    return plain | hexed | {shown for one in plain for shown in _in_base64(one)}


def _in_base64(raw: bytes) -> Iterable[bytes]:
    """What is the same wherever the bytes stand: without the digits that neighbours share."""
    for offset in range(3):
        padded = bytes(offset) + raw
        whole = padded[: len(padded) // 3 * 3]
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(whole)[4 if offset else 0 :]


def found_in(haystack: bytes, texts: Iterable[str]) -> list[str]:
    """Those of `texts` that the bytes give away in one form or another."""
    return [text for text in texts if any(one in haystack for one in disguises(text))]
