"""Where the blanks are, and which streams make up one person's case."""

from typing import Any
from uuid import UUID

import psycopg
from tests.adapters.postgres.views.cases import Clock, pool_of
from tests.adapters.postgres.views.projected import History

from adapters.postgres.case_file import CaseFiles, Link
from adapters.postgres.fresh_view import Freshness
from adapters.postgres.stock_board import StockBoard, StockLine
from case_stories import (
    APPLICATION,
    BLOCK,
    CARD,
    CITIZEN,
    MACHINE,
    MANIFEST,
    SERIAL,
    allocated,
    case,
    fresh_id,
    opened,
    packed,
    personalised,
    received,
)
from domain.enrolment_packet.events import Accepted
from projections.case_links import CaseLinks
from projections.stock import Stock

AT_MACHINE = f"machine:{MACHINE}"
SECOND, THIRD = UUID(int=91), UUID(int=92)


def three_blocks(history: History) -> None:
    forty = allocated("VN0000000000", "VN0000000039", 40)
    history.record(
        case(received(), forty, stream=BLOCK),
        case(received("VN0000000100", box="B2"), stream=SECOND),
        case(received("VN0000000200", form="can-cuoc-2024"), stream=THIRD),
    )
    history.projector(Stock()).catch_up()


async def test_the_vault_and_each_machine_are_summed_over_all_blocks(history: History) -> None:
    three_blocks(history)
    async with pool_of(history) as pool:
        board = StockBoard(pool, Clock().now)
        lines, freshness = await board.totals()
        chips, _ = await board.totals(form="chip-2021", account="vault")

    assert lines == (
        StockLine("can-cuoc-2024", "supplier-vn", "vault", 100, 1),
        StockLine("chip-2021", "supplier-vn", AT_MACHINE, 40, 1),
        StockLine("chip-2021", "supplier-vn", "vault", 160, 2),
    )
    assert chips == (lines[2],)
    assert freshness == Freshness(3, 0)


async def test_blocks_are_paged_in_the_order_of_their_serials(history: History) -> None:
    three_blocks(history)
    seen: list[tuple[str, str]] = []
    async with pool_of(history) as pool:
        board = StockBoard(pool, Clock().now)
        while page := (await board.blocks(limit=2, after=seen[-1] if seen else None))[0]:
            seen += [(one.first_serial, one.account) for one in page]
        boxed, _ = await board.blocks(box="B2")

    assert seen == [
        ("VN0000000000", AT_MACHINE),
        ("VN0000000000", "vault"),
        ("VN0000000100", "vault"),
        ("VN0000000200", "vault"),
    ]
    assert [(one.block, one.count) for one in boxed] == [(SECOND, 100)]


def claim_block(history: History, block: UUID) -> None:
    with psycopg.connect(history.dsn, autocommit=True) as connection:
        claim = "INSERT INTO claims VALUES ('blank-block', %s, %s)"
        connection.execute(claim, (b"VN00000000", block))


async def file_of(history: History, citizen: UUID) -> Any:
    async with pool_of(history) as pool:
        return await CaseFiles(pool, Clock().now).of(citizen)


async def test_a_case_holds_every_stream_that_a_person_leads_to(history: History) -> None:
    packet, other = fresh_id(81), fresh_id(82)
    claim_block(history, BLOCK)
    history.record(
        case(Accepted(CITIZEN, APPLICATION), stream=packet),
        case(opened()),
        case(personalised(), stream=CARD),
        case(packed(), stream=MANIFEST),
        case(opened(fresh_id(83)), stream=other),
        case(packed(other), stream=UUID(int=93)),
    )
    history.projector(CaseLinks()).catch_up()

    found = await file_of(history, CITIZEN)

    assert found.links == (
        Link(packet, "enrolment-packet", CITIZEN, None),
        Link(APPLICATION, "card-application", CITIZEN, None),
        Link(CARD, "card", CITIZEN, SERIAL),
        Link(MANIFEST, "dispatch-manifest", APPLICATION, None),
        Link(BLOCK, "card-stock", CARD, SERIAL),
    )
    assert found.freshness == Freshness(5, 0)


async def test_a_person_without_an_application_has_an_empty_case(history: History) -> None:
    history.record(case(personalised(), stream=CARD))
    history.projector(CaseLinks()).catch_up()

    assert (await file_of(history, fresh_id(83))).links == ()
    assert len((await file_of(history, CITIZEN)).links) == 1
