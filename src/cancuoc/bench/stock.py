"""Keeps the load generator supplied: each command can be given once, so it needs many citizens."""

from collections.abc import Callable, Sequence

from cancuoc.bench.copies import Copier, captures
from cancuoc.bench.load_generator import LoadGenerator
from cancuoc.bench.load_messages import Answered, Closed, Open
from cancuoc.bench.models import Model
from cancuoc.bench.request_bytes import Act, colliding, plain

COLLIDING_ONE_IN = 100
_SPARE = 1.3


class Stock:
    """Pools by command; what a pool still holds is used by its next cell."""

    first_guess = 2000.0
    """Commands a second, before anything was seen."""

    def __init__(self, generator: LoadGenerator, copier: Copier, people: Sequence[Model]) -> None:
        self.generator = generator
        self._copier = copier
        self._people = people
        self._left: dict[str, int] = {}
        self._rates: dict[str, float] = {}

    def closed(
        self, command: str, port: int, in_flight: int, seconds: float
    ) -> Callable[[], Answered]:
        """A closed-loop cell, prepared; calling it carries it out."""
        self._supply(command, self._rates.get(command, self.first_guess) * seconds)
        return lambda: self._noted(command, Closed(command, port, in_flight, seconds))

    def open(self, command: str, port: int, rate: float, seconds: float) -> Callable[[], Answered]:
        self._supply(command, rate * seconds)
        return lambda: self._noted(command, Open(command, port, rate, seconds))

    def collisions(
        self, command: str, port: int, in_flight: int, seconds: float
    ) -> Callable[[], Answered]:
        """As `closed`, with one request in a hundred colliding."""
        pool = f"{command}, colliding"
        count = round(self._rates.get(command, self.first_guess) * seconds * _SPARE)
        requests = colliding(self.acts(command, count), COLLIDING_ONE_IN)
        self.generator.give(pool, requests, instead=True)
        return lambda: self.generator.obey(Closed(pool, port, in_flight, seconds))

    def exactly(
        self, command: str, count: int, port: int, in_flight: int
    ) -> Callable[[], Answered]:
        """A closed-loop cell of this many commands, however long they take."""
        self.generator.give(command, plain(self.acts(command, count)), instead=True)
        return lambda: self.generator.obey(Closed(command, port, in_flight, 600))

    def _supply(self, command: str, wanted: float) -> None:
        lacking = round(wanted * _SPARE) - self._left.get(command, 0)
        if lacking > 0:
            acts = self.acts(command, lacking)
            self._left[command] = self.generator.give(command, plain(acts))

    def acts(self, command: str, count: int) -> list[Act]:
        """So many acts that can each be carried out once."""
        if command == "capture":
            return captures(self._people, count)
        return self._copier.ready_for(command, self._people, count)

    def _noted(self, command: str, order: Closed | Open) -> Answered:
        answered = self.generator.obey(order)
        self._left[command] = answered.left
        if isinstance(order, Closed) and answered.seconds:
            seen = answered.answered / answered.seconds
            self._rates[command] = max(seen, self._rates.get(command, 0))
        return answered
