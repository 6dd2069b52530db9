"""Finding citizens: a view, ranked and paged, that says how fresh it is."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.request_headers import read_headers
from adapters.postgres.citizen_directory import CitizenDirectory, FoundCitizen, Freshness
from adapters.postgres.citizen_query import Criteria
from domain.authority import may_search_citizens
from domain.envelope import Actor
from domain.refusals import BadValue, OutsideAuthority
from domain.values.partial_date import PartialDate
from domain.values.pin import parse_pin
from domain.values.unit_code import UnitCode
from domain.values.vietnamese import fold


class SearchPage(msgspec.Struct, frozen=True):
    """Citizens in order of name; `next` is the path of the following page, or null."""

    items: tuple[FoundCitizen, ...]
    next: str | None
    freshness: Freshness


def search_router(edge: Edge, directory: CitizenDirectory) -> APIRouter:
    router = APIRouter(tags=["search"])

    async def reader(request: Request) -> Actor:
        return await edge.officer(read_headers(request.scope["headers"]))

    @router.get(
        "/v1/search/citizens",
        operation_id="search-citizens",
        summary="Find citizens by name without diacritics, birth, PIN (also a former one) or unit",
        responses={200: {"model": model_of(SearchPage)}, **problems(401, 403, 422, 429, 503)},
        response_model=None,
    )
    async def search(
        actor: Annotated[Actor, Depends(reader)],
        q: Annotated[str | None, Query(max_length=200, description="Words of the name")] = None,
        birth: Annotated[
            str | None, Query(max_length=10, description="YYYY, YYYY-MM or YYYY-MM-DD")
        ] = None,
        pin: Annotated[str | None, Query(max_length=12, description="Twelve digits")] = None,
        unit: Annotated[
            str | None, Query(max_length=5, description="Province, district or commune code")
        ] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: Annotated[UUID | None, Query(description="From the link of a page")] = None,
    ) -> Response:
        if not may_search_citizens(actor):
            raise OutsideAuthority("role-may-not-read", role=", ".join(actor.roles))
        criteria = _criteria(q, birth, pin, unit, edge.office.circumstances.context(actor).today)
        found = await directory.find(criteria, actor.unit, limit, cursor)
        asked = {"q": q, "birth": birth, "pin": pin, "unit": unit, "limit": limit}
        following = _next(found.next, asked)
        page = SearchPage(found.rows, following, found.freshness)
        headers = {"cache-control": "no-store"}
        if following:
            headers["link"] = f'<{following}>; rel="next"'
        return Response(msgspec.json.encode(page), 200, headers, "application/json")

    return router


def _criteria(
    q: str | None, birth: str | None, pin: str | None, unit: str | None, today: date
) -> Criteria:
    if q is None and birth is None and pin is None and unit is None:
        raise RequestRefused(422, "search-needs-criterion")
    if q is not None and len(fold(q).replace(" ", "")) < 2:
        raise RequestRefused(422, "search-too-short", where={"parameter": "q"})
    if q is not None and "\x00" in q:
        raise RequestRefused(422, "text-has-nul", where={"parameter": "q"})
    name = "pin"
    try:
        number = parse_pin(pin).text if pin is not None else None
        name = "birth"
        born = PartialDate.parse(birth) if birth is not None else None
        name = "unit"
        code = UnitCode.parse(unit, today).code if unit is not None else None
    except BadValue as bad:
        raise RequestRefused(422, bad.code, where={"parameter": name}, **bad.params) from bad
    return Criteria(q=q, birth=born, pin=number, unit=code)


def _next(after: UUID | None, asked: dict[str, str | int | None]) -> str | None:
    """The cursor is the id of the last citizen shown: no link holds a name that was not asked."""
    if after is None:
        return None
    wanted = {name: value for name, value in asked.items() if value is not None}
    return "/v1/search/citizens?" + urlencode({**wanted, "cursor": str(after)})
