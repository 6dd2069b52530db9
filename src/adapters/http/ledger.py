"""The ledger for whoever wants to follow it: checkpoint, tiles and entries (C2SP tlog-tiles).

The checkpoint and the tiles of hashes need no token: they are hashes, and only what strangers can
follow is watched by strangers. Entries say which stream had an event when, and need the auditor's.
"""

from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from adapters.http.admission import refuse_reader
from adapters.http.command_endpoints import problems
from adapters.http.command_route import refuse_parameters
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.readers import reader
from adapters.ledger.tiles import TileMissing, read_path
from adapters.postgres.published_ledger import PublishedLedger
from domain.envelope import Actor

log = structlog.get_logger()
BASE = "/v1/audit/ledger"
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
_FOR_SECONDS = "public, max-age=2"
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_EVER_HERE = "private, max-age=31536000, immutable"
OPEN: dict[str, Any] = {"security": []}
"""Describes an operation that needs no token."""

TilePath = Annotated[
    str,
    Path(
        description="`<L>/<N>`, or `<L>/<N>.p/<W>` for the first W hashes; N in groups of three"
        " digits, all but the last behind an x and a slash",
        examples=["0/000.p/1", "0/x001/x234/067", "1/000"],
    ),
]
BundlePath = Annotated[
    str,
    Path(
        description="`<N>`, or `<N>.p/<W>` for the first W entries, as for tiles",
        examples=["000.p/1", "x001/x234/067", "000"],
    ),
]


def ledger_router(edge: Edge, ledger: PublishedLedger) -> APIRouter:
    router = APIRouter(tags=["ledger"])
    auditor = Annotated[Actor, Depends(reader(edge))]

    @router.get(
        f"{BASE}/checkpoint",
        operation_id="read-checkpoint",
        summary="The newest published checkpoint: size and root, signed by the ledger's witnesses",
        responses={200: _text(_CHECKPOINT), **problems(404, 422, 429, 503)},
        response_model=None,
        openapi_extra=OPEN,
    )
    async def checkpoint(request: Request) -> Response:
        _admit_stranger(edge, request)
        published = await ledger.published()
        if published is None:
            raise RequestRefused(404, "ledger-not-published")
        return _answer(published.note.whole().encode(), TEXT, _FOR_SECONDS)

    @router.get(
        f"{BASE}/tile/entries/{{bundle:path}}",
        operation_id="read-ledger-entries",
        summary="Up to 256 entries: each a u16be length, and the commitment to one event",
        responses={200: _bytes("Entries"), **problems(401, 403, 404, 422, 429, 503)},
        response_model=None,
    )
    async def entries(request: Request, bundle: BundlePath, actor: auditor) -> Response:
        refuse_parameters(request.scope)
        refuse_reader("ledger", actor, edge.office.circumstances.context(actor))
        found = await _tile(ledger, request, f"tile/entries/{bundle}")
        return _answer(found, BYTES, _FOR_EVER_HERE)

    @router.get(
        f"{BASE}/tile/{{tile:path}}",
        operation_id="read-ledger-tile",
        summary="Up to 256 hashes of 32 bytes: leaves at level 0, roots of full tiles above",
        responses={200: _bytes("Hashes"), **problems(404, 422, 429, 503)},
        response_model=None,
        openapi_extra=OPEN,
    )
    async def tile(request: Request, tile: TilePath) -> Response:
        _admit_stranger(edge, request)
        return _answer(await _tile(ledger, request, f"tile/{tile}"), BYTES, _FOR_EVER)

    return router


def _admit_stranger(edge: Edge, request: Request) -> None:
    refuse_parameters(request.scope)
    edge.admit_stranger()


async def _tile(ledger: PublishedLedger, request: Request, path: str) -> bytes:
    # What the router matched may lack a newline at its end.
    wanted = read_path(path) if request.scope["path"] == f"{BASE}/{path}" else None
    try:
        found = None if wanted is None else await ledger.tile(wanted)
    except TileMissing as missing:
        log.critical("ledger-contradicted", path=path, reason=str(missing))
        raise RequestRefused(500, "ledger-contradicted") from missing
    if found is None:
        raise RequestRefused(404, "ledger-tile-not-there")
    return found


def _answer(body: bytes, media_type: str, cached: str) -> Response:
    headers = {"cache-control": cached, "content-type": media_type}
    return Response(body, 200, headers)


_CHECKPOINT = """eid.example/ledger
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— eid.example/ledger Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""  # noqa: E501 - a signature is one line


def _text(example: str) -> dict[str, Any]:
    content = {"schema": {"type": "string"}, "examples": {"signed": {"value": example}}}
    return {"description": "A signed note (C2SP signed-note)", "content": {TEXT: content}}


def _bytes(what: str) -> dict[str, Any]:
    schema = {"type": "string", "contentMediaType": BYTES}
    return {"description": what, "content": {BYTES: {"schema": schema}}}
