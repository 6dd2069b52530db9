"""Counters of progress and balances of stock, each with how fresh it is."""

from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from adapters.http.admission import refuse_reader
from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.keyset import page
from adapters.http.problems import RequestRefused
from adapters.http.questions import Day, Page, Question
from adapters.http.readers import answer, reader
from adapters.http.unit_asked import unit_asked
from adapters.postgres.progress_board import Asked, Freshness, Progress, ProgressBoard
from adapters.postgres.stock_board import BlockBalance, StockBoard, StockLine
from domain.envelope import Actor
from domain.policy.parameters import read
from domain.policy.shapes import MinGroup

LONGEST_PERIOD = timedelta(days=1100)
LONGEST_BY_DAY = timedelta(days=61)


class ProgressAsked(Question):
    """Which figures are asked for."""

    unit: Annotated[
        str | None, Query(max_length=8, description="Unit code; default your own unit")
    ] = None
    from_: Annotated[Day | None, Query(alias="from", description="First day; default today")] = None
    to: Annotated[Day | None, Query(description="Last day; default today")] = None
    basis: Annotated[
        Literal["occurred", "recorded"],
        Query(description="Counted on the day it happened, or on the day it was recorded"),
    ] = "occurred"
    below: Annotated[
        Literal["true", "false"], Query(description="A line for each unit directly below")
    ] = "false"
    by: Annotated[
        str,
        Query(
            max_length=30,
            pattern=r"^((day|sex|age_band)(,(day|sex|age_band)){0,2})?$",
            description="day, sex, age_band; comma between",
        ),
    ] = ""
    counter: Annotated[
        str | None, Query(max_length=60, description="Only this counter, such as card.delivered")
    ] = None


class StockAsked(Question):
    """Which balances are asked for."""

    form: Annotated[str | None, Query(max_length=60, description="Only this card form")] = None
    account: Annotated[
        str | None, Query(max_length=60, description="Only this account, such as vault")
    ] = None


class TotalsAsked(StockAsked):
    """Which page of the balances is asked for."""

    limit: Annotated[Page, Query(description="Lines a page")] = 200
    cursor: Annotated[str | None, Query(max_length=300, description="From a page's link")] = None


class BlocksAsked(StockAsked):
    """Which blocks are asked for."""

    box: Annotated[str | None, Query(max_length=200, description="Only this box")] = None
    limit: Annotated[Page, Query(description="Lines a page")] = 50
    cursor: Annotated[
        str | None,
        Query(max_length=80, pattern=r"^[A-Z0-9]+/.+$", description="From a page's link"),
    ] = None


class StockShown(msgspec.Struct, frozen=True):
    items: tuple[StockLine, ...]
    next: str | None
    freshness: Freshness


class BlocksShown(msgspec.Struct, frozen=True):
    items: tuple[BlockBalance, ...]
    next: str | None
    freshness: Freshness


def board_router(edge: Edge, progress: ProgressBoard, stock: StockBoard) -> APIRouter:
    router = APIRouter(tags=["work"])
    officer = Annotated[Actor, Depends(reader(edge))]

    @router.get(
        "/v1/progress",
        operation_id="read-progress",
        summary="Counters for each stage of a unit, by the day it happened or was recorded",
        responses={200: {"model": model_of(Progress)}, **problems(401, 403, 422, 429, 503)},
        response_model=None,
    )
    async def figures(actor: officer, asked: Annotated[ProgressAsked, Query()]) -> Response:
        wanted, min_group = _figures(edge, actor, asked)
        return answer(msgspec.json.encode(await progress.figures(wanted, min_group)))

    @router.get(
        "/v1/stock",
        operation_id="read-stock",
        summary="How many blanks are in each account",
        responses={200: {"model": model_of(StockShown)}, **problems(401, 403, 422, 429, 503)},
        response_model=None,
    )
    async def totals(actor: officer, asked: Annotated[TotalsAsked, Query()]) -> Response:
        refuse_reader("card-stock", actor, edge.office.circumstances.context(actor))
        items, fresh = await stock.totals(asked.form, asked.account)
        shown, cursor = page(
            items, lambda one: (one.form, one.supplier, one.account), asked.limit, asked.cursor
        )
        known = asked.model_dump(exclude_none=True, exclude={"cursor"})
        following = "/v1/stock?" + urlencode({**known, "cursor": cursor}) if cursor else None
        told = StockShown(shown, following, fresh)
        return answer(msgspec.json.encode(told), following=following)

    @router.get(
        "/v1/stock/blocks",
        operation_id="list-stock-blocks",
        summary="The same block by block, in order of serials",
        responses={200: {"model": model_of(BlocksShown)}, **problems(401, 403, 422, 429, 503)},
        response_model=None,
    )
    async def blocks(actor: officer, asked: Annotated[BlocksAsked, Query()]) -> Response:
        refuse_reader("card-stock", actor, edge.office.circumstances.context(actor))
        after: Any = tuple(asked.cursor.split("/", 1)) if asked.cursor else None
        wanted = (asked.form, asked.account, asked.box, asked.limit, after)
        items, fresh = await stock.blocks(*wanted)
        following = _following(items[-1], asked) if len(items) == asked.limit else None
        shown = BlocksShown(items, following, fresh)
        return answer(msgspec.json.encode(shown), following=following)

    return router


def _figures(edge: Edge, actor: Actor, asked: ProgressAsked) -> tuple[Asked, int]:
    """What is asked of the board, and the smallest group that may be told of."""
    context = edge.office.circumstances.context(actor)
    unit = unit_asked(context, asked.unit)
    first, last = asked.from_ or context.today, asked.to or context.today
    if not timedelta(0) <= last - first <= LONGEST_PERIOD:
        raise RequestRefused(422, "period-wrong", where={"parameter": "to"})
    if "day" in asked.by and asked.below == "true" and last - first > LONGEST_BY_DAY:
        raise RequestRefused(422, "period-too-fine", where={"parameter": "by"})
    counters = (asked.counter,) if asked.counter else ()
    dimensions: Any = tuple(dict.fromkeys(one for one in asked.by.split(",") if one))
    rules = context.policy.at(context.today, context.now)
    former = context.units.stands_for(unit, context.today)[1:]
    whole = (unit, first, last, asked.basis, asked.below == "true", dimensions, counters)
    wanted = Asked(*whole, former)
    return wanted, read(rules, "reporting.min_group", MinGroup).persons


def _following(last: BlockBalance, asked: BlocksAsked) -> str:
    wanted = {name: getattr(asked, name) for name in ("form", "account", "box", "limit")}
    known = {name: value for name, value in wanted.items() if value is not None}
    cursor = f"{last.first_serial}/{last.account}"
    return "/v1/stock/blocks?" + urlencode({**known, "cursor": cursor})
