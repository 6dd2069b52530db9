"""The search for personal data finds it in every dress that it knows."""

import base64
import json
import unicodedata
from collections.abc import Callable

import pytest
from tests.faults.disguises import found_in

NAME = "Trương Quỳnh Bạch"

DRESSES: dict[str, Callable[[str], bytes]] = {
    "as it is": lambda text: text.encode(),
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "without marks": lambda _: b"truong quynh bach",
    "in capitals": lambda text: text.upper().encode(),
    "in UTF-16": lambda text: text.encode("utf-16-le"),
    "in UTF-16, the other way round": lambda text: text.encode("utf-16-be"),
    "in ASCII JSON": lambda text: json.dumps(text).encode(),
    "in hex": lambda text: text.encode().hex().encode(),
    "in hex capitals": lambda text: text.encode().hex().upper().encode(),
    "in hex of UTF-16": lambda text: text.encode("utf-16-le").hex().encode(),
    "in base64": lambda text: base64.b64encode(text.encode()),
    "in base64, one byte on": lambda text: base64.b64encode(b"x" + text.encode() + b"yy"),
    "in base64, two bytes on": lambda text: base64.b64encode(b"xx" + text.encode() + b"y"),
    "in base64 for addresses": lambda text: base64.urlsafe_b64encode(b"x" + text.encode()),
    "as bytea is shown": lambda text: b"\\x" + b"00".join([b"", text.encode().hex().encode()]),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_name_is_found_in_every_dress(dress: str) -> None:
    leak = b"before " + DRESSES[dress](NAME) + b" after"

    assert found_in(leak, [NAME, "Somebody Else"]) == [NAME]


def test_what_is_not_there_is_not_found() -> None:
    assert found_in(b"Truong Quynh" * 100, [NAME]) == []


def test_a_number_is_found_among_others() -> None:
    assert found_in(b'{"a":"1003190123456"}', ["003190123456", "003190123457"]) == ["003190123456"]
