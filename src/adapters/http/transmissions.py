"""Where stations hand over what they captured: `/v1/transmissions`, part by part."""

import io
import re
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Path, Request
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive

from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.command_route import read_body, refuse_parameters
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.questions import Id
from adapters.http.readers import answer, reader
from adapters.http.request_headers import declared, read_headers
from adapters.http.transmission_forms import TransmissionShown, VerdictsShown, shown
from adapters.http.upload_room import UploadRoom
from application.station_desk import StationDesk
from application.transmission_book import Part, Transmission
from application.transmissions import MOST_TRANSMISSION_BYTES
from domain.envelope import Actor
from domain.refusals import RuleBroken

MOST_BYTES_AT_ONCE = 256 * 1024 * 1024
"""Parts in the memory of one process; each is there twice for the moment in which it is sealed."""

SIGNED, RAW = "application/jose", "application/octet-stream"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class TransmissionDesk:
    """The routes of transmissions; all of them are for the service `station`."""

    def __init__(self, edge: Edge, desk: StationDesk) -> None:
        self._edge = edge
        self._desk = desk
        self._room = UploadRoom(MOST_BYTES_AT_ONCE)

    def router(self) -> APIRouter:
        router = APIRouter(tags=["enrolment packets"])
        sender = Annotated[Actor, Depends(reader(self._edge))]
        which = Annotated[Id, Path(alias="id", description="The id in the manifest")]
        digest = Annotated[str, Path(alias="sha256", description="SHA-256 of the part, hex")]

        @router.post(
            "/v1/transmissions",
            operation_id="announce-transmission",
            summary="Announce packets by a signed manifest; their bytes follow part by part",
            status_code=201,
            responses={
                201: {"model": model_of(TransmissionShown)},
                **problems(401, 403, 409, 413, 415, 422, 429, 503),
            },
            response_model=None,
            openapi_extra=_body(SIGNED, "A compact JWS (typ cancuoc-transmission) by the device"),
        )
        async def announce(request: Request, sender: sender) -> Response:
            return await self.announce(request, sender)

        @router.put(
            "/v1/transmissions/{id}/parts/{sha256}",
            operation_id="put-transmission-part",
            summary="Send the bytes of one packet; a part that is here already is not read again",
            status_code=201,
            responses={
                200: {"description": "The part was here before"},
                201: {"description": "The part is here"},
                **problems(401, 403, 404, 413, 415, 422, 429, 503),
            },
            response_model=None,
            openapi_extra=_body(RAW, "The packet as the station made it"),
        )
        async def put_part(
            request: Request, sender: sender, which: which, digest: digest
        ) -> Response:
            return await self.put_part(request, sender, which, digest)

        @router.get(
            "/v1/transmissions/{id}",
            operation_id="read-transmission",
            summary="What is missing, and the verdict on each packet",
            responses={
                200: {"model": model_of(VerdictsShown)},
                **problems(401, 403, 404, 422, 429, 503),
            },
            response_model=None,
        )
        async def verdicts(request: Request, sender: sender, which: which) -> Response:
            return await self.verdicts(request, sender, which)

        return router

    async def announce(self, request: Request, sender: Actor) -> Response:
        refuse_parameters(request.scope)
        declared(read_headers(request.scope["headers"]), SIGNED)
        signed = await read_body(request.receive, MOST_TRANSMISSION_BYTES)
        found = await self._desk.announce(sender, signed)
        told = TransmissionShown(found.manifest.id, found.missing)
        headers = {"cache-control": "no-store", "location": f"/v1/transmissions/{told.id}"}
        return Response(msgspec.json.encode(told), 201, headers, "application/json")

    async def put_part(self, request: Request, sender: Actor, id_: UUID, sha256: str) -> Response:
        refuse_parameters(request.scope)
        declared(read_headers(request.scope["headers"]), RAW)
        part = _listed(await self._desk.found(sender, id_), sha256)
        if part.content is not None:
            return Response(status_code=200)
        async with self._room.taken(part.line.bytes):
            content = await _content(request.receive, part.line.bytes)
            await self._desk.keep(id_, part, content)
        return Response(status_code=201)

    async def verdicts(self, request: Request, sender: Actor, id_: UUID) -> Response:
        refuse_parameters(request.scope)
        found = await self._desk.found(sender, id_)
        told = await self._desk.told(found)
        chain = await self._desk.chain(found.manifest)
        language = self._edge.language(read_headers(request.scope["headers"]))
        body = msgspec.json.encode(shown(found, told, chain, language))
        return answer(body)


def _listed(transmission: Transmission, sha256: str) -> Part:
    part = transmission.part(sha256) if _DIGEST.fullmatch(sha256) else None
    if part is None:
        raise RequestRefused(404, "part-not-listed")
    return part


async def _content(receive: Receive, length: int) -> bytes:
    """The body of exactly this length, held once: the buffer hands over its own bytes."""
    buffer = io.BytesIO()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        buffer.write(message.get("body", b""))
        if buffer.tell() > length:
            raise RequestRefused(413, "body-too-large", limit=length)
        more = message.get("more_body", False)
    if buffer.tell() < length:
        raise RuleBroken("part-digest-wrong")
    return buffer.getvalue()


def _body(media_type: str, description: str) -> dict[str, Any]:
    schema = {"type": "string", "format": "binary", "description": description}
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}
