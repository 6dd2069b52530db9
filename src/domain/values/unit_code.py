"""The code of an administrative unit, which means nothing without its level and a day."""

from datetime import date
from typing import Literal

import msgspec

from domain.refusals import BadValue

Level = Literal["province", "district", "commune"]

_LEVEL_OF_LENGTH: dict[int, Level] = {2: "province", 3: "district", 5: "commune"}


class UnitCode(msgspec.Struct, frozen=True):
    """A statistics-office code on a day: codes were given a second meaning on 1 July 2025."""

    code: str
    level: Level
    day: date

    @classmethod
    def parse(cls, code: str, day: date) -> "UnitCode":
        """Raise BadValue unless the code has 2, 3 or 5 digits; the register of units knows if
        a unit of that code existed on the day."""
        level = _LEVEL_OF_LENGTH.get(len(code))
        if level is None or not (code.isascii() and code.isdigit()):
            raise BadValue("unit-code-malformed")
        return cls(code, level, day)
