"""`/v1/work-queues/reassignments`: what an officer had in hand, given back or to another one."""

import hashlib
import hmac
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from adapters.http.bodies import CommandForm
from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.command_route import framed, read_body, refuse_parameters
from adapters.http.edge import Edge
from adapters.http.readers import answer, reader
from adapters.http.request_bodies import inlined
from adapters.http.request_headers import command_id, declared_json, read_headers
from adapters.http.shown_instants import InstantText
from application.reassignments import InHand, Reassignment, ReassignmentDesk
from domain.bounded import ShortText
from domain.envelope import Actor
from domain.values.instants import instant_text

PATH = "/v1/work-queues/reassignments"
_WHY = "Why, in a few words; kept with the order"
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new UUID for each order; the same order again tells what was moved",
    "schema": {"type": "string", "format": "uuid"},
}


class ReassignWork(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put all that an officer has in hand back, or into the hands of another officer."""

    from_officer: UUID
    reason: Annotated[ShortText, msgspec.Meta(min_length=1, description=_WHY)]
    to_officer: UUID | None = None
    dry_run: bool = False


class MovedShown(msgspec.Struct, frozen=True):
    stream: UUID
    stage: str
    unit: str
    until: InstantText


class ReassignedShown(msgspec.Struct, frozen=True):
    """`moved` cases keep the end of their time; without `to_officer` they are free again."""

    from_officer: UUID
    to_officer: UUID | None
    dry_run: bool
    moved: tuple[MovedShown, ...]


class Reassignments:
    """The route by which the head of a unit moves the work of one who left."""

    def __init__(self, edge: Edge, desk: ReassignmentDesk) -> None:
        self._edge = edge
        self._desk = desk
        self._form = CommandForm(ReassignWork)

    def router(self) -> APIRouter:
        router = APIRouter(tags=["work"])
        body = {"application/json": {"schema": inlined(ReassignWork)}}

        @router.post(
            PATH,
            operation_id="reassign-work",
            summary="Give back all that an officer of your unit has in hand, or to another one",
            responses={
                200: {"model": model_of(ReassignedShown)},
                **problems(400, 401, 403, 409, 413, 415, 422, 429, 503),
            },
            response_model=None,
            openapi_extra={
                "requestBody": {"required": True, "content": body},
                "parameters": [_KEY],
            },
        )
        async def reassign(
            request: Request,
            officer: Annotated[Actor, Depends(reader(self._edge))],
        ) -> Response:
            return await self.reassign(request, officer)

        return router

    async def reassign(self, request: Request, officer: Actor) -> Response:
        refuse_parameters(request.scope)
        headers = read_headers(request.scope["headers"])
        id_ = command_id(headers)
        declared_json(headers)
        raw = await read_body(request.receive, self._edge.limits.body_bytes)
        asked: ReassignWork = self._form.read(raw)
        ordered = Reassignment(
            id=id_,
            by=officer,
            request_hmac=self._request_hmac(raw),
            from_officer=asked.from_officer,
            to_officer=asked.to_officer,
            reason=asked.reason,
            at=self._edge.office.circumstances.clock.now(),
        )
        moving = self._desk.rehearse if asked.dry_run else self._desk.move
        return answer(msgspec.json.encode(_shown(asked, await moving(ordered))))

    def _request_hmac(self, raw: bytes) -> bytes:
        parts = (b"POST", PATH.encode(), b"", raw)
        return hmac.digest(self._edge.idempotency_key, framed(parts), hashlib.sha256)


def _shown(asked: ReassignWork, moved: tuple[InHand, ...]) -> Any:
    cases = tuple(
        MovedShown(one.stream, one.stage, one.unit, instant_text(one.until)) for one in moved
    )
    return ReassignedShown(asked.from_officer, asked.to_officer, asked.dry_run, cases)
