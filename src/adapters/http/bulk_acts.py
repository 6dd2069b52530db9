"""Signed lists: `/v1/bulk-acts`, one signature for many items, and a verdict on each of them."""

import hashlib
import hmac
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from adapters.http.body_models import model_of
from adapters.http.bulk_forms import (
    DESCRIBED,
    BulkActShown,
    ItemsAsked,
    ItemsShown,
    read_list,
    shown,
    shown_item,
)
from adapters.http.command_endpoints import problems
from adapters.http.command_route import command_digest, framed, read_body, refuse_parameters
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.questions import Id
from adapters.http.readers import answer, reader
from adapters.http.request_headers import (
    RequestHeaders,
    command_id,
    declared_json,
    read_headers,
    refuse_countersignature,
    trace_parent,
)
from application.bulk_acts import MOST_LIST_BYTES, Progress, Signed
from application.bulk_desk import BulkDesk
from domain.envelope import Actor
from domain.refusals import OutsideAuthority

PATH = "/v1/bulk-acts"
MINTED = 7


class BulkActs:
    """The routes of signed lists."""

    def __init__(self, edge: Edge, desk: BulkDesk) -> None:
        self._edge = edge
        self._desk = desk

    def router(self) -> APIRouter:
        router = APIRouter(tags=["bulk acts"])
        officer = Annotated[Actor, Depends(reader(self._edge))]
        which = Annotated[Id, Path(alias="id", description="The Idempotency-Key of the list")]
        one = {"model": model_of(BulkActShown)}

        @router.post(
            PATH,
            operation_id="hand-in-bulk-act",
            summary="Hand in a signed list of acts; each item is carried out as an order of yours",
            status_code=201,
            responses={201: one, **problems(400, 401, 403, 409, 413, 415, 422, 429, 503)},
            response_model=None,
            openapi_extra=DESCRIBED,
        )
        async def hand_in(request: Request, officer: officer) -> Response:
            return await self.hand_in(request, officer)

        @router.get(
            f"{PATH}/{{id}}",
            operation_id="read-bulk-act",
            summary="How far a list has come, and how long it may still take",
            responses={200: one, **problems(401, 403, 404, 422, 429, 503)},
            response_model=None,
        )
        async def progress(request: Request, officer: officer, which: which) -> Response:
            refuse_parameters(request.scope)
            return _one(await self._desk.progress(officer, which))

        @router.get(
            f"{PATH}/{{id}}/items",
            operation_id="list-bulk-act-items",
            summary="The verdict on each item, in the order of the list",
            responses={
                200: {"model": model_of(ItemsShown)},
                **problems(401, 403, 404, 422, 429, 503),
            },
            response_model=None,
        )
        async def items(
            request: Request,
            officer: officer,
            which: which,
            asked: Annotated[ItemsAsked, Query()],
        ) -> Response:
            return await self.items(request, officer, which, asked)

        @router.post(
            f"{PATH}/{{id}}/cancel",
            operation_id="cancel-bulk-act",
            summary="Stop what is not done yet; what was done stays done",
            responses={200: one, **problems(401, 403, 404, 409, 422, 429, 503)},
            response_model=None,
        )
        async def cancel(request: Request, officer: officer, which: which) -> Response:
            refuse_parameters(request.scope)
            return _one(await self._desk.cancel(officer, which))

        return router

    async def hand_in(self, request: Request, sender: Actor) -> Response:
        refuse_parameters(request.scope)
        headers = read_headers(request.scope["headers"])
        id_ = _list_id(headers)
        refuse_countersignature(headers)
        declared_json(headers)
        raw = await read_body(request.receive, MOST_LIST_BYTES)
        listed = read_list(raw)
        signer = await self._signer(headers, raw, sender)
        now = self._edge.office.circumstances.clock.now()
        signed = Signed(
            id=id_,
            signer=signer,
            act=listed.act,
            dry_run=listed.dry_run,
            body=raw,
            signature=headers.list_signature or b"",
            request_hmac=self._request_hmac(raw),
            signed_at=now,
            traceparent=trace_parent(headers),
        )
        progress, replayed = await self._desk.take_in(signed, listed)
        told = {"cache-control": "no-store", "location": f"{PATH}/{id_}"}
        told |= {"idempotency-replayed": "true"} if replayed else {}
        return Response(msgspec.json.encode(shown(progress)), 201, told, "application/json")

    async def items(
        self, request: Request, officer: Actor, id_: UUID, asked: ItemsAsked
    ) -> Response:
        after = -1 if asked.after is None else asked.after
        progress = await self._desk.progress(officer, id_)
        found = await self._desk.verdicts(officer, id_, asked.verdict, after, asked.limit + 1)
        page = found[: asked.limit]
        following = _link(id_, asked, page[-1].item) if len(found) > asked.limit else None
        language = self._edge.language(read_headers(request.scope["headers"]))
        cancelled = progress.status == "cancelled"
        items = tuple(shown_item(one, cancelled, language) for one in page)
        return answer(msgspec.json.encode(ItemsShown(items, following)), following=following)

    async def _signer(self, headers: RequestHeaders, raw: bytes, sender: Actor) -> Actor:
        """The officer who sends the list has signed it, in the same unit and roles."""
        if headers.list_signature is None:
            where = {"header": "List-Signature"}
            raise RequestRefused(401, "list-signature-missing", where=where)
        parts = (b"POST", PATH.encode(), b"", headers.idempotency_key or b"", raw)
        signer = await self._edge.signer(headers.list_signature, command_digest(parts))
        same = (signer.officer, signer.unit) == (sender.officer, sender.unit)
        if not (same and set(signer.roles) == set(sender.roles)):
            raise OutsideAuthority("list-signed-by-another")
        return signer

    def _request_hmac(self, raw: bytes) -> bytes:
        parts = (b"POST", PATH.encode(), b"", raw)
        return hmac.digest(self._edge.idempotency_key, framed(parts), hashlib.sha256)


def _list_id(headers: RequestHeaders) -> UUID:
    """The Idempotency-Key, which is the id of what it opens: a UUIDv7 (formats §1)."""
    if headers.if_match is not None:
        raise RequestRefused(400, "if-match-not-here", where={"header": "If-Match"})
    id_ = command_id(headers)
    if id_.version != MINTED:
        raise RequestRefused(422, "id-not-uuid7", where={"header": "Idempotency-Key"})
    return id_


def _one(progress: Progress) -> Response:
    return answer(msgspec.json.encode(shown(progress)))


def _link(id_: UUID, asked: ItemsAsked, last: int) -> str:
    wanted: dict[str, Any] = {"verdict": asked.verdict, "limit": asked.limit, "after": last}
    known = {name: value for name, value in wanted.items() if value is not None}
    return f"{PATH}/{id_}/items?" + urlencode(known)
