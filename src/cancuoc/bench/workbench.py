"""What every measurement shares: the register, the load generator, fifty people, the figures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from adapters.keys.sync_vault import SyncVault
from adapters.postgres.sealing_mapper import SealingMapper
from cancuoc.bench.cells import Cells, Meter
from cancuoc.bench.copies import Copier
from cancuoc.bench.load_generator import LoadGenerator
from cancuoc.bench.load_messages import Answered
from cancuoc.bench.models import Model, models
from cancuoc.bench.plan import Plan
from cancuoc.bench.servers import KEYS, Register, Serving
from cancuoc.bench.stock import Stock
from domain.catalogue import CATALOGUE

HOT = "notify-pin"
"""The command that stands for an approval: it loads four events and appends one."""
MIDDLE = 64
"""Requests in flight at which the register is compared with the floors."""

Say = Callable[[str], None]


class Workbench:
    """`say` names what begins; `cells` keeps what was measured."""

    def __init__(self, plan: Plan, register: Register, generator: LoadGenerator, say: Say) -> None:
        self.plan = plan
        self.register = register
        self.generator = generator
        self.say = say
        self.cells = Cells()
        self.postmaster = register.server.pid or 0
        self.mapper = SealingMapper(CATALOGUE)
        self.people: list[Model] = models(register.issuer, register.settings.audience)
        self._meter = Meter(self.postmaster)

    def cell(self, name: str, python: int | None, work: Callable[[], Answered]) -> None:
        """Measure one cell; `python` is the process that serves, None for PostgreSQL alone."""
        self.say(name)
        self.cells.add(name, self._meter.around(python, work))

    def here(self, name: str, work: Callable[[], int]) -> None:
        """Measure what this process does itself; `work` returns on how many things."""
        self.say(name)
        self.cells.add(name, self._meter.here(work))

    def vault(self) -> SyncVault:
        return SyncVault(self.register.dsn(KEYS), self.register.kek)

    @contextmanager
    def stocked(self, database: str) -> Iterator[tuple[Serving, Stock]]:
        """A server over an event store that exists, and commands for it."""
        with self.register.serving(database) as serving, self.copier(database) as copier:
            yield serving, Stock(self.generator, copier, self.people)

    @contextmanager
    def copier(self, database: str) -> Iterator[Copier]:
        with (
            psycopg.connect(self.register.dsn(database), autocommit=True) as store,
            psycopg.connect(self.register.dsn(KEYS), autocommit=True) as keys,
        ):
            yield Copier(store, keys, self.register.kek, self.mapper)
