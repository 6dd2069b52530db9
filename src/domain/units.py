"""The dated register of administrative units: one code means different units on different days."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
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

    __slots__ = ("_by_code", "_by_parent", "_inherited", "_predecessors", "units")

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = tuple(units)
        self._by_code: dict[str, tuple[Unit, ...]] = {}
        self._by_parent: dict[str | None, list[Unit]] = {}
        for unit in self.units:
            self._by_code[unit.code] = (*self._by_code.get(unit.code, ()), unit)
            self._by_parent.setdefault(unit.parent, []).append(unit)
        # heir -> (former code or level of it, last day of the former)
        self._predecessors: dict[str, set[tuple[str, date]]] = {}
        self._inherited: dict[str, set[tuple[Level, date]]] = {}
        for unit in self.units:
            self._note_heirs(unit)

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

        A unit that ended before the day lies where its heirs lie; the districts and communes of
        2021 fell to the province that took theirs over.

        The National Population Data Centre (`centre`) and the ministry reach everything; nothing
        reaches up to them but themselves.
        """
        if ancestor in WHOLE_COUNTRY:
            return True
        unit = self.find(code, on)
        if unit is None:
            return any(self.within(heir, ancestor, on) for heir in self.heirs(code, on))
        while unit is not None and unit.code != ancestor:
            unit = self._above(unit, on)
        return unit is not None

    def heirs(self, code: str, on: date) -> frozenset[str]:
        """The units in the place of `code` on the day: itself while it exists, else those that its
        end named, or that of the unit above it. None for a code that never was.
        """
        if self.find(code, on) is not None:
            return frozenset({code})
        ended = [one for one in self._by_code.get(code, ()) if one.valid_to and one.valid_to < on]
        if not ended:
            return frozenset()
        return self._taken_over(max(ended, key=lambda one: one.valid_from), on)

    def seat_of(self, code: str, on: date) -> str:
        """Where the work of a unit is done on the day: there, or at the heir after its end.

        Of several heirs the first by code; a code that never was stays as it is.
        """
        return min(self.heirs(code, on), default=code)

    def stands_for(self, code: str, on: date) -> tuple[str, ...]:
        """The unit itself, then the ended units of its own level whose place it has on the day."""
        level = LEVEL_BY_DIGITS.get(len(code))
        former = {
            one
            for one, ended in self._predecessors.get(code, ())
            if ended < on and one != code and LEVEL_BY_DIGITS.get(len(one)) == level
        }
        return (code, *sorted(former))

    def levels(self, code: str, on: date) -> frozenset[Level]:
        """The level of the unit, and those of ended units that fell to it from below: whoever
        worked there works here now (the districts and communes of 2021, in their province)."""
        own = LEVEL_BY_DIGITS.get(len(code))
        fallen = {level for level, ended in self._inherited.get(code, ()) if ended < on}
        return frozenset(fallen | {own}) if own else frozenset()

    def province_over(self, code: str, on: date) -> str | None:
        """The province in which the unit lies on the day, or its heirs do after its end."""
        found = {self.province_of(heir, on) for heir in self.heirs(code, on)} - {None}
        return min(found, key=str) if found else None

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

    def _note_heirs(self, unit: Unit) -> None:
        if unit.valid_to is None:
            return
        for heir in self._successors(unit):
            self._predecessors.setdefault(heir, set()).add((unit.code, unit.valid_to))
            if unit.level != LEVEL_BY_DIGITS.get(len(heir)):
                self._inherited.setdefault(heir, set()).add((unit.level, unit.valid_to))

    def _taken_over(self, ended: Unit, on: date) -> frozenset[str]:
        """The heirs of an ended unit on the day; an heir that ended too has heirs of its own."""
        found: set[str] = set()
        for code, unit in self._first_heirs(ended):
            found |= {code} if unit.exists_on(on) else self._taken_over(unit, on)
        return frozenset(found)

    def _first_heirs(self, ended: Unit) -> Iterator[tuple[str, Unit]]:
        if ended.valid_to is None:
            return
        for code in self._successors(ended):
            unit = self.find(code, ended.valid_to + timedelta(days=1))
            if unit is not None:
                yield code, unit

    def _successors(self, ended: Unit) -> tuple[str, ...]:
        """Those named at its end, or at the end of the nearest unit above that names any."""
        unit: Unit | None = ended
        while unit is not None and not unit.successors and ended.valid_to is not None:
            unit = self._above(unit, ended.valid_to)
        return unit.successors if unit is not None else ()

    def _above(self, unit: Unit, on: date) -> Unit | None:
        return None if unit.parent is None else self.find(unit.parent, on)

    def _at_level(self, code: str, level: Level, on: date) -> str | None:
        unit = self.find(code, on)
        while unit is not None and unit.level != level:
            unit = self._above(unit, on)
        return None if unit is None else unit.code


def _gives_pin(unit: Unit, on: date) -> bool:
    return not unit.predecessors and unit.valid_from <= on
