"""Finding card applications by their public facts: a view, newest first, and how fresh it is."""

from datetime import date
from typing import Annotated, Any, get_args
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator
from starlette.responses import Response

from adapters.http.admission import refuse_reader
from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.questions import After, Day, Id, Page, Question
from adapters.http.readers import answer, reader
from adapters.postgres.application_directory import (
    ApplicationCriteria,
    ApplicationDirectory,
    FoundApplication,
    Freshness,
)
from domain.card_application.forms import Kind
from domain.envelope import Actor
from domain.refusals import BadValue
from domain.values.unit_code import UnitCode
from projections.application_search import STATUSES


def _listed(text: str) -> str:
    if text not in STATUSES:
        raise ValueError(text)
    return text


class ApplicationPage(msgspec.Struct, frozen=True):
    """Applications, newest first; `next` is the path of the following page, or null."""

    items: tuple[FoundApplication, ...]
    next: str | None
    freshness: Freshness


class ApplicationQuery(Question):
    """What an officer knows; each that is given must hold."""

    status: Annotated[
        str | None, AfterValidator(_listed), Query(max_length=40, description="Such as approved")
    ] = None
    kind: Annotated[Kind | None, Query(description=", ".join(get_args(Kind)))] = None
    unit: Annotated[
        str | None, Query(max_length=5, description="Taken in here or below, or sent here")
    ] = None
    citizen: Annotated[Id | None, Query(description="The citizen's id")] = None
    batch: Annotated[Id | None, Query(description="The production batch's id")] = None
    manifest: Annotated[Id | None, Query(description="The dispatch manifest's id")] = None
    blank_serial: Annotated[
        str | None, Query(max_length=40, description="Of the blank of the last attempt")
    ] = None
    from_: Annotated[Day | None, Query(alias="from", description="Received on or after")] = None
    to: Annotated[Day | None, Query(description="Received on or before")] = None
    limit: Annotated[Page, Query(description="Applications a page")] = 50
    cursor: Annotated[After | None, Query(description="From the link of a page")] = None


def application_search_router(edge: Edge, directory: ApplicationDirectory) -> APIRouter:
    router = APIRouter(tags=["search"])

    @router.get(
        "/v1/search/card-applications",
        operation_id="search-card-applications",
        summary="Find card applications by state, kind, unit, day, citizen, batch, manifest, blank",
        responses={200: {"model": model_of(ApplicationPage)}, **problems(401, 403, 422, 429, 503)},
        response_model=None,
    )
    async def search(
        actor: Annotated[Actor, Depends(reader(edge))],
        asked: Annotated[ApplicationQuery, Query()],
    ) -> Response:
        context = edge.office.circumstances.context(actor)
        refuse_reader("card-application", actor, context)
        criteria = _criteria(asked, context.today)
        found = await directory.find(criteria, actor.unit, asked.limit, asked.cursor)
        following = None if found.next is None else _link(asked, found.next)
        page = ApplicationPage(found.rows, following, found.freshness)
        return answer(msgspec.json.encode(page), following=following)

    return router


def _criteria(asked: ApplicationQuery, today: date) -> ApplicationCriteria:
    if asked.from_ and asked.to and asked.to < asked.from_:
        raise RequestRefused(422, "period-wrong", where={"parameter": "to"})
    _refuse_nul(asked.blank_serial or "")
    return ApplicationCriteria(
        asked.status,
        asked.kind,
        asked.citizen,
        _unit(asked.unit, today),
        asked.batch,
        asked.manifest,
        asked.blank_serial,
        asked.from_,
        asked.to,
    )


def _unit(code: str | None, today: date) -> str | None:
    try:
        return UnitCode.parse(code, today).code if code is not None else None
    except BadValue as bad:
        raise RequestRefused(422, bad.code, where={"parameter": "unit"}, **bad.params) from bad


def _refuse_nul(text: str) -> None:
    if "\x00" in text:
        raise RequestRefused(422, "text-has-nul", where={"parameter": "blank_serial"})


def _link(asked: ApplicationQuery, before: int) -> str:
    wanted: dict[str, Any] = asked.model_dump(exclude_none=True, exclude={"cursor"}, by_alias=True)
    return "/v1/search/card-applications?" + urlencode({**wanted, "cursor": before})
