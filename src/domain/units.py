"""The dated register of administrative units: one code means different units on different days."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

Level = Literal["province", "district", "commune"]

LEVEL_BY_DIGITS: dict[int, Level] = {2: "province", 3: "district", 5: "commune"}
WHOLE_COUNTRY = frozenset({"centre", "ministry"})


class Unit(msgspec.Struct, frozen=True):
    """A unit as it was between two days (last day included; None = still in being).

    `parent` is the code of the unit above, on the same day. `zone` (urban, mountain, other) is
    known for districts. `predecessors` and `successors` are province codes in the list that came
    before or after. `confidence` is `assumed` where a day or a zone awaits its official source.
    """

    code: str
    level: Level
    parent: str | None
    name: str
    kind: str
    zone: str | None
    valid_from: date
    valid_to: date | None
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    confidence: str = "confirmed"

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class RegisterOfUnits:
    """Looks units up by (code, level, day). The number of digits of a code tells its level."""

    __slots__ = ("_by_code", "_by_parent", "units")

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = tuple(units)
        self._by_code: dict[str, tuple[Unit, ...]] = {}
        self._by_parent: dict[str | None, list[Unit]] = {}
        for unit in self.units:
            self._by_code[unit.code] = (*self._by_code.get(unit.code, ()), unit)
            self._by_parent.setdefault(unit.parent, []).append(unit)

    def unit(self, code: str, level: str, on: date) -> Unit | None:
        found = self.find(code, on)
        return found if found is not None and found.level == level else None

    def find(self, code: str, on: date) -> Unit | None:
        for unit in self._by_code.get(code, ()):
            if unit.exists_on(on):
                return unit
        return None

    def within(self, code: str, ancestor: str, on: date) -> bool:
        """Whether `ancestor` is the unit itself or lies above it on the day.

        A unit that ended before the day lies within the province that took its own over; the
        districts of 2021 have no such heir.

        The National Population Data Centre (`centre`) and the ministry reach everything; nothing
        reaches up to them but themselves.
        """
        if ancestor in WHOLE_COUNTRY:
            return True
        unit = self.find(code, on)
        if unit is None:
            return ancestor in self._heirs(code, on)
        while unit is not None and unit.code != ancestor:
            unit = self._above(unit, on)
        return unit is not None

    def province_of(self, code: str, on: date) -> str | None:
        return self._at_level(code, "province", on)

    def district_of(self, code: str, on: date) -> str | None:
        return self._at_level(code, "district", on)

    def children(self, code: str, on: date) -> tuple[Unit, ...]:
        """The units directly below on the day; below `centre` and `ministry` are the provinces."""
        parent = None if code in WHOLE_COUNTRY else code
        return tuple(unit for unit in self._by_parent.get(parent, ()) if unit.exists_on(on))

    def pin_prefixes(self, on: date) -> frozenset[str]:
        """The PIN prefixes that a birth in a province may have: "0" and the statistics code.

        They are those of the 63 provinces, also after the mergers of 1 July 2025 (domain §3.1),
        thus of the provinces that no other was merged into and that existed by that day.
        """
        provinces = self._by_parent.get(None, ())
        return frozenset("0" + unit.code for unit in provinces if _gives_pin(unit, on))

    def resolve_pin_prefix(self, prefix: str, established_on: date) -> Unit | None:
        """The province of birth registration a PIN was formed for, on the day it was established.

        Never today's unit of that code: 015 is Yên Bái although 15 has been Lào Cai since 2025.
        """
        if len(prefix) != 3 or not prefix.startswith("0"):
            return None
        for unit in self._by_code.get(prefix[1:], ()):
            if _gives_pin(unit, established_on):
                return unit
        return None

    def _heirs(self, code: str, on: date) -> frozenset[str]:
        """The provinces, on the day, in the place of the one in which the ended unit lay."""
        last_days = [unit.valid_to for unit in self._by_code.get(code, ()) if unit.valid_to]
        ended_on = max((day for day in last_days if day < on), default=None)
        if ended_on is None:
            return frozenset()
        province = self.find(self.province_of(code, ended_on) or "", ended_on)
        heirs = province.successors if province else ()
        return frozenset(heir for heir in heirs if self.find(heir, on))

    def _above(self, unit: Unit, on: date) -> Unit | None:
        return None if unit.parent is None else self.find(unit.parent, on)

    def _at_level(self, code: str, level: Level, on: date) -> str | None:
        unit = self.find(code, on)
        while unit is not None and unit.level != level:
            unit = self._above(unit, on)
        return None if unit is None else unit.code


def _gives_pin(unit: Unit, on: date) -> bool:
    return not unit.predecessors and unit.valid_from <= on
