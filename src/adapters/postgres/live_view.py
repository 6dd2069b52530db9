"""Reading a view while rebuilds swap its slots: one statement, one snapshot, the live tables."""

from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import FromClause, Select, case, literal_column, select, true

from adapters.postgres.view_tables import DIALECT, PROJECTIONS, Slot
from application.event_store import StoreUnavailable

Pool = AsyncConnectionPool[psycopg.AsyncConnection[tuple[Any, ...]]]
Row = tuple[Any, ...]

_ATTEMPTS = 5
_COMPILED = {"render_postcompile": True}

POSITION = case(
    (PROJECTIONS.c.live_slot == literal_column("'a'"), PROJECTIONS.c.position_a),
    else_=PROJECTIONS.c.position_b,
).label("live_position")
"""The position of the live slot, in a statement of `beside_live_slot`."""


class LiveView:
    """Runs statements over the live slot, and remembers which slot that was.

    A statement locks its tables before it takes its snapshot. A slot is emptied in the transaction
    that makes the other one live, so whoever finds its slot live in its own snapshot has found the
    rows too; whoever does not asks again for the other slot. The pool's connections autocommit.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._slot: Slot = "a"

    async def rows(self, statement_in: Callable[[Slot], Select[Any]]) -> list[Row]:
        """Rows without their first column, which is the live slot of `beside_live_slot`.

        No row at all where the view is not registered yet. Raises StoreUnavailable.
        """
        slot = self._slot
        for _ in range(_ATTEMPTS):
            rows = await self.read(statement_in(slot))
            if not rows or rows[0][0] == slot:
                return [row[1:] for row in rows]
            # Only a hint for the next question: others are asking at the same time.
            slot = self._slot = rows[0][0]
        raise StoreUnavailable

    async def read(self, statement: Select[Any]) -> list[Row]:
        """One statement, planned for its own values. Raises StoreUnavailable."""
        compiled = statement.compile(dialect=DIALECT, compile_kwargs=_COMPILED)
        return await answers(self._pool, str(compiled), compiled.params)


async def answers(pool: Pool, query: str, parameters: Mapping[str, Any]) -> list[Row]:
    """The rows that one statement of its own returns. Raises StoreUnavailable."""
    try:
        async with pool.connection() as connection:
            # The text is made here or by SQLAlchemy, of nothing that anybody sent.
            cursor = await connection.execute(query.encode(), parameters, prepare=False)
            return await cursor.fetchall()
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
