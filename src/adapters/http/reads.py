"""Reading one stream: as it is, as it was, its timeline, and what differs between versions."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.questions import Id, PageAsked, VersionsAsked, WhenAsked
from adapters.http.readers import answer, reader
from adapters.http.resources import Resource
from adapters.http.timeline import Timeline, timeline_page
from application.reading import Difference, View, When, differences, history_of, seen
from application.stream import fold
from domain.envelope import Actor
from domain.recorded import Recorded
from domain.refusals import RuleBroken

StreamId = Annotated[Id, Path(alias="id", description="The stream's id")]


class Diff(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """What differs between two versions, field by field (nested fields joined by `/`)."""

    from_: int
    to: int
    changes: tuple[Difference, ...]


class StreamReads:
    """The three reads of one kind of stream; each method is one route."""

    def __init__(self, edge: Edge, resource: Resource) -> None:
        self._edge = edge
        self._resource = resource

    def router(self) -> APIRouter:
        router = APIRouter(tags=[self._resource.tag])
        base, name = f"/v1/{self._resource.kind.path}/{{id}}", self._resource.kind.name
        officer = Annotated[Actor, Depends(reader(self._edge))]

        @router.get(
            base,
            operation_id=f"read-{name}",
            summary="One stream, now or as it was",
            responses=_answers(model_of(self._resource.shown), 401, 403, 404, 422, 429, 503),
            response_model=None,
        )
        async def read(
            stream: StreamId, actor: officer, asked: Annotated[WhenAsked, Query()]
        ) -> Response:
            when = When(asked.as_of, asked.version, asked.effective_on)
            return await self.read(stream, actor, when)

        @router.get(
            f"{base}/events",
            operation_id=f"list-{name}-events",
            summary="The timeline: every event with its actor, its rules and its ledger position",
            responses=_answers(model_of(Timeline), 401, 403, 404, 422, 429, 503),
            response_model=None,
        )
        async def timeline(
            stream: StreamId, actor: officer, asked: Annotated[PageAsked, Query()]
        ) -> Response:
            return await self.timeline(stream, actor, asked.after, asked.limit)

        @router.get(
            f"{base}/diff",
            operation_id=f"diff-{name}",
            summary="What differs between two versions",
            responses=_answers(model_of(Diff), 401, 403, 404, 422, 429, 503),
            response_model=None,
        )
        async def diff(
            stream: StreamId, actor: officer, asked: Annotated[VersionsAsked, Query()]
        ) -> Response:
            return await self.diff(stream, actor, asked.from_, asked.to)

        return router

    async def read(self, stream: UUID, actor: Actor, when: When) -> Response:
        if when.as_of is not None and when.version is not None:
            raise RequestRefused(422, "parameters-exclusive", where={"parameter": "version"})
        parameter = "as_of" if when.version is None else "version"
        view = self._seen(await self._history(stream, actor), when, parameter)
        body = self._resource.render(view.stream, view.version, view.state)
        return answer(body, etag=view.version)

    async def timeline(self, stream: UUID, actor: Actor, after: int, limit: int) -> Response:
        history = await self._history(stream, actor)
        positions = await self._edge.office.store.positions(stream)
        path = f"/v1/{self._resource.kind.path}/{stream}/events"
        now = fold(self._resource.kind, history)
        shown = [self._resource.veil(recorded, now) for recorded in history]
        page = timeline_page(path, shown, positions, after, limit)
        return answer(msgspec.json.encode(page), following=page.next)

    async def diff(self, stream: UUID, actor: Actor, first: int, last: int | None) -> Response:
        history = await self._history(stream, actor)
        to = last or len(history)
        before, after = self._shown(history, first, "from"), self._shown(history, to, "to")
        return answer(msgspec.json.encode(Diff(first, to, tuple(differences(before, after)))))

    async def _history(self, stream: UUID, actor: Actor) -> Sequence[Recorded]:
        history = await history_of(self._edge.office.store, self._resource.kind, stream)
        self._resource.admit(self._edge.office, self._resource.kind, actor, history)
        return history

    def _seen(self, history: Sequence[Recorded], when: When, parameter: str) -> View:
        """The stream as it was then; a past that is not there is the fault of that parameter."""
        try:
            return seen(self._resource.kind, history, when)
        except RuleBroken as unseen:
            where = {"parameter": parameter}
            raise RequestRefused(422, unseen.code, where=where, **unseen.params) from unseen

    def _shown(self, history: Sequence[Recorded], version: int, parameter: str) -> dict[str, Any]:
        view = self._seen(history, When(version=version), parameter)
        shown = self._resource.show(view.stream, view.version, view.state)
        found: dict[str, Any] = msgspec.to_builtins(shown)
        return found


def _answers(model: type[Any], *statuses: int) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": model}, **problems(*statuses)}
