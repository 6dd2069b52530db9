"""How far the campaign has come: the stage counters of domain §1.13, by unit and day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.context import local_day
from domain.envelope import Envelope
from domain.recorded import Recorded
from domain.units import RegisterOfUnits
from projections.age_bands import age_band
from projections.projection import Add, Change, Raise, TableName
from projections.residence import within

PROGRESS = TableName("progress")
PROGRESS_CHANGES = TableName("progress_changes")
"""For each basis, counter, day and unit, the position of the last event that moved a count there.

Whoever publishes counts (`projections.progress_state`) finds by it what changed since he looked. It
is the same in whatever order streams come, and after a rebuild without the keys of the erased.
"""
PROGRESS_MEMORY = TableName("progress_memory")

COUNTERS = {
    "citizen.captured.v1": ("population.captured",),
    "citizen.verified.v1": ("population.verified",),
    "citizen.approved.v1": ("population.approved",),
    "citizen.pin-established.v1": ("pin.established",),
    "card-application.captured.v1": ("card.captured", "card.received"),
    "card-application.intake-approved.v1": ("card.intake-approved",),
    "card-application.verified.v1": ("card.verified",),
    "card-application.approved.v1": ("card.approved",),
    "card-application.printed.v1": ("card.printed",),
    "card-application.spoiled.v1": ("card.spoiled",),
    "card-application.quality-checked.v1": ("card.quality-checked",),
    "card-application.dispatched.v1": ("card.dispatched",),
    "card-application.arrived.v1": ("card.arrived",),
    "card-application.delivered.v1": ("card.delivered",),
}
COUNTS_EVENTS = frozenset({"card.spoiled"})
"""All others count streams: a recapture or a reprint does not count twice."""

BASES = ("occurred", "recorded")
"""By the day on which it happened, and by the day on which it became known."""

_DECLARES = frozenset({"citizen.captured.v1", "citizen.recaptured.v1"})
_CORRECTS = frozenset({"citizen.capture-corrected.v1", "citizen.amended.v1", "citizen.absorbed.v1"})
_ERASES = "citizen.erased.v1"
_OPENS = "card-application.opened.v1"


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """One thing that a person was counted for, in a group that tells something of the person."""

    basis: str
    counter: str
    day: date
    sex: str
    age_band: str


class CountMemory(msgspec.Struct, frozen=True):
    """What a stream was counted for, where it was taken in, and the two facts of its person.

    `sex`, `birth` and `cells` are empty for an application, and once the person is erased. Until
    then every cell is kept, since an erasure is a move of all of them, whoever can tell from where.
    """

    unit: str
    counted: tuple[str, ...] = ()
    sex: str = ""
    birth: str = ""
    cells: tuple[Cell, ...] = ()


class Progress:
    """A count for each basis, counter, day, unit, sex and age band.

    The unit is the one that took the person or the application in, so that all counters of one
    case are counted there. Groups too small to be shown are suppressed by whoever asks. A person
    erased is counted on, in the group of whom nothing is known: so does a rebuild without the key.
    """

    name = "progress"
    version = 3
    tables = (PROGRESS, PROGRESS_CHANGES, PROGRESS_MEMORY)
    topics = frozenset({*COUNTERS, *_DECLARES, *_CORRECTS, _ERASES, _OPENS})
    memory = CountMemory
    memory_table = PROGRESS_MEMORY
    needs_sealed = True

    def __init__(self, units: RegisterOfUnits) -> None:
        self._units = units

    def remember(
        self, memory: CountMemory | None, recorded: Recorded, position: int
    ) -> tuple[CountMemory, list[Change]]:
        """See `Remembering`."""
        known = _person(memory or CountMemory(_intake_unit(recorded)), recorded)
        known, moved = self._without_facts(known, recorded.topic, position)
        new = [
            counter
            for counter in COUNTERS.get(recorded.topic, ())
            if counter in COUNTS_EVENTS or counter not in known.counted
        ]
        if not new:
            return known, moved
        counted = (*known.counted, *(one for one in new if one not in COUNTS_EVENTS))
        cells = [cell for counter in new for cell in _cells(known, counter, recorded)]
        changes: list[Change] = [self._count(known.unit, cell, 1) for cell in cells]
        changes += [_seen(known.unit, cell, position) for cell in cells]
        if recorded.topic.startswith("citizen."):
            known = replace(known, cells=(*known.cells, *cells))
        return replace(known, counted=counted), moved + changes

    def _without_facts(
        self, known: CountMemory, topic: str, position: int
    ) -> tuple[CountMemory, list[Change]]:
        """Of whom nothing is known any more, each count goes over to the group without facts."""
        moved: list[Change] = []
        if not (known.sex or known.birth):
            moved = list(self._moved(known, position))
            known = replace(known, cells=tuple(map(_blank, known.cells)))
        if topic == _ERASES:
            moved += [_seen(known.unit, cell, position) for cell in known.cells]
            known = replace(known, cells=())
        return known, moved

    def _moved(self, known: CountMemory, position: int) -> Iterator[Change]:
        for cell in known.cells:
            if cell.sex or cell.age_band:
                yield self._count(known.unit, cell, -1)
                yield self._count(known.unit, _blank(cell), 1)
                yield _seen(known.unit, cell, position)

    def _count(self, unit: str, cell: Cell, more: int) -> Add:
        above = within(self._units, "unit", unit, cell.day)
        levels = (above[f"unit_{level}"] or "" for level in ("province", "district", "commune"))
        place = (cell.basis, cell.counter, cell.day, unit, *levels)
        return Add(PROGRESS, (*place, cell.sex, cell.age_band), {"count": more})


def _blank(cell: Cell) -> Cell:
    return replace(cell, sex="", age_band="")


def _seen(unit: str, cell: Cell, position: int) -> Raise:
    key = (cell.basis, cell.counter, cell.day, unit)
    return Raise(PROGRESS_CHANGES, key, {"position": position})


def _cells(known: CountMemory, counter: str, recorded: Recorded) -> Iterator[Cell]:
    for basis in BASES:
        day = _day(basis, counter, recorded)
        yield Cell(basis, counter, day, known.sex, age_band(known.birth, day))


def _intake_unit(recorded: Recorded) -> str:
    unit: str = getattr(recorded.event, "intake_unit", recorded.envelope.actor.unit)
    return unit


def _day(basis: str, counter: str, recorded: Recorded) -> date:
    """A capture happened when it was made; a dossier is received when it becomes known."""
    by: Envelope = recorded.envelope
    if basis == "recorded" or counter == "card.received":
        return local_day(by.recorded_at)
    if counter == "card.captured":
        return local_day(recorded.event.captured_at)
    return local_day(by.occurred_at)


def _person(known: CountMemory, recorded: Recorded) -> CountMemory:
    """The two facts as far as they are declared or corrected by now."""
    event = recorded.event
    if not recorded.topic.startswith("citizen."):
        return known
    if recorded.topic == _ERASES or getattr(event, "sealed", "none to seal") is None:
        return replace(known, sex="", birth="")
    if recorded.topic in _DECLARES:
        return replace(known, sex=event.sealed.sex, birth=event.sealed.birth)
    if recorded.topic in _CORRECTS:
        facts = {one.field: one.after for one in event.sealed.diff}
        return replace(known, **{field: _text(facts[field]) for field in ("sex", "birth")
                                 if field in facts})  # fmt: skip
    return known


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
