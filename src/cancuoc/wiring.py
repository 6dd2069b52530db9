"""The one place that knows every room: which adapter stands behind which port."""

from collections.abc import Callable
from datetime import datetime
from math import inf

from fastapi import APIRouter

from adapters.http.app import Lifespan, Offer, create_app
from adapters.http.application_search import application_search_router
from adapters.http.boards import board_router
from adapters.http.bulk_acts import BulkActs
from adapters.http.case_pages import case_router
from adapters.http.edge import Edge, EdgeLimits
from adapters.http.front_desk import FrontDesk
from adapters.http.job_desk import JobDesk
from adapters.http.ledger import ledger_router
from adapters.http.legal_instrument_resource import rule_router
from adapters.http.measures import BATCHES, COMMANDS, CONFLICTS, RECONNECTIONS, WAITING
from adapters.http.operations import Component
from adapters.http.quality import quality_router
from adapters.http.reassignments import Reassignments
from adapters.http.receipts import receipt_router
from adapters.http.resources import Resource
from adapters.http.search import search_router
from adapters.http.transmissions import TransmissionDesk
from adapters.http.wire_limits import WireLimits
from adapters.http.work_queues import WorkDesk
from adapters.identity.station_signature import JwsStationSignatures
from adapters.postgres.application_directory import ApplicationDirectory
from adapters.postgres.bulk_rows import BulkRows
from adapters.postgres.case_file import CaseFiles
from adapters.postgres.citizen_directory import CitizenDirectory
from adapters.postgres.job_queues import JobQueues
from adapters.postgres.live_view import Pool
from adapters.postgres.progress_board import ProgressBoard
from adapters.postgres.published_ledger import PublishedLedger
from adapters.postgres.quality_board import QualityBoard
from adapters.postgres.quality_reader import QualityReader
from adapters.postgres.quality_sight import QualitySight
from adapters.postgres.reaction_list import ReactionList
from adapters.postgres.stock_board import StockBoard
from adapters.postgres.transmission_rows import TransmissionRows
from adapters.postgres.work_in_hand import WorkInHand
from adapters.postgres.work_queues import WorkQueues
from application.bulk_desk import BulkDesk
from application.kinds import CAPABILITIES
from application.reassignments import ReassignmentDesk
from application.station_desk import StationDesk
from cancuoc.known_officers import token_verifier
from cancuoc.ledger_policy import policy_of
from cancuoc.office_parts import OfficeParts
from cancuoc.readiness import Readiness
from cancuoc.resources_of_kinds import resources
from cancuoc.settings import Settings


def build(settings: Settings, lifespan: Lifespan | None = None) -> FrontDesk:
    """The application over the real adapters; nothing is opened before its lifespan begins."""
    parts = OfficeParts(settings)
    store = parts.store
    edge = Edge(
        parts.office(),
        token_verifier(settings),
        edge_limits(settings),
        settings.language,  # type: ignore[arg-type]
        lambda: store.mode.now,
    )
    policy = policy_of(settings)
    ledger = PublishedLedger(store.rows, policy)
    readiness = Readiness(store, parts.vault, policy, bool(settings.kafka))

    async def components() -> list[Component]:
        return await readiness.components()

    def refresh_measures() -> None:
        BATCHES.set(store.writes.batches)
        COMMANDS.set(store.writes.commands)
        CONFLICTS.set(store.writes.conflicts)
        RECONNECTIONS.set(store.writes.reconnections)
        WAITING.set(store.writes.waiting)

    shown = resources()
    beside = _routers(edge, store.pool, parts.clock.now, shown)
    lists = (_transmissions(edge, parts), _bulk_acts(edge, parts), _reassignments(edge, parts))
    proofs = (ledger_router(edge, ledger), receipt_router(edge, ledger, shown["card"]))
    offer = Offer(CAPABILITIES, shown, (*beside, *lists, *proofs), ledger)
    app = create_app(edge, offer, components, refresh_measures, lifespan)
    app.wire_limits = WireLimits(settings.connections, settings.patience_s)
    app.state.parts = parts
    app.state.verifier = edge.verifier
    return app


def _routers(
    edge: Edge, pool: Pool, now: Callable[[], datetime], shown: dict[str, Resource]
) -> tuple[APIRouter, ...]:
    """The routes beside the streams: searches, queues, boards and the law."""
    return (
        search_router(edge, CitizenDirectory(pool, now, edge.office.circumstances.units)),
        application_search_router(
            edge, ApplicationDirectory(pool, now, edge.office.circumstances.units)
        ),
        WorkDesk(edge, WorkQueues(pool, now, edge.office.circumstances.units)).router(),
        JobDesk(edge, JobQueues(pool, now)).router(),
        board_router(edge, ProgressBoard(pool, now), StockBoard(pool, now)),
        case_router(edge, CaseFiles(pool, now), ReactionList(pool), shown),
        rule_router(edge),
        _quality(edge, pool, now),
    )


def _quality(edge: Edge, pool: Pool, now: Callable[[], datetime]) -> APIRouter:
    def never() -> float:
        # Only the data-check service opens cases; the route reads the threshold of the day itself.
        return inf

    sight = QualitySight(QualityReader(pool), edge.office.circumstances.units, never)
    return quality_router(edge, QualityBoard(pool, now), sight)


def _transmissions(edge: Edge, parts: OfficeParts) -> APIRouter:
    book = TransmissionRows(parts.store)
    desk = StationDesk(edge.office, JwsStationSignatures(), book, parts.blobs)
    return TransmissionDesk(edge, desk).router()


def _reassignments(edge: Edge, parts: OfficeParts) -> APIRouter:
    desk = ReassignmentDesk(edge.office, WorkInHand(parts.store))
    return Reassignments(edge, desk).router()


def _bulk_acts(edge: Edge, parts: OfficeParts) -> APIRouter:
    return BulkActs(edge, BulkDesk(edge.office, BulkRows(parts.store))).router()


def edge_limits(settings: Settings) -> EdgeLimits:
    return EdgeLimits(
        settings.body_bytes, settings.request_s, settings.officer_rate, settings.unit_rate
    )
