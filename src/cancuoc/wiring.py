"""The one place that knows every room: which adapter stands behind which port."""

from pathlib import Path

import msgspec
import psycopg
from fastapi import FastAPI

from adapters.http.app import Lifespan, Offer, create_app
from adapters.http.edge import Edge, EdgeLimits
from adapters.http.legal_instrument_resource import rule_router
from adapters.http.measures import BATCHES, COMMANDS, CONFLICTS, RECONNECTIONS, WAITING
from adapters.http.operations import Component
from adapters.http.search import search_router
from adapters.identity.development_issuer import ISSUER, DevelopmentIssuer
from adapters.identity.jwks import KeySource, StaticKeys
from adapters.identity.remote_jwks import RemoteKeys
from adapters.identity.token_verifier import TokenVerifier
from adapters.keys.file_kek import FileKek
from adapters.keys.postgres_vault import PostgresVault
from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.citizen_directory import CitizenDirectory
from adapters.postgres.rule_book import RuleBook
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.write_queue import Limits
from adapters.reference.load_units import load_register
from application.chance import SystemChance
from application.circumstances import Circumstances
from application.clock import ProgrammeClock
from application.kinds import CAPABILITIES, KINDS
from application.office import Office
from cancuoc.embedded_run import issuer_key
from cancuoc.readiness import Readiness
from cancuoc.resources_of_kinds import resources
from cancuoc.settings import Settings, SettingsWrong
from domain.catalogue import CATALOGUE
from domain.policy.seeds import SEEDS


class Parts(msgspec.Struct):
    """What a server process opens at its start and closes at its end."""

    vault: PostgresVault
    store: AsyncEventStore
    rule_book: RuleBook


def build(settings: Settings, lifespan: Lifespan | None = None) -> FastAPI:
    """The application over the real adapters; nothing is opened before its lifespan begins."""
    vault = PostgresVault(settings.keys_dsn, FileKek(settings.kek_file))
    mapper = SealingMapper(CATALOGUE)
    store = AsyncEventStore(settings.dsn, mapper, vault, Limits(queue=settings.queue))
    rule_book = RuleBook(store.pool, SEEDS)
    clock = ProgrammeClock(read_clock_offset(settings))
    circumstances = Circumstances(
        rule_book, load_register(), clock, SystemChance(), settings.test_numbers
    )
    office = Office(store, vault, circumstances, KINDS)
    edge = Edge(office, token_verifier(settings), edge_limits(settings), settings.language)  # type: ignore[arg-type]
    readiness = Readiness(store, vault)

    async def components() -> list[Component]:
        return await readiness.components()

    def refresh_measures() -> None:
        BATCHES.set(store.writes.batches)
        COMMANDS.set(store.writes.commands)
        CONFLICTS.set(store.writes.conflicts)
        RECONNECTIONS.set(store.writes.reconnections)
        WAITING.set(store.writes.waiting)

    routers = (search_router(edge, CitizenDirectory(store.pool, clock.now)), rule_router(edge))
    offer = Offer(CAPABILITIES, resources(), routers)
    app = create_app(edge, offer, components, refresh_measures, lifespan)
    app.state.parts = Parts(vault, store, rule_book)
    return app


def edge_limits(settings: Settings) -> EdgeLimits:
    return EdgeLimits(
        settings.body_bytes, settings.request_s, settings.officer_rate, settings.unit_rate
    )


def token_verifier(settings: Settings) -> TokenVerifier:
    return TokenVerifier(settings.issuer or ISSUER, settings.audience, key_source(settings))


def key_source(settings: Settings) -> KeySource:
    if settings.is_development:
        return StaticKeys(DevelopmentIssuer(issuer_key(settings)).jwks())
    if settings.jwks.startswith(("https://", "http://")):
        return RemoteKeys(settings.jwks)
    return StaticKeys.from_file(Path(settings.jwks))


def read_clock_offset(settings: Settings) -> int:
    """The programme clock of this register (0 in production)."""
    with psycopg.connect(settings.dsn, connect_timeout=5) as connection:
        row = connection.execute("SELECT offset_s FROM programme_clock").fetchone()
    offset = int(row[0]) if row else 0
    if offset and not settings.is_development:
        raise SettingsWrong(
            "this register was made with a shifted programme clock: it is a rehearsal, and"
            " production (CANCUOC_ISSUER is set) refuses it"
        )
    return offset
