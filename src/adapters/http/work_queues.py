"""What waits for an officer: queues by role and unit, with cases taken in hand for a while."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.keyset import cursor_of, read_cursor
from adapters.http.problems import RequestRefused
from adapters.http.questions import Page, Question
from adapters.http.readers import answer, reader
from adapters.http.request_bodies import body_of, described_body
from adapters.http.shown_instants import plain
from adapters.http.work_forms import (
    ClaimNextWork,
    ClaimWork,
    ReturnWork,
    WorkPageShown,
    WorkShown,
)
from adapters.postgres.work_queues import Place, WorkItem, WorkQueues
from application.work import require_waiting_for
from domain.authority import holds
from domain.envelope import Actor
from domain.refusals import OutsideAuthority
from domain.roles import ROLES


class QueueAsked(Question):
    """Which part of a queue."""

    stage: Annotated[str | None, Query(max_length=60, description="Only this stage")] = None
    limit: Annotated[Page, Query(description="Cases a page")] = 50
    cursor: Annotated[str | None, Query(max_length=300, description="From a page's link")] = None


class WorkDesk:
    """The routes of `/v1/work-queues/{queue}`, where a queue is a role of the officer."""

    def __init__(self, edge: Edge, queues: WorkQueues) -> None:
        self._edge = edge
        self._queues = queues

    def router(self) -> APIRouter:
        router = APIRouter(tags=["work"])
        base = "/v1/work-queues/{queue}"
        officer = Annotated[Actor, Depends(reader(self._edge))]
        queue = Annotated[str, Path(max_length=40, description="A role of yours")]

        @router.get(
            base,
            operation_id="list-work",
            summary="What waits for a role of yours in your unit and below, oldest deadline first",
            responses={200: {"model": model_of(WorkPageShown)}, **_refusals(404, 422)},
            response_model=None,
        )
        async def work(queue: queue, actor: officer, asked: Annotated[QueueAsked, Query()]) -> Any:
            return await self.list(queue, actor, asked)

        for verb, struct, act, said in (
            ("claim", ClaimWork, self.claim, _TAKEN),
            ("claim-next", ClaimNextWork, self.claim_next, _TAKEN),
            ("return", ReturnWork, self.give_back, _PUT_BACK),
        ):
            router.add_api_route(
                f"{base}/{verb}",
                self._acting(act, struct),
                methods=["POST"],
                operation_id=f"{verb}-work",
                summary=(struct.__doc__ or "").split("\n", 1)[0],
                responses={**said, **_refusals(400, 404, 409, 413, 415, 422)},
                response_model=None,
                openapi_extra=described_body(struct),
            )
        return router

    def _acting(self, act: Any, struct: type[msgspec.Struct]) -> Any:
        async def endpoint(
            queue: Annotated[str, Path(max_length=40, description="A role of yours")],
            actor: Annotated[Actor, Depends(reader(self._edge))],
            body: Annotated[Any, Depends(body_of(self._edge, struct))],
        ) -> Response:
            self._require_role(queue, actor)
            found: Response = await act(queue, actor, body)
            return found

        return endpoint

    async def list(self, queue: str, actor: Actor, asked: QueueAsked) -> Response:
        self._require_role(queue, actor)
        after = None if asked.cursor is None else read_cursor(asked.cursor, Place)
        page = await self._queues.open(actor, asked.stage, queue, asked.limit, after)
        following = None if page.next is None else _link(queue, asked, page.next)
        items = tuple(_shown(item) for item in page.items)
        shown = WorkPageShown(items, following, page.freshness)
        return answer(msgspec.json.encode(shown), following=following)

    async def claim(self, queue: str, actor: Actor, body: ClaimWork) -> Response:
        await require_waiting_for(self._edge.office, actor, queue, body.stream, body.stage)
        if not await self._queues.claim(actor, body.stream, body.stage, self._until(body.seconds)):
            raise RequestRefused(409, "work-in-other-hands")
        page = await self._queues.open(actor, body.stage, queue, 200)
        mine = (one for one in page.items if one.stream == body.stream)
        item = next(mine, None)
        return Response(status_code=204) if item is None else _one(item)

    async def claim_next(self, queue: str, actor: Actor, body: ClaimNextWork) -> Response:
        until = self._until(body.seconds)
        item = await self._queues.claim_next(actor, until, body.stage, queue)
        return Response(status_code=204) if item is None else _one(item)

    async def give_back(self, _queue: str, actor: Actor, body: ReturnWork) -> Response:
        if not await self._queues.release(actor, body.stream, body.stage):
            raise RequestRefused(409, "work-not-in-hand")
        return Response(status_code=204)

    def _require_role(self, queue: str, actor: Actor) -> None:
        if queue not in ROLES:
            raise RequestRefused(404, "queue-unknown", queue=queue)
        if not holds(queue, actor, self._edge.office.circumstances.context(actor)):
            raise OutsideAuthority("queue-of-another-role", role=queue)

    def _until(self, seconds: int) -> datetime:
        return self._edge.office.circumstances.clock.now() + timedelta(seconds=seconds)


Answers = dict[int | str, dict[str, Any]]
_TAKEN: Answers = {
    200: {"model": model_of(WorkShown)},
    204: {"description": "Nothing is shown to be waiting; the view may be behind"},
}
_PUT_BACK: Answers = {204: {"description": "Put back"}}


def _refusals(*statuses: int) -> Answers:
    return problems(401, 403, *statuses, 429, 503)


def _shown(item: WorkItem) -> WorkShown:
    values = plain(item)
    return WorkShown(**{name: values[name] for name in WorkShown.__struct_fields__})


def _one(item: WorkItem) -> Response:
    return answer(msgspec.json.encode(_shown(item)))


def _link(queue: str, asked: QueueAsked, place: Place) -> str:
    wanted = {"stage": asked.stage, "limit": asked.limit, "cursor": cursor_of(place)}
    known = {name: value for name, value in wanted.items() if value is not None}
    return f"/v1/work-queues/{queue}?" + urlencode(known)
