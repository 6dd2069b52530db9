"""The units from which a record is seen: today, or once units have been merged into others.

A key is the code of a unit. Of a unit that took over a code later it is the code with its first
day, so that Yên Bái (15 until 30 June 2025) never sees what is Lào Cai's (15 since). With `=` the
key is a bare code, whichever unit bears it.
"""

from collections.abc import Iterator
from datetime import date

from domain.units import WHOLE_COUNTRY, RegisterOfUnits, Unit


class Jurisdictions:
    """Keys over one register of units; answers are remembered, as communes come again and again."""

    def __init__(self, units: RegisterOfUnits) -> None:
        self._units = units
        self._by_code: dict[str, tuple[Unit, ...]] = {}
        for unit in sorted(units.units, key=lambda one: one.valid_from):
            self._by_code[unit.code] = (*self._by_code.get(unit.code, ()), unit)
        self._changes = sorted({unit.valid_from for unit in units.units})
        self._known: dict[tuple[str, date], tuple[str, ...]] = {}

    def key(self, code: str, on: date) -> str:
        """Of the unit that has the code on the day; `centre` and `ministry` stand for themselves.

        A unit that is no more reaches nothing but what bears its very code.
        """
        unit = self._units.find(code, on)
        if unit is not None:
            return self._key(unit)
        return code if code in WHOLE_COUNTRY else f"={code}"

    def keys_of(self, code: str) -> tuple[str, ...]:
        """Of every unit that ever had the code, for whoever names one by its code alone."""
        return tuple(map(self._key, self._by_code.get(code, ()))) or (f"={code}",)

    def reaching(self, code: str, since: date) -> tuple[str, ...]:
        """Of all that the unit lies within, itself included, on the day or on any later one."""
        era = max((day for day in self._changes if day <= since), default=since)
        asked = (code, era)
        if asked not in self._known:
            self._known[asked] = tuple(dict.fromkeys(self._reaching(code, since)))
        return self._known[asked]

    def _reaching(self, code: str, since: date) -> Iterator[str]:
        yield f"={code}"
        for day in (since, *(day for day in self._changes if day > since)):
            for heir in self._units.heirs(code, day):
                yield from (self.key(one, day) for one in self._upwards(heir, day))

    def _upwards(self, code: str | None, day: date) -> Iterator[str]:
        while code is not None:
            yield code
            unit = self._units.find(code, day)
            code = unit.parent if unit else None

    def _key(self, unit: Unit) -> str:
        is_first = self._by_code[unit.code][0] is unit
        return unit.code if is_first else f"{unit.code}@{unit.valid_from}"
