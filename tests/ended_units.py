"""A register in the province of Hà Giang, whose districts and communes end with it on 1 July 2025.

Cases are told as everywhere, in the units of Hà Nội; here the same words are meant of Hà Giang
(02), its district Đồng Văn (026) and two communes, and after the end of Tuyên Quang (08), which
took the province over.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from adapters.identity.development_officers import OFFICER_BY_NAME
from application.work import require_waiting_for
from domain.authority import holds
from domain.envelope import Actor
from domain.stream_kinds import waits_of
from domain.waits import Wait
from inner_office import UNITS, Answer, InnerOffice
from memory_register import MemoryRegister
from workshop import Workshop

HEIR = "08"
ENDED = {"00001": "00715", "00004": "00718", "001": "026", "01": "02"}
"""Unit of the usual words -> the one that is meant."""
MOVED = dict.fromkeys(ENDED, HEIR)
END = datetime.fromisoformat("2025-06-30T16:00:00+07:00")
AFTER = datetime.fromisoformat("2025-07-02T09:00:00+07:00")


class Elsewhere(InnerOffice):
    """The same office, asked in other units than those of the words."""

    units: Mapping[str, str] = ENDED

    def post(self, path: str, body: Mapping[str, Any], officer: str = "area-officer",
             **asked: Any) -> Answer:  # fmt: skip
        unit = asked.pop("unit", None) or OFFICER_BY_NAME[officer].unit
        asked["unit"] = self.units.get(unit, unit)
        return super().post(path, self._meant(body), officer, **asked)

    def _meant(self, body: Any) -> Any:
        if isinstance(body, str):
            return self.units.get(body, body)
        if isinstance(body, Mapping):
            return {name: self._meant(value) for name, value in body.items()}
        return [self._meant(one) for one in body] if isinstance(body, list) else body


class EndingRegister(MemoryRegister):
    """A register in memory whose cases lie in units that will end."""

    def __init__(self, run: Callable[[Any], Any]) -> None:
        super().__init__(run)
        self.service = Elsewhere(self.office, run, self.react)
        self.workshop = Workshop(self.service)  # type: ignore[arg-type]

    def end_units(self) -> None:
        """The last day of the units passes, and reactors see to what is left."""
        self.hours.at = END
        self.react()
        self.hours.at = AFTER
        self.service.units = MOVED
        self.react()

    def queues(self, stream: UUID) -> list[tuple[Wait, Actor]]:
        """For each wait of a stream an officer of an existing unit in whose queue it is now.

        Fails where there is none.
        """
        return [(wait, self._officer_for(stream, wait)) for wait in self.waits(stream)]

    def _officer_for(self, stream: UUID, wait: Wait) -> Actor:
        today = self.hours.at.date()
        unit = UNITS.seat_of(wait.owner_unit, today)
        assert unit in ("centre", "ministry") or UNITS.find(unit, today), unit
        somebody = Actor(UUID(int=7), unit, (wait.owner_role,))
        if wait.owner_role == "post-courier":
            somebody = msgspec.structs.replace(somebody, unit="centre")
        assert holds(wait.owner_role, somebody, self.office.circumstances.context(somebody)), wait
        self.run(require_waiting_for(self.office, somebody, wait.owner_role, stream, wait.stage))
        row = self.rows()[stream, wait.stage]
        province = row["owner_province"]
        assert unit == "centre" or province in UNITS.stands_for(HEIR, today), row
        return somebody

    def rows(self) -> dict[tuple[UUID, str], dict[str, Any]]:
        """What the waits view shows now."""
        self._project()
        return self.waiting

    def stages(self) -> set[tuple[str, str]]:
        """Every kind and stage in which something waits now."""
        return {
            (self.kind(stream), wait.stage)
            for stream in self.store.streams
            for wait in waits_of(self.kind(stream), self.state(stream))
        }


def days(count: int) -> timedelta:
    return timedelta(days=count)
