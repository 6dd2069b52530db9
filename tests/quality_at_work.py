"""The data-check service over a real store: views and rounds run when the test lets them."""

from datetime import date
from typing import Any
from uuid import UUID

from psycopg.conninfo import make_conninfo

from adapters.keys.keyed_digests import QUALITY, keyed_digest
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.projector import Projector
from adapters.postgres.quality_places import QualityPlaces
from adapters.postgres.quality_reader import QualityReader
from adapters.postgres.quality_sight import QualitySight
from adapters.postgres.sealing_mapper import SealingMapper
from application.quality_rounds import CaseDesk, QualityRounds
from domain.catalogue import CATALOGUE
from domain.context import local_day
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from inner_office import UNITS
from projections.quality import Quality
from projections.quality_person import Law
from store_at_work import StoreAtWork

CASE_BITS = 28.0


class QualityAtWork:
    """`look` projects what was recorded and goes round until nothing is left to do."""

    def __init__(self, work: StoreAtWork) -> None:
        self.work = work
        self.desk = CaseDesk(work.office(work.events))
        pool = work.events.pool
        self.sight = QualitySight(QualityReader(pool), UNITS, lambda: CASE_BITS)
        self.places: Any = QualityPlaces(pool)

    @property
    def rounds(self) -> QualityRounds:
        return QualityRounds(self.desk, self.sight, self.places, self.today)

    def today(self) -> date:
        return local_day(self.work.hours.now())

    def project(self) -> None:
        self.work.sequence()
        keys_dsn = make_conninfo(self.work.store.keys_dsn, user="cancuoc_app")
        policy = Policy(SEEDS)
        law = Law(UNITS, lambda _: policy, True)
        digest = keyed_digest(keys_dsn, self.work.kek, QUALITY)
        with SyncVault(keys_dsn, self.work.kek) as vault:
            mapper = SealingMapper(CATALOGUE)
            Projector(self.work.dsn, Quality(law, digest), mapper, vault).catch_up()

    def look(self) -> None:
        while True:
            self.project()
            if not self.go_round():
                return

    def go_round(self) -> int:
        return self.work.run(self.rounds.round())

    def found(self, *people: UUID) -> set[str]:
        found = self.work.run(self.sight.found(people, self.today()))
        return {one.check for one in found.failures}

    def cases(self) -> dict[UUID, list[str]]:
        """Every data-quality case with what happened to it."""
        rows = self.work.ask(
            "SELECT originator_id, topic FROM events WHERE topic LIKE 'data-quality-case.%%'"
            " ORDER BY originator_id, originator_version"
        )
        told: dict[UUID, list[str]] = {}
        for stream, topic in rows:
            told.setdefault(stream, []).append(topic.split(".")[1])
        return told

    def events(self) -> list[tuple[Any, ...]]:
        return self.work.ask(
            "SELECT originator_id, originator_version, topic FROM events ORDER BY 1, 2"
        )
