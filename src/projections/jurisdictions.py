"""The units from which a record is seen: today, or once units have been merged into others.

A key is the code of a unit. Of a unit that took over a code later it is the code with its first
day, so that Yên Bái (15 until 30 June 2025) never sees what is Lào Cai's (15 since).
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
        """Of the unit that has the code on the day, or had it last; `centre` stands for itself."""
        begun = [unit for unit in self._by_code.get(code, ()) if unit.valid_from <= on]
        return self._key(begun[-1]) if begun else code

    def keys_of(self, code: str) -> tuple[str, ...]:
        """Of every unit that ever had the code, for whoever names one by its code alone."""
        return tuple(map(self._key, self._by_code.get(code, ()))) or (code,)

    def reaching(self, code: str, since: date) -> tuple[str, ...]:
        """Of the unit, and of all that it lies within on the day or on any later one."""
        era = max((day for day in self._changes if day <= since), default=since)
        asked = (code, era)
        if asked not in self._known:
            self._known[asked] = tuple(dict.fromkeys(self._reaching(code, since)))
        return self._known[asked]

    def _reaching(self, code: str, since: date) -> Iterator[str]:
        for day in (since, *(day for day in self._changes if day > since)):
            yield self.key(code, day)
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


def sees_all(unit: str) -> bool:
    return unit in WHOLE_COUNTRY
