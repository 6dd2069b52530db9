"""Numbers of the identity documents before the chip card, always kept with their kind."""

import re
from typing import Literal

import msgspec

from domain.refusals import BadValue

OldNumberKind = Literal["cmnd9", "cmnd12"]

_NINE_DIGITS = re.compile(r"[0-9]{9}")
_TWELVE_DIGITS = re.compile(r"[0-9]{12}")


class OldNumber(msgspec.Struct, frozen=True):
    """A twelve-digit card number shares its space with PINs: without the kind it could be one."""

    kind: OldNumberKind
    number: str

    @classmethod
    def parse(cls, kind: str, number: str) -> "OldNumber":
        match kind:
            case "cmnd9":
                return cls("cmnd9", check_cmnd9(number))
            case "cmnd12":
                return cls("cmnd12", check_cmnd12(number))
            case _:
                raise BadValue("old-number-kind-not-listed")


def check_cmnd9(text: str) -> str:
    if not _NINE_DIGITS.fullmatch(text):
        raise BadValue("cmnd9-malformed")
    return text


def check_cmnd12(text: str) -> str:
    if not _TWELVE_DIGITS.fullmatch(text):
        raise BadValue("cmnd12-malformed")
    return text
