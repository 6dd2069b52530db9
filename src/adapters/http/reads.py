"""Reading one stream: as it is, as it was, its timeline, and what differs between versions."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.problems import RequestRefused
from adapters.http.proofs_shown import ProofShown, VersionProof, shown_proofs
from adapters.http.questions import Id, PageAsked, VersionsAsked, WhenAsked
from adapters.http.readers import answer, reader
from adapters.http.request_headers import read_headers
from adapters.http.resources import Resource
from adapters.http.timeline import Timeline, timeline_page
from adapters.postgres.published_ledger import PublishedLedger
from application.reading import Difference, View, When, differences, history_of, seen
from application.stream import fold
from domain.envelope import Actor
from domain.recorded import Recorded
from domain.refusals import RuleBroken

StreamId = Annotated[Id, Path(alias="id", description="The stream's id")]


class Diff(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """What differs between two versions, field by field (nested fields joined by `/`).

    `proofs` are of the events between the two, and null unless they were asked for."""

    from_: int
    to: int
    changes: tuple[Difference, ...]
    proofs: tuple[VersionProof, ...] | None


class StreamReads:
    """The three reads of one kind of stream; each method is one route."""

    def __init__(self, edge: Edge, resource: Resource, ledger: PublishedLedger) -> None:
        self._edge = edge
        self._ledger = ledger
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
            request: Request, stream: StreamId, actor: officer, asked: Annotated[PageAsked, Query()]
        ) -> Response:
            return await self.timeline(request, stream, actor, asked)

        @router.get(
            f"{base}/diff",
            operation_id=f"diff-{name}",
            summary="What differs between two versions",
            responses=_answers(model_of(Diff), 401, 403, 404, 422, 429, 503),
            response_model=None,
        )
        async def diff(
            request: Request,
            stream: StreamId,
            actor: officer,
            asked: Annotated[VersionsAsked, Query()],
        ) -> Response:
            return await self.diff(request, stream, actor, asked)

        return router

    async def read(self, stream: UUID, actor: Actor, when: When) -> Response:
        if when.as_of is not None and when.version is not None:
            raise RequestRefused(422, "parameters-exclusive", where={"parameter": "version"})
        parameter = "as_of" if when.version is None else "version"
        view = self._seen(await self._history(stream, actor), when, parameter)
        body = self._resource.render(view.stream, view.version, view.state)
        return answer(body, etag=view.version)

    async def timeline(
        self, request: Request, stream: UUID, actor: Actor, asked: PageAsked
    ) -> Response:
        history = await self._history(stream, actor)
        positions = await self._edge.office.store.positions(stream)
        now = fold(self._resource.kind, history)
        first, last = asked.after + 1, asked.after + asked.limit
        shown = [self._resource.veil(one, now) for one in history[asked.after : last]]
        proofs = await self._proofs(request, stream, first, last) if asked.proof == "true" else {}
        following = self._following(stream, asked) if last < len(history) else None
        page = timeline_page(shown, positions, proofs, following)
        return answer(msgspec.json.encode(page), following=page.next)

    def _following(self, stream: UUID, asked: PageAsked) -> str:
        path = f"/v1/{self._resource.kind.path}/{stream}/events"
        proof = "&proof=true" if asked.proof == "true" else ""
        return f"{path}?after={asked.after + asked.limit}&limit={asked.limit}{proof}"

    async def diff(
        self, request: Request, stream: UUID, actor: Actor, asked: VersionsAsked
    ) -> Response:
        history = await self._history(stream, actor)
        first, to = asked.from_, asked.to or len(history)
        before, after = self._shown(history, first, "from"), self._shown(history, to, "to")
        proofs = None
        if asked.proof == "true":
            found = await self._proofs(request, stream, min(first, to) + 1, max(first, to))
            proofs = tuple(VersionProof(version, one) for version, one in found.items())
        told = Diff(first, to, tuple(differences(before, after)), proofs)
        return answer(msgspec.json.encode(told))

    async def _proofs(
        self, request: Request, stream: UUID, first: int, last: int
    ) -> dict[int, ProofShown]:
        language = self._edge.language(read_headers(request.scope["headers"]))
        return shown_proofs(await self._ledger.proofs(stream, first, last), language)

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
