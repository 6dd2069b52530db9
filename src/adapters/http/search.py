"""Finding citizens: a view, ordered and paged, that says how fresh it is."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from adapters.http.admission import refuse_reader
from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.questions import Id, Page, Question
from adapters.http.readers import answer, reader
from adapters.postgres.citizen_directory import CitizenDirectory, FoundCitizen, Freshness
from adapters.postgres.citizen_query import Criteria
from domain.envelope import Actor
from domain.refusals import BadValue
from domain.values.partial_date import PartialDate
from domain.values.pin import parse_pin
from domain.values.unit_code import UnitCode
from domain.values.vietnamese import fold


class SearchPage(msgspec.Struct, frozen=True):
    """Citizens in order of name; `next` is the path of the following page, or null."""

    items: tuple[FoundCitizen, ...]
    next: str | None
    freshness: Freshness


class SearchQuery(Question):
    """What an officer knows; each that is given must hold."""

    q: Annotated[str | None, Query(max_length=200, description="Words of the name")] = None
    birth: Annotated[
        str | None, Query(max_length=10, description="YYYY, YYYY-MM or YYYY-MM-DD")
    ] = None
    pin: Annotated[str | None, Query(max_length=12, description="Twelve digits")] = None
    unit: Annotated[
        str | None, Query(max_length=5, description="Province, district or commune code")
    ] = None
    limit: Annotated[Page, Query(description="Citizens a page")] = 50
    cursor: Annotated[Id | None, Query(description="From the link of a page")] = None


def search_router(edge: Edge, directory: CitizenDirectory) -> APIRouter:
    router = APIRouter(tags=["search"])

    @router.get(
        "/v1/search/citizens",
        operation_id="search-citizens",
        summary="Find citizens by name without diacritics, birth, PIN (also a former one) or unit",
        responses={200: {"model": model_of(SearchPage)}, **problems(401, 403, 422, 429, 503)},
        response_model=None,
    )
    async def search(
        actor: Annotated[Actor, Depends(reader(edge))],
        asked: Annotated[SearchQuery, Query()],
    ) -> Response:
        refuse_reader("citizen", actor)
        criteria = criteria_of(asked, edge.office.circumstances.context(actor).today)
        found = await directory.find(criteria, actor.unit, asked.limit, asked.cursor)
        following = _next(found.next, asked)
        page = SearchPage(found.rows, following, found.freshness)
        return answer(msgspec.json.encode(page), following=following)

    return router


def criteria_of(asked: SearchQuery, today: date) -> Criteria:
    """The criteria asked for; RequestRefused 422 names the parameter at fault."""
    if asked.q is None and asked.birth is None and asked.pin is None and asked.unit is None:
        raise RequestRefused(422, "search-needs-criterion")
    return Criteria(
        q=_name(asked.q),
        birth=_parsed("birth", PartialDate.parse, asked.birth),
        pin=pin.text if (pin := _parsed("pin", parse_pin, asked.pin)) else None,
        unit=unit.code if (unit := _parsed("unit", UnitCode.parse, asked.unit, today)) else None,
    )


def _name(q: str | None) -> str | None:
    if q is not None and "\x00" in q:
        raise RequestRefused(422, "text-has-nul", where={"parameter": "q"})
    if q is not None and len(fold(q).replace(" ", "")) < 2:
        raise RequestRefused(422, "search-too-short", where={"parameter": "q"})
    return q


def _parsed(name: str, parse: Any, text: str | None, *more: Any) -> Any:
    if text is None:
        return None
    try:
        return parse(text, *more)
    except BadValue as bad:
        raise RequestRefused(422, bad.code, where={"parameter": name}, **bad.params) from bad


def _next(after: UUID | None, asked: SearchQuery) -> str | None:
    """The cursor is the id of the last citizen shown: no link holds a name that was not asked."""
    if after is None:
        return None
    wanted = asked.model_dump(exclude_none=True, exclude={"cursor"})
    return "/v1/search/citizens?" + urlencode({**wanted, "cursor": str(after)})
