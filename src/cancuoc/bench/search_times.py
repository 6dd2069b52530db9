"""How long ten kinds of search take among very many people, beside reading one row by its key."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from adapters.postgres.citizen_directory import CitizenDirectory, Found
from adapters.postgres.citizen_query import Criteria
from adapters.postgres.live_view import Pool
from adapters.reference.load_units import load_register
from application.clock import ProgrammeClock
from cancuoc.bench import big_store
from cancuoc.bench.annex import Annex
from cancuoc.bench.models import CAPTURED_ON
from cancuoc.bench.search_people import Crowd, Somebody
from cancuoc.bench.servers import KEYS
from cancuoc.bench.tables import Table, at_most
from cancuoc.bench.waiting_times import Asked, ask_again
from cancuoc.bench.workbench import Workbench
from cancuoc.office_parts import OfficeParts, read_clock_offset
from cancuoc.settings import Settings
from domain.values.search_text import SearchText
from domain.values.vietnamese import fold

DATABASE = "cancuoc_search"
FLOOR = "floor: a row by its key, under row-level security"
AIM_MS = 50
KINDS = (
    "full name with its marks",
    "full name without marks",
    "two words: surname and given name",
    "surname and year of birth",
    "initials",
    "a misspelt full name",
    "PIN",
    "old number",
    "birth date",
    "unit and given name",
)
"""The ten that the aim is about."""
STEPS = 18
_WHOLE_COUNTRY = "centre"
_BY_KEY = """
SELECT surname, given FROM view_a.citizen_search WHERE citizen_id = %s
"""

Ask = Callable[[], Awaitable[object]]


def measure(bench: Workbench) -> Annex:
    """Fill the view, then ask: ten kinds over the whole country, and a few beside them."""
    register = bench.register
    register.make_store(DATABASE)
    dsn = register.dsn(DATABASE)
    crowd = Crowd(bench.plan.searched)
    with psycopg.connect(dsn, autocommit=True) as store:
        bench.say(f"{crowd.people:,} people to search for")
        for _ in crowd.fill(store):
            pass
        big_store.settle(store)
        row = store.execute("SELECT count(*) FROM view_a.citizen_name").fetchone()
    own = register.server.dsn(DATABASE, user="cancuoc_app")
    settings = msgspec.structs.replace(register.settings, dsn=own, keys_dsn=register.dsn(KEYS))
    asked = asyncio.run(_ask_all(bench, settings, crowd))
    return _annex(asked, crowd.people, int(row[0]) if row else 0, bench.plan.questions)


async def _ask_all(bench: Workbench, settings: Settings, crowd: Crowd) -> list[Asked]:
    now = ProgrammeClock(read_clock_offset(settings)).now
    async with OfficeParts(settings) as parts:
        questions = Questions(parts.store.pool, now, crowd)
        return [await ask_again(bench, name, ask) for name, ask in questions.all().items()]


class Questions:
    """Whoever is looked for is drawn anew from those that there are."""

    def __init__(self, pool: Pool, now: Callable[[], datetime], crowd: Crowd) -> None:
        self._pool = pool
        self._directory = CitizenDirectory(pool, now, load_register())
        self._sample = crowd.sample
        self._random = Random(7)  # noqa: S311 - load, not a secret

    def all(self) -> dict[str, Ask]:
        return {FLOOR: self._by_key, **self._ten(), **self._more()}

    def _ten(self) -> dict[str, Ask]:
        ways: tuple[Ask, ...] = (
            self._asking(lambda one: one.name.full),
            self._asking(lambda one: fold(one.name.full)),
            self._asking(_two_words),
            self._asking(lambda one: f"{fold(one.name.surname) or 'siu'} {one.birth.year}"),
            self._asking(_initials),
            self._asking(self._misspelt),
            self._asking(lambda one: one.pin),
            self._asking(lambda one: one.cmnd9),
            self._asking(lambda one: one.birth.isoformat()),
            lambda: self._in_unit(self._one()),
        )
        return dict(zip(KINDS, ways, strict=True))

    def _more(self) -> dict[str, Ask]:
        return {
            "a common surname alone": self._asking(lambda _: "nguyen"),
            "a common surname and middle name": self._asking(lambda _: "nguyen thi"),
            "two letters": self._asking(lambda _: "th"),
            "year of birth alone": self._asking(lambda one: str(one.birth.year)),
            "full name without marks, from a province": lambda: self._within(self._one(), 2),
            "surname, from a commune": lambda: self._within(self._one(), 5),
        }

    def _one(self) -> Somebody:
        return self._random.choice(self._sample)

    def _asking(self, text: Callable[[Somebody], str]) -> Ask:
        return lambda: self._find(text(self._one()))

    async def _find(self, text: str, within: str = _WHOLE_COUNTRY, **more: Any) -> Found:
        return await self._directory.find(_criteria(text, **more), within)

    async def _in_unit(self, one: Somebody) -> Found:
        district = load_register().find(one.unit, CAPTURED_ON)
        places = self._directory.places_of(district.parent if district and district.parent else "")
        return await self._find(_given(one), places=places)

    async def _within(self, one: Somebody, digits: int) -> Found:
        if digits == len(one.unit):
            return await self._find(fold(one.name.surname) or _given(one), one.unit)
        province = load_register().province_of(one.unit, CAPTURED_ON) or ""
        return await self._find(fold(one.name.full), province)

    def _misspelt(self, one: Somebody) -> str:
        """One letter of the longest word is another."""
        words = fold(one.name.full).split()
        longest = max(range(len(words)), key=lambda n: len(words[n]))
        at = self._random.randrange(len(words[longest]))
        words[longest] = words[longest][:at] + "x" + words[longest][at + 1 :]
        return " ".join(words)

    async def _by_key(self) -> object:
        one: UUID = self._one().citizen_id
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute("SELECT set_config('cancuoc.jurisdiction', 'centre', true)")
            cursor = await connection.execute(_BY_KEY, (one,), prepare=False)
            return await cursor.fetchall()


def _criteria(text: str, **more: Any) -> Criteria:
    read = SearchText.parse(text)
    return Criteria(words=read.words, births=read.births, numbers=read.numbers, **more)


def _two_words(one: Somebody) -> str:
    return fold(f"{one.name.surname} {one.name.given}".strip() or one.name.full)


def _initials(one: Somebody) -> str:
    letters = [word[0] for word in fold(one.name.full).split()]
    return " ".join(letters if len(letters) > 1 else [*letters, "a"])


def _given(one: Somebody) -> str:
    return fold(one.name.given)


def _annex(asked: list[Asked], people: int, names: int, times: int) -> Annex:
    rows = tuple(
        (one.name, f"{one.p50_ms:.1f}", f"{one.p95_ms:.1f}", f"{one.postgres_us:,.0f}")
        for one in asked
    )
    note = f"{names:,} distinct names; each asked {times:,} times, by the centre where not said."
    columns = ("", "p50 ms", "p95 ms", "PostgreSQL µs")
    table = Table(f"Searches among {people:,} people", columns, rows, note)
    ten = [one for one in asked if one.name in KINDS]
    slowest = max(ten, key=lambda one: one.p95_ms)
    aim = at_most(f"p95 ms, search ({slowest.name})", AIM_MS, slowest.p95_ms)
    figures = {"people": people, "names": names, "asked": asked}
    return Annex((table,), (aim,), figures)
