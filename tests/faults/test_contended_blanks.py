"""Ten thousand attempts on a hundred blanks by eight clients, at stations that die at work."""

import asyncio
import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import structlog
from tests.adapters.postgres.views.projected import History

from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.sealing_mapper import SealingMapper
from application.kinds import CAPABILITIES, KINDS
from application.office import ATTEMPTS, Office
from application.order import Order, Outcome
from application.stream import fold
from balances_of_cards import CARD_RULES
from case_stories import DAY, EXAMINED, case, fresh_id, opened
from case_stories import captured as enrolled
from citizen_stories import APPROVED, NOTIFIED, PAPER, VERIFIED, captured, numbered, story
from database import Store
from domain.card_application import commands as c
from domain.card_application.events import Approved, ApprovedSealed
from domain.card_stock.accounts import balance
from domain.catalogue import CATALOGUE, stream_of
from domain.refusals import Refusal
from inner_office import actor
from store_at_work import StoreAtWork, store_at_work
from whole_register import Book, WholeRegister
from workshop import Workshop

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(600)]

log = structlog.get_logger()

APPLICATIONS = [fresh_id(number) for number in range(1, 101)]
CLIENTS, STATIONS, PUMPS = 8, 8, 2
ATTEMPTED = 10_000
LOST = {"card-application-is", "blank-serial-taken", "blank-not-allocated"}
"""What those are told who come too late for an application or a blank."""
PRINTED = {"confirm": 6, "spoil": 2, "vanish": 1}
RULES = [one for one in CARD_RULES if "blank" in one.__name__ or "block" in one.__name__]
_CAPABILITIES = {one.command: one for one in CAPABILITIES}


