"""A legal instrument as officers see it, and the rules in force on a day."""

from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from adapters.http.body_models import model_of
from adapters.http.command_endpoints import problems
from adapters.http.edge import Edge
from adapters.http.keyset import page
from adapters.http.questions import LawAsked
from adapters.http.readers import answer, reader
from adapters.http.shown_instants import InstantText
from domain.envelope import Actor
from domain.legal_instrument.state import LegalInstrument, Rule
from domain.policy.rules import Policy
from domain.values.instants import instant_text


class RuleShown(msgspec.Struct, frozen=True):
    """The value of one rule that applies; `known_since` is null for the rules of the beginning."""

    key: str
    parameters: dict[str, Any]
    article: str
    valid_from: date
    valid_to: date | None
    known_since: InstantText | None
    confidence: str


class RulesShown(msgspec.Struct, frozen=True):
    """The law as it applies on `on`, as known at `known`.

    `policy_version` is the one that decisions of that moment name. The answer comes from the
    memory of one process, which reads the view of confirmed rules each second: a rule confirmed
    within the last seconds may be missing, and while the database is away the law last read stands.
    """

    on: date
    known: InstantText
    policy_version: int
    items: tuple[RuleShown, ...]
    next: str | None


def rule_router(edge: Edge) -> APIRouter:
    router = APIRouter(tags=["legal instruments"])

    @router.get(
        "/v1/rules",
        operation_id="list-rules",
        summary="The rules that apply on a day, as known now or at an earlier moment",
        responses={200: {"model": model_of(RulesShown)}, **problems(401, 422, 429, 503)},
        response_model=None,
    )
    async def rules(
        actor: Annotated[Actor, Depends(reader(edge))],
        asked: Annotated[LawAsked, Query()],
    ) -> Response:
        context = edge.office.circumstances.context(actor)
        day = asked.on or context.today
        known = asked.known or context.now
        in_force = context.policy.at(day, known)
        found = [in_force.find_rule(key) for key in sorted(context.policy.known_keys)]
        items = tuple(
            RuleShown(
                key=rule.key,
                parameters=rule.parameters,
                article=rule.article,
                valid_from=rule.valid_from,
                valid_to=rule.valid_to,
                known_since=instant_text(rule.known_since) if rule.known_since else None,
                confidence=rule.confidence,
            )
            for rule in found
            if rule is not None
        )
        version = _version_known(context.policy, known)
        shown, cursor = page(items, lambda one: (one.key,), asked.limit, asked.cursor)
        following = _following(day, known, asked.limit, cursor) if cursor else None
        told = RulesShown(day, instant_text(known), version, shown, following)
        return answer(msgspec.json.encode(told), following=following)

    return router


def _following(day: date, known: datetime, limit: int, cursor: str) -> str:
    """The same day and the same knowledge, so that pages belong together."""
    asked = {"on": day, "known": instant_text(known), "limit": limit, "cursor": cursor}
    return "/v1/rules?" + urlencode(asked)


def _version_known(policy: Policy, known: datetime) -> int:
    """The policy version that a decision of that moment names."""
    return Policy(tuple(value for value in policy.values if value.known_at(known))).version


class InstrumentShown(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """`proposed` rules wait for a second officer; `confirmed` ones are law here."""

    id: UUID
    version: int
    status: str
    number: str
    kind: str
    title: str
    predecessor: str | None
    signed_on: date | None
    from_: date | None
    to: date | None
    successor: str | None
    retroactive: bool
    proposed: tuple[Rule, ...]
    confirmed: tuple[Rule, ...]


def show_instrument(stream: UUID, version: int, state: LegalInstrument) -> InstrumentShown:
    return InstrumentShown(
        id=stream,
        version=version,
        status=state.status,
        number=state.number,
        kind=state.kind,
        title=state.title,
        predecessor=state.predecessor,
        signed_on=state.signed_on,
        from_=state.from_,
        to=state.to,
        successor=state.successor,
        retroactive=state.retroactive,
        proposed=state.proposed,
        confirmed=state.confirmed,
    )
