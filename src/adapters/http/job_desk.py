"""Work for machines: leased to one station for a while, answered by a command of its own key."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.questions import Id
from adapters.http.readers import answer, reader
from adapters.http.request_bodies import body_of, described_body
from adapters.http.shown_instants import InstantText
from adapters.postgres.job_queues import Freshness, JobQueues, Station
from application.jobs import JOB_KINDS, Job, JobKind, describe
from application.order import NotFound
from domain.authority import holds
from domain.envelope import Actor
from domain.refusals import OutsideAuthority
from domain.values.instants import instant_text

StationId = Annotated[UUID, msgspec.Meta(description="The station that asks")]


class LeaseJobs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take up to `limit` jobs for a station, highest priority and oldest deadline first."""

    station_id: StationId
    limit: Annotated[int, msgspec.Meta(ge=1, le=200, description="Jobs", examples=[10])] = 1
    seconds: Annotated[
        int, msgspec.Meta(ge=1, le=3600, description="For how long, in seconds", examples=[60])
    ] = 60


class RenewJob(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keep a job for longer."""

    station_id: StationId
    seconds: Annotated[
        int, msgspec.Meta(ge=1, le=3600, description="For how long, in seconds", examples=[60])
    ] = 60


class ReleaseJob(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give a job back before its time."""

    station_id: StationId


class LeasedJobs(msgspec.Struct, frozen=True):
    """Jobs that are this station's until `until`; then they are offered to others again."""

    items: tuple[Job, ...]
    until: InstantText
    freshness: Freshness


class JobDesk:
    """The routes of `/v1/jobs`; each kind of job is for one service."""

    def __init__(self, edge: Edge, queues: JobQueues) -> None:
        self._edge = edge
        self._queues = queues

    def router(self) -> APIRouter:
        router = APIRouter(tags=["work"])
        actor = Annotated[Actor, Depends(reader(self._edge))]
        kind_named = Annotated[str, Path(alias="kind", max_length=40, description="Kind of job")]
        job_named = Annotated[Id, Path(alias="job", description="The job")]
        edge = self._edge

        @router.post(
            "/v1/jobs/{kind}/lease",
            operation_id="lease-jobs",
            summary="Take jobs of one kind for a station, for a while",
            responses={200: {"model": model_of(LeasedJobs)}, **_refusals()},
            response_model=None,
            openapi_extra=described_body(LeaseJobs),
        )
        async def lease(
            kind: kind_named,
            actor: actor,
            body: Annotated[Any, Depends(body_of(edge, LeaseJobs))],
        ) -> Response:
            return await self.lease(_kind_for(kind, actor), actor, body)

        @router.post(
            "/v1/jobs/{kind}/{job}/renew",
            operation_id="renew-job",
            summary="Keep a job for longer",
            responses={204: {"description": "Kept"}, **_refusals()},
            response_model=None,
            openapi_extra=described_body(RenewJob),
        )
        async def renew(
            kind: kind_named,
            job: job_named,
            actor: actor,
            body: Annotated[Any, Depends(body_of(edge, RenewJob))],
        ) -> Response:
            _kind_for(kind, actor)
            until = self._now() + timedelta(seconds=body.seconds)
            station = Station(body.station_id, actor.officer)
            return _done(await self._queues.renew(job, station, until))

        @router.post(
            "/v1/jobs/{kind}/{job}/release",
            operation_id="release-job",
            summary="Give a job back before its time",
            responses={204: {"description": "Given back"}, **_refusals()},
            response_model=None,
            openapi_extra=described_body(ReleaseJob),
        )
        async def release(
            kind: kind_named,
            job: job_named,
            actor: actor,
            body: Annotated[Any, Depends(body_of(edge, ReleaseJob))],
        ) -> Response:
            _kind_for(kind, actor)
            station = Station(body.station_id, actor.officer)
            return _done(await self._queues.release(job, station))

        return router

    async def lease(self, kind: JobKind, actor: Actor, body: LeaseJobs) -> Response:
        until = self._now() + timedelta(seconds=body.seconds)
        station = Station(body.station_id, actor.officer)
        leased, fresh = await self._queues.lease(kind.stage, station, until, body.limit)
        jobs = []
        for one in leased:
            try:
                jobs.append(await describe(self._edge.office, kind, one.stream, one.job_id))
            except NotFound:
                await self._queues.release(one.job_id, station)
        shown = LeasedJobs(tuple(jobs), instant_text(until), fresh)
        return answer(msgspec.json.encode(shown))

    def _now(self) -> Any:
        return self._edge.office.circumstances.clock.now()


def _kind_for(name: str, actor: Actor) -> JobKind:
    kind = JOB_KINDS.get(name)
    if kind is None:
        raise RequestRefused(404, "job-kind-unknown", kind=name)
    if not holds(kind.role, actor):
        raise OutsideAuthority("job-of-another-service", role=kind.role)
    return kind


def _done(done: bool) -> Response:
    if not done:
        raise RequestRefused(409, "job-not-leased")
    return Response(status_code=204)


def _refusals() -> dict[int | str, dict[str, Any]]:
    return problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