class CountingOffice(Office):
    """Knows how often each order was decided."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.decided: Counter[UUID] = Counter()

    async def _attempt(self, order: Order) -> Outcome:
        self.decided[order.command_id] += 1
        return await super()._attempt(order)


class Hall:
    """One machine with a hundred blanks, one batch of a hundred applications."""

    def __init__(self, work: StoreAtWork) -> None:
        self.work = work
        workshop = Workshop(work.service)  # type: ignore[arg-type]
        self.machine = UUID(workshop.printer)
        self.blanks = workshop.allocated(workshop.block())
        self.batch = UUID(workshop.batch(*map(str, APPLICATIONS)).id)
        self.jobs: asyncio.Queue[tuple[UUID, UUID] | None] = asyncio.Queue()
        self.chance = random.Random(20_210_310)
        self.told: Counter[str] = Counter()
        self.deaths = 0
        self.offices: list[CountingOffice] = []

    async def day(self) -> None:
        """Every attempt is made, and every job that a station began is answered or abandoned."""
        mapper = SealingMapper(CATALOGUE)
        stores = [AsyncEventStore(self.work.dsn, mapper, self.work.vault) for _ in range(PUMPS)]
        parts = self.work.service.office
        for store in stores:
            await store.__aenter__()
            self.offices.append(CountingOffice(store, parts.vault, parts.circumstances, KINDS))
        stations = [asyncio.create_task(self._station(n)) for n in range(STATIONS)]
        await asyncio.gather(*(self._client(n) for n in range(CLIENTS)))
        for _ in stations:
            self.jobs.put_nowait(None)
        await asyncio.gather(*stations)
        for store in stores:
            await store.__aexit__()

    async def _client(self, number: int) -> None:
        for _ in range(ATTEMPTED // CLIENTS):
            application = self.chance.choice(APPLICATIONS)
            command = c.StartPersonalisation(
                batch_id=self.batch,
                machine_id=self.machine,
                blank_serial=self.chance.choice(self.blanks),
            )
            state = await self._ask(number, application, command, "print-operator")
            if state is not None:
                self.jobs.put_nowait((application, state.job_id))

    async def _station(self, number: int) -> None:
        while job := await self.jobs.get():
            application, job_id = job
            does = self.chance.choices([*PRINTED], [*PRINTED.values()])[0]
            if does == "vanish":
                continue
            command: Any = c.ReportSpoiled(job_id=job_id, fault="machine", cause="jam")
            if does == "confirm":
                command = c.ConfirmPersonalisation(
                    job_id=job_id,
                    readback_sha256=hashlib.sha256(job_id.bytes).hexdigest(),
                    chip_serial=job_id.hex,
                    document_signer="ds-01",
                )
            await self._answer(number, application, command)

    async def _answer(self, number: int, application: UUID, command: Any) -> None:
        """One in three dies while it answers, and says the same again when it is up."""
        key, role = uuid4(), "print-gateway"
        if self.chance.random() < 1 / 3:
            asking = asyncio.create_task(self._ask(number, application, command, role, key))
            await asyncio.sleep(self.chance.uniform(0, 0.02))
            self.deaths += asking.cancel()
            await asyncio.wait([asking])
        await self._ask(number, application, command, role, key)

    async def _ask(
        self, number: int, stream: UUID, command: Any, role: str, key: UUID | None = None
    ) -> Any:
        digest = hashlib.sha256(str(command).encode()).digest()
        capability = _CAPABILITIES[type(command)]
        order = Order(capability, stream, command, actor(role), key or uuid4(), digest)
        try:
            outcome = await self.offices[number % PUMPS].carry_out(order)
        except Refusal as refusal:
            self.told[refusal.code] += 1
            return None
        self.told["accepted"] += 1
        return outcome.state


@pytest.fixture
def work(store: Store, tmp_path: Path) -> Iterator[StoreAtWork]:
    with store_at_work(store, tmp_path) as opened_store:
        history = History(store, opened_store.kek)
        with history.vault:
            for number, application in enumerate(APPLICATIONS):
                history.record(*approved(number, application))
        yield opened_store


def approved(number: int, application: UUID) -> tuple[Any, Any]:
    citizen = fresh_id(1_000 + number)
    life = (captured(), VERIFIED, APPROVED, numbered(f"00119000{number:04d}"), NOTIFIED)
    made = Approved(len(life), "chip-2021", DAY, None, ApprovedSealed(PAPER))
    steps = (opened(citizen), enrolled(), *EXAMINED, made)
    return story(*life, stream=citizen), case(*steps, stream=application)


def whole(work: StoreAtWork) -> WholeRegister:
    books = {}
    for (stream,) in work.ask("SELECT DISTINCT originator_id FROM events"):
        history = work.run(work.events.load(stream))
        kind = stream_of(history[0].topic)
        books[stream] = Book(stream, kind, history, fold(KINDS[kind], history))
    claims = work.ask("SELECT kind, value, owner FROM claims")
    held = {(kind, bytes(value)): owner for kind, value, owner in claims}
    return WholeRegister(books, held, (), ())


def test_the_books_balance_after_ten_thousand_contended_personalisations(
    work: StoreAtWork,
) -> None:
    hall = Hall(work)

    work.run(hall.day())

    decided = Counter(n for office in hall.offices for n in office.decided.values())
    log.info("contended", told=dict(hall.told), deaths=hall.deaths, decided=sorted(decided.items()))
    assert hall.told.keys() <= {"accepted", *LOST}
    assert sum(hall.told.values()) > ATTEMPTED
    assert hall.deaths > 10, "too few deaths to prove anything"
    assert max(decided) < ATTEMPTS, "the last attempt was needed: contention could refuse one"
    register = whole(work)
    assert [one for rule in RULES for one in rule(register)] == []
    (block,) = register.of("card-stock")
    jobs = register.holders("blank-serial")
    states = Counter(book.state.status for book in register.of("card-application"))
    accounts = balance(block.state)
    assert accounts["used"] == states["printed"] == len(register.of("card"))
    assert accounts["used"] + accounts["spoiled"] + states["printing"] == len(jobs)
    assert len(jobs) > 90, "the blanks were hardly contended"
