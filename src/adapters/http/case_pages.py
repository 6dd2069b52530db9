"""The data of a case page, and the list of what reactors could not do."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.command_route import refuse_parameters
from adapters.http.edge import Edge
from adapters.http.questions import Id, Page, Question
from adapters.http.readers import answer, reader
from adapters.http.request_headers import read_headers
from adapters.http.resources import Resource
from adapters.http.sentences import sentence
from adapters.http.shown_instants import InstantText
from adapters.http.timeline import TimelineEvent, shown_event
from adapters.postgres.case_file import CaseFiles, Freshness
from adapters.postgres.reaction_list import ReactionList
from application.case import BookLink, OpenBook, open_books
from application.reading import history_of
from domain.envelope import Actor
from domain.values.instants import instant_text


class CaseStream(msgspec.Struct, frozen=True):
    """One book of the case; `of` is the stream that leads to it. A book that the reader's work does
    not reach is named, with `status` and `version` null."""

    stream: UUID
    kind: str
    of: UUID
    serial: str | None
    status: str | None
    version: int | None


class CaseEvent(msgspec.Struct, frozen=True):
    """An event of one of the books."""

    stream: UUID
    kind: str
    event: TimelineEvent


class CaseWait(msgspec.Struct, frozen=True):
    """What one of the books waits for now."""

    stream: UUID
    stage: str
    owner_role: str
    owner_unit: str


class CasePage(msgspec.Struct, frozen=True):
    """`events` in the order of the ledger, those without a position last."""

    citizen_id: UUID
    streams: tuple[CaseStream, ...]
    waits: tuple[CaseWait, ...]
    events: tuple[CaseEvent, ...]
    freshness: Freshness


class ReactionShown(msgspec.Struct, frozen=True):
    """A command of a reactor that its owner now has to give instead, or that is tried again."""

    command_id: UUID
    reactor: str
    source_stream: UUID
    source_version: int
    position: int
    target: UUID | None
    command: str
    outcome: str
    code: str
    detail: str
    owner_role: str
    owner_unit: str
    attempts: int
    at: InstantText


class ReactionsShown(msgspec.Struct, frozen=True):
    items: tuple[ReactionShown, ...]
    next: str | None


class ReactionsAsked(Question):
    """Which page of what was not accepted."""

    limit: Annotated[Page, Query(description="Lines a page")] = 50
    cursor: Annotated[Id | None, Query(description="From a page's link")] = None


def case_router(
    edge: Edge, files: CaseFiles, reactions: ReactionList, resources: dict[str, Resource]
) -> APIRouter:
    router = APIRouter(tags=["work"])
    officer = Annotated[Actor, Depends(reader(edge))]

    @router.get(
        "/v1/cases/{citizen}",
        operation_id="read-case",
        summary="A person's whole case: citizen, applications, cards, manifests and blanks",
        responses={200: {"model": model_of(CasePage)}, **problems(401, 403, 404, 422, 429, 503)},
        response_model=None,
    )
    async def case(
        request: Request,
        citizen: Annotated[Id, Path(description="The citizen's id")],
        actor: officer,
    ) -> Response:
        refuse_parameters(request.scope)
        office, own = edge.office, resources["citizen"]
        own.admit(office, own.kind, actor, await history_of(office.store, own.kind, citizen))
        found = await files.of(citizen)
        links = [BookLink(one.stream, one.kind, one.of, one.serial) for one in found.links]
        books = await open_books(
            office, actor, (BookLink(citizen, "citizen", citizen, None), *links)
        )
        return answer(msgspec.json.encode(_page(citizen, books, resources, found.freshness)))

    @router.get(
        "/v1/reactions",
        operation_id="list-reactions",
        summary="What reactors could not do by themselves, for the officers who own it",
        responses={200: {"model": model_of(ReactionsShown)}, **problems(401, 403, 422, 429, 503)},
        response_model=None,
    )
    async def refused(
        request: Request, actor: officer, asked: Annotated[ReactionsAsked, Query()]
    ) -> Response:
        roles = None if "auditor" in actor.roles else actor.roles
        language = edge.language(read_headers(request.scope["headers"]))
        found = await reactions.find(roles, asked.limit, asked.cursor)
        items = tuple(
            ReactionShown(
                **{
                    name: getattr(one, name)
                    for name in ReactionShown.__struct_fields__
                    if name not in ("detail", "at")
                },
                detail=sentence(one.code, one.params, language),
                at=instant_text(one.at),
            )
            for one in found
        )
        following = None
        if len(items) == asked.limit:
            following = f"/v1/reactions?limit={asked.limit}&cursor={items[-1].command_id}"
        shown = ReactionsShown(items, following)
        return answer(msgspec.json.encode(shown), following=following)

    return router


def _page(
    citizen: UUID,
    books: list[OpenBook | BookLink],
    resources: dict[str, Resource],
    freshness: Freshness,
) -> CasePage:
    opened = [book for book in books if isinstance(book, OpenBook)]
    events = [one for book in opened for one in _events(book, resources[book.link.kind])]
    waits = [
        CaseWait(book.link.stream, wait.stage, wait.owner_role, wait.owner_unit)
        for book in opened
        for wait in book.waits
    ]
    streams = tuple(map(_stream, books))
    return CasePage(citizen, streams, tuple(waits), tuple(sorted(events, key=_place)), freshness)


def _stream(book: OpenBook | BookLink) -> CaseStream:
    link = book.link if isinstance(book, OpenBook) else book
    status, version = (
        (book.state.status, book.version) if isinstance(book, OpenBook) else (None, None)
    )
    return CaseStream(link.stream, link.kind, link.of, link.serial, status, version)


def _events(book: OpenBook, resource: Resource) -> list[CaseEvent]:
    return [
        CaseEvent(
            book.link.stream,
            book.link.kind,
            shown_event(resource.veil(one, book.state), book.positions.get(one.version)),
        )
        for one in book.events
    ]


def _place(one: CaseEvent) -> tuple[Any, ...]:
    position = one.event.position
    return (position is None, position or 0, one.event.recorded_at, one.event.version)
