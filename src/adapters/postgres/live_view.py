"""Reading a view while rebuilds swap its slots: one statement, one snapshot, the live tables."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import msgspec
import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import FromClause, Select, case, literal_column, select, true

from adapters.postgres.operating_mode import REFUSED
from adapters.postgres.view_tables import DIALECT, PROJECTIONS, Slot
from application.event_store import StoreReadOnly, StoreUnavailable

Pool = AsyncConnectionPool[psycopg.AsyncConnection[tuple[Any, ...]]]
Row = tuple[Any, ...]

_ATTEMPTS = 5
_COMPILED = {"render_postcompile": True}

POSITION = case(
    (PROJECTIONS.c.live_slot == literal_column("'a'"), PROJECTIONS.c.position_a),
    else_=PROJECTIONS.c.position_b,
).label("live_position")
"""The position of the live slot, in a statement of `beside_live_slot`."""


class Asked(msgspec.Struct, frozen=True):
    """A question asked often: what its text depends on, and its values by their names."""

    shape: Hashable
    values: dict[str, Any]


class LiveView:
    """Runs statements over the live slot, and remembers which slot that was.

    A statement locks its tables before it takes its snapshot. A slot is emptied in the transaction
    that makes the other one live, so whoever finds its slot live in its own snapshot has found the
    rows too; whoever does not asks again for the other slot. The pool's connections autocommit.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._slot: Slot = "a"
        self._texts: dict[tuple[Hashable, Slot], tuple[str, dict[str, Any]]] = {}

    async def rows(
        self, statement_in: Callable[[Slot], Select[Any]], asked: Asked | None = None
    ) -> list[Row]:
        """Rows without their first column, which is the live slot of `beside_live_slot`.

        With `asked` the statement is made once for each shape: making it costs more than
        answering it. No row at all where the view is not registered yet. Raises StoreUnavailable.
        """
        slot = self._slot
        for _ in range(_ATTEMPTS):
            rows = await self._answered(statement_in, slot, asked)
            if not rows or rows[0][0] == slot:
                return [row[1:] for row in rows]
            # Only a hint for the next question: others are asking at the same time.
            slot = self._slot = rows[0][0]
        raise StoreUnavailable

    async def read(self, statement: Select[Any]) -> list[Row]:
        """One statement, planned for its own values. Raises StoreUnavailable."""
        return await answers(self._pool, *_text(statement))

    async def _answered(
        self, statement_in: Callable[[Slot], Select[Any]], slot: Slot, asked: Asked | None
    ) -> list[Row]:
        if asked is None:
            return await self.read(statement_in(slot))
        key = (asked.shape, slot)
        if key not in self._texts:
            self._texts[key] = _text(statement_in(slot))
        text, others = self._texts[key]
        return await answers(self._pool, text, others | asked.values)


def _text(statement: Select[Any]) -> tuple[str, dict[str, Any]]:
    """The text, and the values that are in the statement itself."""
    compiled = statement.compile(dialect=DIALECT, compile_kwargs=_COMPILED)
    return str(compiled), dict(compiled.params)


async def answers(pool: Pool, query: str, parameters: Mapping[str, Any]) -> list[Row]:
    """The rows that one statement of its own returns. Raises StoreUnavailable."""
    try:
        async with pool.connection() as connection:
            # The text is made here or by SQLAlchemy, of nothing that anybody sent.
            cursor = await connection.execute(query.encode(), parameters, prepare=False)
            return await cursor.fetchall()
    except REFUSED as refused:
        raise StoreReadOnly from refused
    except (psycopg.OperationalError, PoolTimeout, OSError) as away:
        raise StoreUnavailable from away


def is_live(slot: Slot) -> Any:
    """The condition that a subquery of `beside_live_slot` must put on its rows."""
    return PROJECTIONS.c.live_slot == literal_column(f"'{slot}'")


def beside_live_slot(name: str, rows: FromClause, *more: Any) -> Select[Any]:
    """The live slot of the projection and `more`, beside each of `rows`, a lateral subquery.

    Where `rows` has none there is one row, of which the columns of `rows` are null.
    """
    return (
        select(PROJECTIONS.c.live_slot, *more, *rows.c)
        .select_from(PROJECTIONS.outerjoin(rows, true()))
        .where(PROJECTIONS.c.name == name)
    )
