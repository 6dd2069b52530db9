"""All streams that belong to one person: applications, cards, packets, manifests and blanks."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, or_, select

from adapters.postgres.fresh_view import Freshness, FreshView
from adapters.postgres.live_view import Pool, answers
from adapters.postgres.view_tables import Slot, table_in
from domain.card_stock.accounts import block_key

__all__ = ["Case", "CaseFiles", "Freshness", "Link"]

_ORDER = ("position", "stream")
_BLOCKS = """
SELECT convert_from(value, 'UTF8'), owner FROM claims
WHERE kind = 'blank-block' AND value = ANY(%(keys)s::bytea[])
"""


class Link(msgspec.Struct, frozen=True):
    """A stream of the case. `of` is the citizen, or the application or card that leads to it.

    `serial` is the blank of a card; the block that it came from is a link of kind `card-stock`.
    """

    stream: UUID
    kind: str
    of: UUID
    serial: str | None


class Case(msgspec.Struct, frozen=True):
    """Links in the order in which they became known, blocks of blanks last."""

    citizen_id: UUID
    links: tuple[Link, ...]
    freshness: Freshness


class CaseFiles:
    """Reads the live slot of the case links; `now` is programme time."""

    def __init__(self, pool: Pool, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._view = FreshView(pool, "case_links", now)

    async def of(self, citizen_id: UUID) -> Case:
        """Empty for one who never applied. Raises StoreUnavailable."""
        rows, freshness = await self._view.ask(partial(_links, citizen=citizen_id), *_ORDER)
        links = [Link(*row[:4]) for row in rows]
        return Case(citizen_id, (*links, *await self._blocks(links)), freshness)

    async def _blocks(self, links: list[Link]) -> list[Link]:
        """Where the blank of each card came from; its block is claimed for ever."""
        cards = [link for link in links if link.serial]
        if not cards:
            return []
        keys = [block_key(link.serial or "").encode() for link in cards]
        blocks: dict[str, UUID] = dict(await answers(self._pool, _BLOCKS, {"keys": keys}))
        owners = [(link, blocks.get(block_key(link.serial or ""))) for link in cards]
        return [Link(block, "card-stock", link.stream, link.serial) for link, block in owners
                if block is not None]  # fmt: skip


def _links(slot: Slot, citizen: UUID) -> Select[Any]:
    """Two steps: what names the citizen, and what names one of his applications."""
    links = table_in(slot, "case_links")
    own = links.alias("own")
    applications = select(own.c.stream).where(
        own.c.subject == citizen, own.c.kind == "card-application"
    )
    shown = (links.c.stream, links.c.kind, links.c.subject, links.c.serial, links.c.position)
    return select(*shown).where(or_(links.c.subject == citizen, links.c.subject.in_(applications)))
