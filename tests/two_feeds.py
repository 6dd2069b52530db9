"""A register whose views are fed from the ledger or from Kafka, and what both come to."""

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from tests.adapters.postgres.views.projected import History

from adapters.kafka.clients import KafkaPlace
from adapters.kafka.from_kafka import FromKafka
from adapters.kafka.relay import Relay
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topics import TopicNames, manifest
from adapters.keys.file_kek import create_kek
from adapters.keys.kek import Kek
from adapters.postgres.policy_history import PolicyHistory
from adapters.postgres.projector import Projector
from adapters.reference.load_units import load_register
from cancuoc.settings import Settings
from database import Store
from domain.policy.seeds import SEEDS
from domain.recorded import Recorded
from domain.stream_kinds import STREAM_KINDS
from instrument_case import Instrument
from memory_store import read
from projections.application_search import ApplicationSearch
from projections.case_links import CaseLinks
from projections.citizen_search import CitizenSearch
from projections.confirmed_rules import ConfirmedRules
from projections.progress import Progress
from projections.projection import Projection
from projections.quality import Quality
from projections.quality_person import Law
from projections.stock import Stock
from projections.waits import Waits
from random_days import RandomDays
from steps_of_quality import look_into

ORIGIN = "ledger.test"
UNITS = load_register()
SEARCH = CitizenSearch(UNITS)
VIEWS = (
    "citizen_search", "confirmed_rules", "waits", "progress", "stock", "case_links",
    "application_search", "quality",
)  # fmt: skip


def projection(name: str, dsn: str) -> Projection:
    """One of the views by its name; rules come from the view of rules of that database."""
    policies = PolicyHistory(dsn, SEEDS).at
    known: list[Projection] = [
        SEARCH,
        ConfirmedRules(),
        Waits(STREAM_KINDS, policies, UNITS),
        Progress(UNITS),
        Stock(),
        CaseLinks(),
        ApplicationSearch(UNITS),
        Quality(Law(UNITS, policies, test_numbers=True), _digest),
    ]
    return next(one for one in known if one.name == name)


def _digest(*texts: str) -> int:
    hashed = hashlib.sha256("\x1f".join(texts).encode()).digest()
    return int.from_bytes(hashed[:8], signed=True)


class TwoFeeds(History):
    """History that is relayed to topics of its own, and projected from either feed."""

    def __init__(self, store: Store, kek: Kek, place: KafkaPlace, names: TopicNames) -> None:
        super().__init__(store, kek)
        self.place = place
        self.names = names
        self.ask("INSERT INTO ledger (origin) VALUES (%s)", ORIGIN)
        with topic_desk(place) as desk:
            desk.create(manifest(names, VIEWS), 1)

    def publish(self) -> int:
        return Relay(self.dsn, self.place, self.names).catch_up()

    def from_kafka(self, view: Any = SEARCH, batch: int = 2000, **options: Any) -> Projector:
        source = FromKafka(self.place, self.names, view, batch)
        return self.projector(view, source=source, **options)

    def live_rows(self, view: Projection) -> dict[str, list[str]]:
        """Every row of every table of a view as it is served, as text."""
        live = self.registered(view.name)[1]
        return {str(table): self.texts(live, str(table)) for table in view.tables}

    def filled_from(self, view: Projection) -> tuple[Any, ...]:
        """The feed of the live slot, and its position; of no feed before it first ran."""
        rows = self.ask(
            "SELECT feed, CASE live_slot WHEN 'a' THEN position_a ELSE position_b END"
            " FROM projections WHERE name = %s",
            view.name,
        )
        return rows[0] if rows else ("", -1)

    def texts(self, slot: str, table: str) -> list[str]:
        name = sql.Identifier(f"view_{slot}", table)
        with psycopg.connect(self._owner_dsn) as connection:
            query = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(name)
            return [text for (text,) in connection.execute(query)]

    def forget(self, view: Projection) -> None:
        """As if the view had never been projected."""
        for slot in "ab":
            for table in view.tables:
                self.ask(f"TRUNCATE view_{slot}.{table}")
        for table in ("projection_offsets", "dead_letters"):
            self.ask(f"DELETE FROM {table} WHERE projection = %s", view.name)
        self.ask("DELETE FROM projections WHERE name = %s", view.name)


@contextmanager
def two_feeds(store: Store, folder: Path, broker: str, prefix: str) -> Iterator[TwoFeeds]:
    """With its vault open; the key-encryption key is in the folder."""
    kek = create_kek(folder / "kek.json")
    feeds = TwoFeeds(store, kek, KafkaPlace(broker), TopicNames(prefix))
    with feeds.vault:
        yield feeds


def settings_of(both: TwoFeeds, folder: Path, **more: Any) -> Settings:
    """What the roles of that register are told."""
    return Settings(
        dsn=both.dsn,
        keys_dsn=both.keys_dsn,
        kek_file=folder / "kek.json",
        kafka=both.place.bootstrap,
        kafka_prefix=both.names.prefix,
        **more,
    )


def random_history(seed: int, steps: int) -> Sequence[Recorded]:
    """What officers, reactors and chance made of a register, in the order of its storing."""
    days = RandomDays(seed)
    try:
        for _ in range(steps):
            _anything(days, days.chance)
        return [read(line) for line in days.register.store.log]
    finally:
        days.close()


def _anything(days: RandomDays, chance: random.Random) -> None:
    if chance.random() < 0.1:
        chance.choice((days.new_case, days.again))()
    for _ in range(5):
        days.advance()
        days.register.react()
    days.anything()
    if chance.random() < 0.3:
        days.end()
        days.register.react()
    if chance.random() < 0.2:
        Instrument(days.workshop.service).issued().rule("fee.factor", {"factor": "0.5"})
    look_into(days)


def parts(history: Sequence[Recorded], count: int) -> Iterable[Sequence[Recorded]]:
    """History cut into so many pieces of about the same length."""
    size = -(-len(history) // count)
    return (history[at : at + size] for at in range(0, len(history), size))
