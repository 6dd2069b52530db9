"""How many blanks are where, over all blocks or block by block."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, func, literal, select, tuple_

from adapters.postgres.fresh_view import Freshness, FreshView
from adapters.postgres.live_view import Pool
from adapters.postgres.view_tables import Slot, table_in

__all__ = ["BlockBalance", "Freshness", "StockBoard", "StockLine"]

MOST_ROWS = 200

_LINE = ("form", "supplier", "account")
_BLOCK = ("first_serial", "account")


class StockLine(msgspec.Struct, frozen=True):
    """Blanks of one supplier and form in one account, and in how many blocks they lie."""

    form: str
    supplier: str
    account: str
    count: int
    blocks: int


class BlockBalance(msgspec.Struct, frozen=True):
    """Blanks of one block in one account."""

    first_serial: str
    account: str
    block: UUID
    supplier: str
    form: str
    box: str
    count: int


class StockBoard:
    """Reads the live slot of the stock view; `now` is programme time."""

    def __init__(self, pool: Pool, now: Callable[[], datetime]) -> None:
        self._view = FreshView(pool, "stock", now)

    async def totals(
        self, form: str | None = None, account: str | None = None
    ) -> tuple[tuple[StockLine, ...], Freshness]:
        """Over all blocks; `stock.vault` of domain §1.13 is account `vault`.

        Raises StoreUnavailable.
        """
        rows, freshness = await self._view.ask(
            partial(_totals, wanted={"form": form, "account": account}), *_LINE
        )
        return tuple(StockLine(*row) for row in rows), freshness

    async def blocks(
        self,
        form: str | None = None,
        account: str | None = None,
        box: str | None = None,
        limit: int = 50,
        after: tuple[str, str] | None = None,
    ) -> tuple[tuple[BlockBalance, ...], Freshness]:
        """In order of serials; `after` is serial and account of the last line seen.

        At most 200 lines. Raises StoreUnavailable.
        """
        wanted = {"form": form, "account": account, "box": box}
        rows, freshness = await self._view.ask(
            partial(_blocks, wanted=wanted, limit=min(limit, MOST_ROWS), after=after), *_BLOCK
        )
        return tuple(BlockBalance(*row) for row in rows), freshness


def _totals(slot: Slot, wanted: dict[str, str | None]) -> Select[Any]:
    stock = table_in(slot, "stock")
    lines = [stock.c[name] for name in _LINE]
    blanks = func.sum(stock.c["count"]).cast(stock.c["count"].type).label("count")
    found = select(*lines, blanks, func.count().label("blocks")).group_by(*lines)
    return found.where(*_same(stock, wanted))


def _blocks(
    slot: Slot, wanted: dict[str, str | None], limit: int, after: tuple[str, str] | None
) -> Select[Any]:
    stock = table_in(slot, "stock")
    order = [stock.c[name] for name in _BLOCK]
    shown = [stock.c[name] for name in ("block", "supplier", "form", "box", "count")]
    found = select(*order, *shown).where(*_same(stock, wanted)).order_by(*order).limit(limit)
    if after is None:
        return found
    return found.where(tuple_(*order) > tuple_(*(literal(text) for text in after)))


def _same(stock: Any, wanted: dict[str, str | None]) -> list[Any]:
    return [stock.c[name] == value for name, value in wanted.items() if value is not None]
