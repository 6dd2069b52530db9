"""Data quality: the indicators of a unit, and which entries are like another one."""

from datetime import timedelta
from typing import Annotated, Literal, Protocol
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from adapters.http.admission import admit, refuse_reader
from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.questions import Day, Id, Question
from adapters.http.readers import answer, reader
from adapters.http.unit_asked import unit_asked
from adapters.http.vocabulary_quality import CHECKS, INDICATORS
from adapters.postgres.quality_board import Asked, CheckFigures, Freshness, QualityBoard
from adapters.postgres.quality_figures import Indicators
from adapters.postgres.quality_likeness import Candidate
from application.reading import history_of
from domain.envelope import Actor
from domain.policy.parameters import read
from domain.policy.shapes import Duplicates, MinGroup
from domain.quality.likeness import Field

LONGEST_PERIOD = timedelta(days=1100)
LONGEST_BY_DAY = timedelta(days=61)
"""With a line for each unit below: a country of 63 provinces would not fit into an answer."""
CASES = "data-quality-case"


class QualityAsked(Question):
    """Which figures are asked for."""

    unit: Annotated[
        str | None, Query(max_length=8, description="Unit code; default your own unit")
    ] = None
    from_: Annotated[Day | None, Query(alias="from", description="First day; default today")] = None
    to: Annotated[Day | None, Query(description="Last day; default today")] = None
    below: Annotated[
        Literal["true", "false"], Query(description="A line for each unit directly below")
    ] = "false"
    by: Annotated[
        Literal["", "day"], Query(description="`day`: a line for each day of the period")
    ] = ""


class DuplicatesAsked(Question):
    """Whose double is looked for."""

    citizen: Annotated[Id, Query(description="The citizen's id")]


class Label(msgspec.Struct, frozen=True):
    vi: str
    en: str


class QualityShown(msgspec.Struct, frozen=True):
    """`labels` name the four indicators and every check, by their names here."""

    lines: tuple[Indicators, ...]
    checks: tuple[CheckFigures, ...]
    labels: dict[str, Label]
    freshness: Freshness


class CandidateShown(msgspec.Struct, frozen=True):
    """Another entry, how alike it is in bits, and what each field adds to that.

    `by` are the keys that brought the two together. `opens_case` where the likeness is a case.
    """

    citizen_id: UUID
    score: float
    opens_case: bool
    fields: tuple[Field, ...]
    by: tuple[str, ...]


class DuplicatesShown(msgspec.Struct, frozen=True):
    citizen_id: UUID
    items: tuple[CandidateShown, ...]


class Doubles(Protocol):
    async def duplicates(self, citizen: UUID) -> list[Candidate]:
        """The entries most like this one first."""


LABELS = {name: Label(*words) for name, words in (INDICATORS | CHECKS).items()}


def quality_router(edge: Edge, board: QualityBoard, doubles: Doubles) -> APIRouter:
    router = APIRouter(tags=["data quality"])
    officer = Annotated[Actor, Depends(reader(edge))]

    @router.get(
        "/v1/quality",
        operation_id="read-quality",
        summary="How accurate, sufficient, clean and live the entries of a unit are",
        responses={200: {"model": model_of(QualityShown)}, **problems(401, 403, 422, 429, 503)},
        response_model=None,
    )
    async def figures(actor: officer, asked: Annotated[QualityAsked, Query()]) -> Response:
        refuse_reader("quality", actor, edge.office.circumstances.context(actor))
        wanted, min_group = _figures(edge, actor, asked)
        found = await board.figures(wanted, min_group)
        shown = QualityShown(found.lines, found.checks, LABELS, found.freshness)
        return answer(msgspec.json.encode(shown))

    @router.get(
        "/v1/quality/duplicates",
        operation_id="list-duplicates",
        summary="Entries that may be a second one of the same person, each field explained",
        responses={
            200: {"model": model_of(DuplicatesShown)},
            **problems(401, 403, 404, 422, 429, 503),
        },
        response_model=None,
    )
    async def duplicates(actor: officer, asked: Annotated[DuplicatesAsked, Query()]) -> Response:
        office = edge.office
        refuse_reader(CASES, actor, office.circumstances.context(actor))
        kind = office.kinds["citizen"]
        admit(office, kind, actor, await history_of(office.store, kind, asked.citizen))
        found = await doubles.duplicates(asked.citizen)
        items = tuple(_shown(edge, actor, asked.citizen, found))
        return answer(msgspec.json.encode(DuplicatesShown(asked.citizen, items)))

    return router


def _figures(edge: Edge, actor: Actor, asked: QualityAsked) -> tuple[Asked, int]:
    """What is asked of the board, and the smallest group that may be told of."""
    context = edge.office.circumstances.context(actor)
    unit = unit_asked(context, asked.unit)
    last = asked.to or context.today
    first = asked.from_ or last
    if not timedelta(0) <= last - first <= LONGEST_PERIOD:
        raise RequestRefused(422, "period-wrong", where={"parameter": "to"})
    if asked.by and asked.below == "true" and last - first > LONGEST_BY_DAY:
        raise RequestRefused(422, "period-too-fine", where={"parameter": "by"})
    rules = context.policy.at(context.today, context.now)
    wanted = Asked(unit, first, last, asked.below == "true", asked.by == "day")
    return wanted, read(rules, "reporting.min_group", MinGroup).persons


def _shown(edge: Edge, actor: Actor, citizen: UUID, found: list[Candidate]) -> list[CandidateShown]:
    context = edge.office.circumstances.context(actor)
    rule = read(context.policy.at(context.today, context.now), "quality.duplicates", Duplicates)
    least, shown = float(rule.case), float(rule.shown)
    return [
        CandidateShown(_other(one, citizen), one.score, one.score >= least, one.fields, one.by)
        for one in found
        if one.score >= shown
    ]


def _other(one: Candidate, citizen: UUID) -> UUID:
    return one.other_citizen_id if one.citizen_id == citizen else one.citizen_id
