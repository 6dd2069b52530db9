"""Tokens refused before their time: read by every process each second, written by `revoke`."""

import asyncio
import time
from uuid import UUID

import psycopg
import structlog

from adapters.identity.development_officers import OFFICER_BY_NAME
from adapters.identity.token_verifier import TokenVerifier
from adapters.postgres.live_view import Pool
from adapters.postgres.token_revocations import (
    EVERYBODY,
    cancel_lists,
    in_hand,
    open_lists,
    revoke,
    revoked,
)
from application.event_store import StoreUnavailable
from cancuoc.register_here import register_here
from cancuoc.settings import Settings, SettingsWrong

TICK_S = 1.0

log = structlog.get_logger()


async def learn_revocations(verifier: TokenVerifier, pool: Pool) -> None:
    """Let the verifier know what is refused now. Raises StoreUnavailable."""
    found = dict(await revoked(pool))
    verifier.revoke_before(found.pop(EVERYBODY, 0.0))
    verifier.revoke_officers(found)


async def watch_revocations(verifier: TokenVerifier, pool: Pool) -> None:
    """Each second, for ever; while the database is away what was known stays refused."""
    while True:
        try:
            await learn_revocations(verifier, pool)
        except StoreUnavailable as away:
            log.warning("revocations-unread", reason=type(away).__name__)
        await asyncio.sleep(TICK_S)


def revoke_tokens(
    settings: Settings, officer: str, reason: str, stop_lists: bool
) -> tuple[str, ...]:
    """Refuse the tokens issued until now; the sentences tell what else the officer left open."""
    settings = register_here(settings)
    who = _officer(settings, officer)
    with psycopg.connect(settings.dsn, connect_timeout=5) as connection:
        revoke(connection, who, time.time(), reason)
        open_ = open_lists(connection, who)
        stopped = cancel_lists(connection, who) if stop_lists else 0
        claims = in_hand(connection, who)
    named = "everybody" if who == EVERYBODY else f"officer {who}"
    return (
        f"Tokens of {named} issued until now are refused: by every process within {TICK_S:.0f} s.",
        *_lists_told(open_, stopped),
        *([f"{claims} cases are in hand: give them back or to another officer with"
           " POST /v1/work-queues/reassignments."] if claims else []),
    )  # fmt: skip


def _lists_told(open_: list[UUID], stopped: int) -> list[str]:
    if stopped:
        return [f"{stopped} signed lists were stopped; what was done stays done."]
    if open_:
        ids = ", ".join(str(one) for one in open_[:5])
        return [
            f"{len(open_)} lists signed by this officer are still carried out: {ids}."
            " Stop them with --stop-lists, or each with POST /v1/bulk-acts/<id>/cancel."
        ]
    return []


def _officer(settings: Settings, officer: str) -> UUID:
    if officer == "everybody":
        return EVERYBODY
    known = OFFICER_BY_NAME.get(officer) if settings.is_development else None
    if known is not None:
        return known.officer
    try:
        return UUID(officer)
    except ValueError as wrong:
        raise SettingsWrong(
            f"{officer} is no officer: give the `sub` of the tokens, a UUID, or `everybody`"
        ) from wrong
