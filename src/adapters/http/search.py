"""Finding citizens: a view, ranked and paged, that says why each was found and how fresh it is."""

from datetime import date
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from adapters.http.admission import refuse_reader
from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.match_sentences import match_said
from adapters.http.problems import RequestRefused
from adapters.http.questions import Page, Question
from adapters.http.readers import answer, reader
from adapters.http.request_headers import read_headers
from adapters.http.sealed_cursor import LONGEST, SealedCursors
from adapters.http.sentences import Language
from adapters.postgres.citizen_directory import CitizenDirectory, FoundCitizen, Freshness, Place
from adapters.postgres.citizen_query import Criteria
from domain.envelope import Actor
from domain.refusals import BadValue
from domain.values.codes import check_sex
from domain.values.old_number import check_cmnd9, check_cmnd12
from domain.values.partial_date import PartialDate
from domain.values.pin import parse_pin
from domain.values.search_text import SearchText
from domain.values.unit_code import UnitCode

CRITERIA = ("q", "birth", "pin", "old_number", "unit", "sex")


class MatchShown(msgspec.Struct, frozen=True):
    """One reason why a citizen was found; `said` is the sentence an officer may read."""

    code: str
    params: dict[str, str]
    said: str


class CitizenShown(msgspec.Struct, frozen=True):
    """One person found. `score` is 1000 for just the words asked for, with their marks.

    `pin` is the number in force; `merged_into` the entry that continues one that was merged.
    """

    citizen_id: UUID
    version: int
    status: str
    standing: str
    surname: str | None
    middle: str | None
    given: str | None
    birth: str | None
    sex: str | None
    pin: str | None
    unit: str
    residence_unit: str | None
    merged_into: UUID | None
    score: int
    matches: tuple[MatchShown, ...]


class SearchPage(msgspec.Struct, frozen=True):
    """Citizens, best first and then in the order of lists of people; `next` is a path, or null."""

    items: tuple[CitizenShown, ...]
    next: str | None
    freshness: Freshness


class SearchQuery(Question):
    """What an officer knows; each that is given must hold."""

    q: Annotated[
        str | None,
        Query(max_length=200, description="Words of the name, a birth date or year, a number"),
    ] = None
    birth: Annotated[
        str | None, Query(max_length=10, description="YYYY, YYYY-MM or YYYY-MM-DD")
    ] = None
    pin: Annotated[str | None, Query(max_length=12, description="Twelve digits")] = None
    old_number: Annotated[
        str | None, Query(max_length=12, description="Nine or twelve digits of an earlier document")
    ] = None
    unit: Annotated[
        str | None, Query(max_length=5, description="Province, district or commune code")
    ] = None
    sex: Annotated[str | None, Query(max_length=7, description="male, female or unknown")] = None
    limit: Annotated[Page, Query(description="Citizens a page")] = 50
    cursor: Annotated[
        str | None, Query(max_length=LONGEST, description="From the link of a page")
    ] = None


def search_router(edge: Edge, directory: CitizenDirectory) -> APIRouter:
    router = APIRouter(tags=["search"])

    @router.get(
        "/v1/search/citizens",
        operation_id="search-citizens",
        summary="Find citizens by name, birth, PIN or old number (also former ones), unit and sex",
        responses={200: {"model": model_of(SearchPage)}, **problems(401, 403, 422, 429, 503)},
        response_model=None,
    )
    async def search(
        request: Request,
        actor: Annotated[Actor, Depends(reader(edge))],
        asked: Annotated[SearchQuery, Query()],
    ) -> Response:
        context = edge.office.circumstances.context(actor)
        refuse_reader("citizen", actor, context)
        criteria = criteria_of(asked, context.today, directory)
        # Made here, since keys are held from the start of the server on and not before.
        cursors = SealedCursors(edge.idempotency_key, "search-citizens", Place)
        question = _question(asked, actor)
        after = None if asked.cursor is None else cursors.open(asked.cursor, question)
        found = await directory.find(criteria, actor.unit, asked.limit, after)
        following = None if found.next is None else _link(asked, cursors.seal(found.next, question))
        language = edge.language(read_headers(request.scope["headers"]))
        items = tuple(map(partial(_shown, language=language), found.rows))
        page = SearchPage(items, following, found.freshness)
        return answer(msgspec.json.encode(page), following=following)

    return router


def criteria_of(asked: SearchQuery, today: date, directory: CitizenDirectory) -> Criteria:
    """The criteria asked for; RequestRefused 422 names the parameter at fault."""
    if all(getattr(asked, name) is None for name in CRITERIA):
        raise RequestRefused(422, "search-needs-criterion")
    text = _parsed("q", SearchText.parse, asked.q) or SearchText((), (), ())
    birth = _parsed("birth", PartialDate.parse, asked.birth)
    pin = _parsed("pin", parse_pin, asked.pin)
    old = _parsed("old_number", _old_number, asked.old_number)
    unit = _parsed("unit", UnitCode.parse, asked.unit, today)
    return Criteria(
        words=text.words,
        births=(*text.births, *((birth,) if birth else ())),
        numbers=text.numbers,
        pins=(pin.text,) if pin else (),
        old_numbers=(old,) if old else (),
        places=directory.places_of(unit.code) if unit else (),
        sex=_parsed("sex", check_sex, asked.sex),
    )


def _old_number(text: str) -> str:
    return check_cmnd12(text) if len(text) > len("123456789") else check_cmnd9(text)


def _parsed(name: str, parse: Any, text: str | None, *more: Any) -> Any:
    if text is None:
        return None
    try:
        return parse(text, *more)
    except BadValue as bad:
        raise RequestRefused(422, bad.code, where={"parameter": name}, **bad.params) from bad


def _shown(found: FoundCitizen, language: Language) -> CitizenShown:
    facts = {name: getattr(found, name) for name in FoundCitizen.__struct_fields__}
    matches = tuple(
        MatchShown(one.code, one.params, match_said(one.code, one.params, language))
        for one in found.matches
    )
    return CitizenShown(**{**facts, "matches": matches})


def _wanted(asked: SearchQuery) -> dict[str, Any]:
    return asked.model_dump(exclude_none=True, exclude={"cursor"})


def _question(asked: SearchQuery, actor: Actor) -> bytes:
    """What a cursor is good for; another size of page is still the same list."""
    wanted = {name: value for name, value in _wanted(asked).items() if name != "limit"}
    return msgspec.json.encode([actor.unit, wanted], order="sorted")


def _link(asked: SearchQuery, cursor: str) -> str:
    return "/v1/search/citizens?" + urlencode({**_wanted(asked), "cursor": cursor})
