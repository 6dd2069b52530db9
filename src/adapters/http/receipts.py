"""Receipts: a text that proves for ever, offline, that an event is in the ledger."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from adapters.http.admission import refuse_reader
from adapters.http.command_endpoints import problems
from adapters.http.command_route import refuse_parameters
from adapters.http.edge import Edge
from adapters.http.ledger import BASE, TEXT
from adapters.http.problems import RequestRefused
from adapters.http.questions import Id, ReceiptAsked, Version
from adapters.http.readers import reader
from adapters.http.resources import Resource
from adapters.ledger.receipts import HEADER
from adapters.postgres.published_ledger import Contradicted, NotYetPublished, PublishedLedger
from application.reading import history_of
from domain.envelope import Actor

RETRY_S = 2
_EXAMPLE = f"""{HEADER}
extra AQGNnE4AcgCAAF0rGkyeAQAAAAAAAAABABBjYXJkLmFjdGl2YXRlZC52MY0=
index 42
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=

eid.example/ledger
43
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— eid.example/ledger Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""  # noqa: E501 - a signature is one line
_RECEIPT: dict[str, Any] = {
    "description": "A proof (C2SP tlog-proof); `cancuoc audit check-receipt` verifies it offline",
    "content": {TEXT: {"schema": {"type": "string"}, "examples": {"receipt": {"value": _EXAMPLE}}}},
}


def receipt_router(edge: Edge, ledger: PublishedLedger, card: Resource) -> APIRouter:
    router = APIRouter()
    officer = Annotated[Actor, Depends(reader(edge))]
    answers = {200: _RECEIPT, **problems(401, 403, 404, 422, 429, 503)}

    @router.get(
        "/v1/cards/{id}/receipt",
        operation_id="read-card-receipt",
        summary="What the holder of a card may keep: the proof that it is in the ledger",
        tags=["cards"],
        responses=answers,
        response_model=None,
    )
    async def of_card(
        stream: Annotated[Id, Path(alias="id", description="The card's id")],
        actor: officer,
        asked: Annotated[ReceiptAsked, Query()],
    ) -> Response:
        history = await history_of(edge.office.store, card.kind, stream)
        card.admit(edge.office, card.kind, actor, history)
        if asked.version is not None and asked.version > len(history):
            where = {"parameter": "version"}
            unknown = {"asked": asked.version, "last": len(history)}
            raise RequestRefused(422, "version-unknown", where=where, **unknown)
        return await _receipt(ledger, stream, asked.version)

    @router.get(
        f"{BASE}/receipts/{{stream}}/{{version}}",
        operation_id="read-ledger-receipt",
        summary="The proof that one event of any stream is in the ledger",
        tags=["ledger"],
        responses=answers,
        response_model=None,
    )
    async def of_event(
        request: Request,
        stream: Annotated[Id, Path(description="The stream's id")],
        version: Annotated[Version, Path(description="The event's version")],
        actor: officer,
    ) -> Response:
        refuse_parameters(request.scope)
        refuse_reader("ledger", actor, edge.office.circumstances.context(actor))
        return await _receipt(ledger, stream, version)

    return router


async def _receipt(ledger: PublishedLedger, stream: UUID, version: int | None) -> Response:
    try:
        found = await ledger.receipt(stream, version)
    except NotYetPublished as pending:
        raise RequestRefused(503, "receipt-not-yet", wait=RETRY_S) from pending
    except Contradicted as altered:
        raise RequestRefused(500, "ledger-contradicted") from altered
    if found is None:
        raise RequestRefused(404, "event-not-there")
    headers = {"cache-control": "no-store", "content-type": TEXT}
    return Response(found.text().encode(), 200, headers)
