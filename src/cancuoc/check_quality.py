"""`cancuoc check-quality`: every check over the whole register, counted; cases only when asked."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from uuid import UUID

import msgspec
import psycopg
from rich.console import Console
from rich.table import Table

from adapters.postgres.quality_places import QualityPlaces
from adapters.postgres.quality_sight import QualitySight
from adapters.postgres.trouble import PostgresTrouble
from application.event_store import StoreUnavailable
from application.quality_rounds import CaseDesk
from application.quality_sight import Place, Places
from cancuoc.background import projections_named, projector
from cancuoc.counting_bars import counting_bars
from cancuoc.office_parts import OfficeParts
from cancuoc.quality_loop import sight_of
from cancuoc.register_here import register_here
from cancuoc.settings import Settings
from domain.context import local_day
from domain.data_quality_case.checks import QUALITY_CHECKS
from projections.quality_counts import COMPARED_CHECKS

PAGE = 500
WALK = {False: "check-quality", True: "check-quality --open-cases"}
"""A walk that only counts and one that opens cases each keep a place of their own."""

OF_FACTS = frozenset({"DQ-32"})
"""Asked of civil facts as they are recorded, never of an entry by this walk."""

DASH = "–"

Shown = Callable[[int], None]


class Counts(msgspec.Struct, frozen=True):
    """What a walk found; `unasked` are the checks to which no entry was ever put."""

    found: Counter[str]
    unasked: frozenset[str]
    opened: int


class Walk:
    """Goes through all entries by id; after a kill the next one begins where this one stood."""

    def __init__(
        self, sight: QualitySight, places: Places, desk: CaseDesk | None, today: date
    ) -> None:
        self._sight = sight
        self._places = places
        self._desk = desk
        self._today = today
        self._name = WALK[desk is not None]

    async def go(self, shown: Shown) -> Counter[str]:
        """Failures by `check province`, beside `entries`; those of the part before a kill too."""
        place = await self._places.read(self._name)
        if place.day not in {None, self._today}:
            # Begun on another day, it answered for that one.
            place = Place()
        found = Counter(place.found)
        while True:
            page = await self._sight.everybody(place.citizen, PAGE)
            if not page.people:
                await self._places.forget(self._name)
                return found
            await self._look_at(page.people, found)
            place = Place(-1, self._today, page.people[-1], dict(found))
            await self._places.keep(self._name, place)
            shown(found["entries"])

    async def _look_at(self, people: tuple[UUID, ...], found: Counter[str]) -> None:
        seen = await self._sight.found(people, self._today)
        # A pair comes up with both of its persons, and is counted with the first.
        own = tuple(one for one in seen.failures if one.citizen_id in people)
        found["entries"] += len(people)
        found.update(f"{one.check} {seen.provinces[one.citizen_id]}" for one in own)
        if self._desk is not None:
            await self._desk.act_on(msgspec.structs.replace(seen, failures=own))


def check_quality(settings: Settings, console: Console, *, rebuild: bool, open_cases: bool) -> None:
    """Rebuild the view where asked for, walk through all entries and print what fails."""
    settings = register_here(settings)
    try:
        if rebuild:
            _rebuild(settings, console)
        counts = asyncio.run(_walk(settings, console, open_cases))
    except (psycopg.Error, StoreUnavailable) as away:
        raise PostgresTrouble(f"the checks stopped: {type(away).__name__}; run it again") from away
    for table in tables(counts.found, counts.unasked):
        console.print(table)
    console.print(
        f"{DASH}: no entry was ever put to the check, which is not a pass. DQ-32 is asked of civil"
        " facts: see GET /v1/quality.",
        soft_wrap=True,
    )
    if open_cases:
        console.print(f"{counts.opened} cases were opened or opened again.")
    else:
        console.print("Nothing was changed: cases are opened with --open-cases.")


def tables(found: Counter[str], unasked: frozenset[str] = frozenset()) -> Iterable[Table]:
    """What fails by check (a dash for those `unasked`), by dimension and by province (of the unit
    that took the entry in)."""
    checks, dimensions, provinces = (Counter[str]() for _ in range(3))
    for name, count in found.items():
        check, _, province = name.partition(" ")
        if check in QUALITY_CHECKS:
            checks[check] += count
            dimensions[QUALITY_CHECKS[check].dimension] += count
            provinces[province or "none"] += count
    entries = found["entries"]
    by_check = {c: None if c in unasked and not checks[c] else checks[c] for c in QUALITY_CHECKS}
    yield _table(f"{entries:,} entries: failures by check", by_check)
    yield _table("by dimension", dimensions)
    yield _table("by province", dict(sorted(provinces.items())))


def _table(title: str, counts: Mapping[str, int | None]) -> Table:
    table = Table("", "failing", title=title, title_justify="left")
    table.columns[1].justify = "right"
    for name, count in counts.items():
        table.add_row(name, DASH if count is None else f"{count:,}")
    return table


def _rebuild(settings: Settings, console: Console) -> None:
    """Reads history from its first event; a rebuild that was stopped goes on where it stood."""
    with counting_bars(console) as bars:
        task = bars.add_task("history", total=None)

        def show(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total)

        (view,) = projections_named(settings, "quality")
        with projector(settings, view, show) as one:
            one.rebuild()


async def _walk(settings: Settings, console: Console, open_cases: bool) -> Counts:
    async with OfficeParts(settings) as parts:
        sight, today = sight_of(parts), local_day(parts.clock.now())
        desk = CaseDesk(parts.office()) if open_cases else None
        walk = Walk(sight, QualityPlaces(parts.store.pool), desk, today)
        with counting_bars(console) as bars:
            task = bars.add_task("entries", total=await sight.how_many())
            found = await walk.go(lambda done: bars.update(task, completed=done))
        asked = await sight.evaluated(COMPARED_CHECKS, today)
        unasked = OF_FACTS | {*COMPARED_CHECKS} - asked if found["entries"] else {*QUALITY_CHECKS}
        return Counts(found, frozenset(unasked), desk.counters.opened if desk else 0)
