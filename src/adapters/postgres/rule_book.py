"""The law as far as it is confirmed, in memory, read again each second."""

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

import msgspec
import structlog
from sqlalchemy import Select, select

from adapters.postgres.live_view import LiveView, Pool, Row, beside_live_slot, is_live
from adapters.postgres.view_tables import Slot, table_in
from application.event_store import StoreUnavailable
from domain.policy.rules import Policy, RuleValue

REFRESH_S = 1.0

_COLUMNS = ("key", "parameters", "article", "valid_from", "valid_to", "known_since", "confidence")

log = structlog.get_logger()


class RuleBook:
    """The policy of one process; use it as `async with rule_book:`, which reads it first.

    A rule confirmed in any process is known here as soon as its event is in the view and the next
    second has come. While the database is away the last policy stands.
    """

    def __init__(self, pool: Pool, seeds: Iterable[RuleValue]) -> None:
        self._view = LiveView(pool)
        self._seeds = tuple(seeds)
        self._policy = Policy(self._seeds)
        self._refreshing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.refresh()
        self._refreshing = asyncio.create_task(self._run(), name="rule book")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stops refreshing; raises what ended it before its time."""
        if self._refreshing is None:
            return
        self._refreshing.cancel()
        await asyncio.wait([self._refreshing])
        if not self._refreshing.cancelled():
            self._refreshing.result()

    def current(self) -> Policy:
        """Seeds, then confirmed rules in position order; the same object until one changes."""
        return self._policy

    async def refresh(self) -> None:
        """Read the live slot now. Raises StoreUnavailable, and then nothing has changed."""
        rows = await self._view.rows(_rules_in)
        values = (*self._seeds, *(_value(row) for row in rows if row[0] is not None))
        if values != self._policy.values:
            self._policy = Policy(values)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_S)
            try:
                await self.refresh()
            except StoreUnavailable:
                log.warning("rule-book-not-refreshed", policy_version=self._policy.version)


def _rules_in(slot: Slot) -> Select[Any]:
    rules = table_in(slot, "confirmed_rules")
    columns = [rules.c[name] for name in ("position", *_COLUMNS)]
    confirmed = select(*columns).where(is_live(slot)).lateral("confirmed")
    return beside_live_slot("confirmed_rules", confirmed).order_by(confirmed.c.position)


def _value(row: Row) -> RuleValue:
    return msgspec.convert(dict(zip(_COLUMNS, row[1:], strict=True)), RuleValue)
