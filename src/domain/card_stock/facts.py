"""Serials of blank cards, and ranges of them: what the books of the stock are written in."""

from typing import Annotated

import msgspec

BlankSerial = Annotated[
    str,
    msgspec.Meta(
        max_length=12,
        pattern=r"^(?!.*\n)[A-Z]{2}[0-9]{10}$",
        description="Serial of a blank: two letters of the supplier and ten digits",
        examples=["VN0000000100"],
    ),
]


class SerialRange(msgspec.Struct, frozen=True):
    """Serials from the first to the last, both included; one serial is a range of itself."""

    first: str
    last: str


class SerialRangeGiven(SerialRange, frozen=True, forbid_unknown_fields=True):
    """A range as a command names it; what was recorded loads whatever its pattern."""

    first: BlankSerial
    last: BlankSerial


SerialRanges = Annotated[
    tuple[SerialRangeGiven, ...],
    msgspec.Meta(min_length=1, max_length=100, description="Serials, all of them of this block"),
]


def one_serial(serial: str) -> tuple[SerialRangeGiven, ...]:
    return (SerialRangeGiven(serial, serial),)
