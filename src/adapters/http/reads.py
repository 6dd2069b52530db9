"""Reading one stream: as it is, as it was, its timeline, and what differs between versions."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import AwareDatetime
from starlette.responses import Response

from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.request_headers import read_headers
from adapters.http.resources import Resource
from application.reading import Difference, When, differences, history_of, seen
from domain.envelope import Actor
from domain.recorded import Recorded

PAGE = 200


class TimelineEvent(msgspec.Struct, frozen=True):
    """One recorded event. `position` is its place in the ledger, null until it is sequenced (in
    well under a second); `sealed` is null for events without personal facts and after erasure."""

    version: int
    topic: str
    position: int | None
    recorded_at: datetime
    occurred_at: datetime
    actor: Actor
    station_id: UUID | None
    command_id: UUID
    correlation_id: UUID
    policy_version: int
    clock_offset_s: int
    data: dict[str, Any]
    sealed: dict[str, Any] | None


class Timeline(msgspec.Struct, frozen=True):
    """A page of events in version order; `next` is the path of the following page, or null."""

    items: tuple[TimelineEvent, ...]
    next: str | None


class Diff(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """What differs between two versions, field by field (nested fields joined by `/`)."""

    from_: int
    to: int
    changes: tuple[Difference, ...]


Id = Annotated[UUID, Path(description="The stream's id")]
AsOf = Annotated[
    AwareDatetime | None,
    Query(description="As recorded at this instant, for example 2021-03-01T08:00:00+07:00"),
]
Version = Annotated[int | None, Query(ge=1, description="As of this version")]
EffectiveOn = Annotated[
    date | None, Query(description="Only facts that are true on this day (YYYY-MM-DD)")
]


def read_router(edge: Edge, resource: Resource) -> APIRouter:
    """GET of one stream, of its events and of a difference, for one kind of stream."""
    router = APIRouter(tags=[resource.tag])
    base = f"/v1/{resource.kind.path}/{{id}}"
    name = resource.kind.name

    async def reader(request: Request) -> Actor:
        return await edge.officer(read_headers(request.scope["headers"]))

    Reader = Annotated[Actor, Depends(reader)]

    @router.get(
        base,
        operation_id=f"read-{name}",
        summary="One stream, now or as it was",
        responses={200: {"model": model_of(resource.shown)}, **problems(400, 401, 403, 404, 422)},
        response_model=None,
    )
    async def read(
        id: Id,
        actor: Reader,
        as_of: AsOf = None,
        version: Version = None,
        effective_on: EffectiveOn = None,
    ) -> Response:
        if as_of is not None and version is not None:
            raise RequestRefused(422, "parameters-exclusive", where={"parameter": "version"})
        history = await history_of(edge.office.store, resource.kind, id)
        resource.admit(edge.office, actor, history)
        view = seen(resource.kind, history, When(as_of, version, effective_on))
        body = resource.render(view.stream, view.version, view.state)
        return _json(body, etag=view.version)

    @router.get(
        f"{base}/events",
        operation_id=f"list-{name}-events",
        summary="The timeline: every event with its actor, its rules and its ledger position",
        responses={200: {"model": model_of(Timeline)}, **problems(400, 401, 403, 404)},
        response_model=None,
    )
    async def timeline(
        id: Id,
        actor: Reader,
        after: Annotated[int, Query(ge=0, description="Events after this version")] = 0,
        limit: Annotated[int, Query(ge=1, le=PAGE, description="Events a page")] = PAGE,
    ) -> Response:
        history = await history_of(edge.office.store, resource.kind, id)
        resource.admit(edge.office, actor, history)
        positions = await edge.office.store.positions(id)
        page = history[after : after + limit]
        following = None
        if after + limit < len(history):
            following = f"/v1/{resource.kind.path}/{id}/events?after={after + limit}&limit={limit}"
        items = tuple(_shown(recorded, positions.get(recorded.version)) for recorded in page)
        return _json(msgspec.json.encode(Timeline(items, following)), following=following)

    @router.get(
        f"{base}/diff",
        operation_id=f"diff-{name}",
        summary="What differs between two versions",
        responses={200: {"model": model_of(Diff)}, **problems(400, 401, 403, 404, 422)},
        response_model=None,
    )
    async def diff(
        id: Id,
        actor: Reader,
        from_: Annotated[int, Query(alias="from", ge=1, description="The earlier version")],
        to: Annotated[
            int | None, Query(ge=1, description="The later one; default the last")
        ] = None,
    ) -> Response:
        history = await history_of(edge.office.store, resource.kind, id)
        resource.admit(edge.office, actor, history)
        last = to or len(history)
        before, after = (
            _builtins(resource, seen(resource.kind, history, When(version=v)))
            for v in (from_, last)
        )
        changes = tuple(differences(before, after))
        return _json(msgspec.json.encode(Diff(from_, last, changes)))

    return router


def _builtins(resource: Resource, view: Any) -> dict[str, Any]:
    shown = resource.show(view.stream, view.version, view.state)
    found: dict[str, Any] = msgspec.to_builtins(shown)
    return found


def _shown(recorded: Recorded, position: int | None) -> TimelineEvent:
    data: dict[str, Any] = msgspec.to_builtins(recorded.event)
    sealed = data.pop("sealed", None)
    by = recorded.envelope
    return TimelineEvent(
        version=recorded.version,
        topic=recorded.topic,
        position=position,
        recorded_at=by.recorded_at,
        occurred_at=by.occurred_at,
        actor=by.actor,
        station_id=by.station_id,
        command_id=by.command_id,
        correlation_id=by.correlation_id,
        policy_version=by.policy_version,
        clock_offset_s=by.clock_offset_s,
        data=data,
        sealed=sealed,
    )


def _json(body: bytes, etag: int | None = None, following: str | None = None) -> Response:
    headers = {"cache-control": "no-store"}
    if etag is not None:
        headers["etag"] = f'"{etag}"'
    if following is not None:
        headers["link"] = f'<{following}>; rel="next"'
    return Response(body, 200, headers, "application/json")
