"""The plan of a simulation: who comes when and where, and what befalls each case."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import NamedTuple
from uuid import UUID

import msgspec

from cancuoc.dc01_person import Row
from cancuoc.dc01_population import YearOnly
from cancuoc.simulation.country import shares
from cancuoc.simulation.curve import arrivals
from cancuoc.simulation.fates import Fate, drawn, showcase
from cancuoc.simulation.names import Names
from cancuoc.simulation.people import Where, person
from cancuoc.simulation.rates import Rates
from domain.context import VIETNAM_TIME

OPENING = time(7, 30)
OFFICE_HOURS = timedelta(hours=9)
DECLARED_BEFORE = timedelta(days=7)
"""How long before the visit for the card the person was entered in the register."""


class Wish(msgspec.Struct, frozen=True):
    """What is asked of a simulation. `every_stage`: some cases are left in each stage."""

    cases: int
    seed: int = 2021
    rates: Rates = Rates()
    districts: int = 0
    every_stage: bool = False

    def as_text(self) -> str:
        places = f"{self.districts} {self.every_stage}"
        return f"{self.seed} {self.cases} {places} {self.rates.as_text()}"


class Case(NamedTuple):
    """One person's way to a card. `arrives_at` is when the office hears of it: late for a late
    packet."""

    number: int
    province: str
    captured_at: datetime
    arrives_at: datetime
    citizen: str
    application: str
    fate: Fate


class Plan:
    """Cases in the order in which they arrive, up to the morning of `until`."""

    def __init__(self, wish: Wish, until: date) -> None:
        self.wish = wish
        self.until = until
        self.names = Names(wish.as_text())

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        return tuple(sorted(self._cases(), key=_turn))

    @cached_property
    def by_application(self) -> dict[UUID, Case]:
        return {UUID(case.application): case for case in self.cases}

    def declaration(self, case: Case) -> Row:
        """The body that captures the citizen of the case, a week before the card is asked for."""
        rates = self.wish.rates
        words = f"{self.names.digest}/{case.number}"
        pin = (self.names.number("pin") + case.number) % 1_000_000
        where = Where(case.province, self.wish.districts)
        on = (case.captured_at - DECLARED_BEFORE).date()
        row = person(words, pin, where, on, YearOnly(rates.year_only_elders, rates.year_only))
        return row | {"id": case.citizen, "packet_id": self.names.opened(case.captured_at, words)}

    def _cases(self) -> Iterator[Case]:
        fates = showcase(self.wish.cases) if self.wish.every_stage else {}
        provinces = self._mixed(shares(self.wish.cases))
        days = self._mixed(
            {str(day): n for day, n in arrivals(self.wish.cases, self.until).items()}
        )
        for number, (province, monday) in enumerate(zip(provinces, days, strict=True)):
            random = Random(f"{self.names.digest}/case/{number}")  # noqa: S311 - a simulation
            captured_at = self._moment(random, date.fromisoformat(monday))
            fate = drawn(random, self.wish.rates)
            late = random.randint(1, max(1, self.wish.rates.late_days)) if fate.late else 0
            yield Case(
                number,
                province,
                captured_at,
                captured_at + timedelta(days=late),
                self.names.opened(captured_at, "citizen", str(number)),
                self.names.opened(captured_at, "application", str(number)),
                fates.get(number, fate),
            )

    def _moment(self, random: Random, monday: date) -> datetime:
        """Within office hours of a day of that week that is over."""
        days = max(1, min(7, (self.until - monday).days))
        opened = datetime.combine(monday, OPENING, VIETNAM_TIME)
        within = random.randrange(int(OFFICE_HOURS.total_seconds()))
        return opened + timedelta(days=random.randrange(days), seconds=within)

    def _mixed(self, counts: dict[str, int]) -> list[str]:
        """As many of each as counted, in an order that the seed alone makes."""
        every = [name for name, count in sorted(counts.items()) for _ in range(count)]
        Random(f"{self.names.digest}/{len(counts)}").shuffle(every)  # noqa: S311 - a simulation
        return every


def _turn(case: Case) -> tuple[bool, datetime, int]:
    """By arrival; a case that is told to be found alike needs others that came before it."""
    told = case.fate.machines or frozenset()
    return bool(told & {"duplicates", "false_candidates"}), case.arrives_at, case.number
