"""Reading one stream: as it is, as it was, its timeline, and what differs between versions."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime
from starlette.responses import Response

from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.readers import answer, reader
from adapters.http.resources import Resource
from adapters.http.timeline import Timeline, timeline_page
from application.reading import Difference, When, differences, history_of, seen
from domain.envelope import Actor
from domain.recorded import Recorded

PAGE = 200
Id = Annotated[UUID, Path(alias="id", description="The stream's id")]
AsOf = Annotated[
    AwareDatetime | None,
    Query(description="As recorded at this instant, for example 2021-03-01T08:00:00+07:00"),
]
Version = Annotated[int | None, Query(ge=1, description="As of this version")]
EffectiveOn = Annotated[
    date | None, Query(description="Only facts that are true on this day (YYYY-MM-DD)")
]
After = Annotated[int, Query(ge=0, description="Events after this version")]
Limit = Annotated[int, Query(ge=1, le=PAGE, description="Events a page")]
From = Annotated[int, Query(alias="from", ge=1, description="The earlier version")]
To = Annotated[int | None, Query(ge=1, description="The later version; default the last")]


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
            responses=_answers(model_of(self._resource.shown), 400, 401, 403, 404, 422),
            response_model=None,
        )
        async def read(
            stream: Id,
            actor: officer,
            as_of: AsOf = None,
            version: Version = None,
            effective_on: EffectiveOn = None,
        ) -> Response:
            return await self.read(stream, actor, When(as_of, version, effective_on))

        @router.get(
            f"{base}/events",
            operation_id=f"list-{name}-events",
            summary="The timeline: every event with its actor, its rules and its ledger position",
            responses=_answers(model_of(Timeline), 400, 401, 403, 404, 422),
            response_model=None,
        )
        async def timeline(
            stream: Id,
            actor: officer,
            after: After = 0,
            limit: Limit = PAGE,
        ) -> Response:
            return await self.timeline(stream, actor, after, limit)

        @router.get(
            f"{base}/diff",
            operation_id=f"diff-{name}",
            summary="What differs between two versions",
            responses=_answers(model_of(Diff), 400, 401, 403, 404, 422),
            response_model=None,
        )
        async def diff(
            stream: Id,
            actor: officer,
            from_: From,
            to: To = None,
        ) -> Response:
            return await self.diff(stream, actor, from_, to)

        return router

    async def read(self, stream: UUID, actor: Actor, when: When) -> Response:
        if when.as_of is not None and when.version is not None:
            raise RequestRefused(422, "parameters-exclusive", where={"parameter": "version"})
        view = seen(self._resource.kind, await self._history(stream, actor), when)
        body = self._resource.render(view.stream, view.version, view.state)
        return answer(body, etag=view.version)

    async def timeline(self, stream: UUID, actor: Actor, after: int, limit: int) -> Response:
        history = await self._history(stream, actor)
        positions = await self._edge.office.store.positions(stream)
        path = f"/v1/{self._resource.kind.path}/{stream}/events"
        page = timeline_page(path, history, positions, after, limit)
        return answer(msgspec.json.encode(page), following=page.next)

    async def diff(self, stream: UUID, actor: Actor, first: int, last: int | None) -> Response:
        history = await self._history(stream, actor)
        to = last or len(history)
        before, after = self._shown(history, first), self._shown(history, to)
        return answer(msgspec.json.encode(Diff(first, to, tuple(differences(before, after)))))

    async def _history(self, stream: UUID, actor: Actor) -> Sequence[Recorded]:
        history = await history_of(self._edge.office.store, self._resource.kind, stream)
        self._resource.admit(self._edge.office, actor, history)
        return history

    def _shown(self, history: Sequence[Recorded], version: int) -> dict[str, Any]:
        view = seen(self._resource.kind, history, When(version=version))
        shown = self._resource.show(view.stream, view.version, view.state)
        found: dict[str, Any] = msgspec.to_builtins(shown)
        return found


def _answers(model: type[Any], *statuses: int) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": model}, **problems(*statuses)}
