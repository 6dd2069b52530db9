"""Sweeps keys made for streams that never came to be: the command was refused, or its station died.

A key is durable before the first event it seals, so keys without events are normal. They are
harmless but not needed, and what is not needed about a person is not kept. The row goes whole,
unlike that of an erased person: a station that comes back with the same id gets a new key.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID

import psycopg

from adapters.keys import key_rows
from adapters.keys.line import Connection, Line
from application.vault import VaultMismatch

HasEvents = Callable[[Sequence[UUID]], Awaitable[set[UUID]]]
"""Of these subjects, those that have an event in the event store (its primary, never a replica)."""

PAGE = 1000
ALWAYS_FEW = 100
SHARE = 0.05

# Nothing is deleted that an office asked for within the last day: it may be about to append.
_PAGE = """
SELECT key_id, subject FROM data_keys
WHERE key_id > %s AND wrapped IS NOT NULL AND asked_at < clock_timestamp() - %s
ORDER BY key_id LIMIT %s
"""
_LOCK = """
SELECT key_id, subject FROM data_keys
WHERE key_id = ANY(%s) AND wrapped IS NOT NULL AND asked_at < clock_timestamp() - %s
ORDER BY key_id FOR UPDATE
"""


async def sweep_orphans(
    keys_dsn: str, has_events: HasEvents, older_than: timedelta = timedelta(days=1)
) -> int:
    """Delete the keys older than `older_than` whose subject has no event; returns how many.

    `keys_dsn` is that of the tables' owner: the program's own role may delete no key.

    VaultMismatch, and nothing is deleted, when more than 100 and more than a twentieth of the
    keys look like orphans: then this is the wrong event store, or it was restored from a backup.
    """
    line = Line(keys_dsn)
    try:
        seen, orphans = await _find(line, has_events, older_than)
        if len(orphans) > max(ALWAYS_FEW, seen * SHARE):
            raise VaultMismatch(
                f"{len(orphans)} of {seen} keys have no event: is this the right event store?"
            )
        swept = 0
        for start in range(0, len(orphans), PAGE):
            page = orphans[start : start + PAGE]
            swept += await _forget(line, page, has_events, older_than)
        return swept
    finally:
        await line.close()


def events_in(store_dsn: str) -> HasEvents:
    """HasEvents over the event table, and over parts of packets that await their first event."""

    async def has_events(subjects: Sequence[UUID]) -> set[UUID]:
        async with await psycopg.AsyncConnection.connect(store_dsn, autocommit=True) as connection:
            cursor = await connection.execute(
                "SELECT DISTINCT originator_id FROM events WHERE originator_id = ANY(%(all)s)"
                " UNION SELECT stream FROM transmission_parts"
                " WHERE stream = ANY(%(all)s) AND stored_at IS NOT NULL",
                {"all": list(subjects)},
            )
            return {subject for (subject,) in await cursor.fetchall()}

    return has_events


async def _find(line: Line, has_events: HasEvents, older_than: timedelta) -> tuple[int, list[UUID]]:
    """How many keys are old enough, and which of them have no events."""
    seen, orphans, last = 0, list[UUID](), UUID(int=0)
    while rows := await line.run(_rows(_PAGE, (last, older_than, PAGE))):
        living = await has_events([subject for _, subject in rows])
        orphans += [key_id for key_id, subject in rows if subject not in living]
        seen += len(rows)
        last = rows[-1][0]
    return seen, orphans


async def _forget(
    line: Line, page: list[UUID], has_events: HasEvents, older_than: timedelta
) -> int:
    """Look again under lock: an office that asks for one of these keys waits, and gets another."""

    async def work(connection: Connection) -> int:
        async with connection.transaction():
            rows = await _rows(_LOCK, (page, older_than))(connection)
            living = await has_events([subject for _, subject in rows])
            doomed = [key_id for key_id, subject in rows if subject not in living]
            await connection.execute(key_rows.FORGET, (doomed,))
            return len(doomed)

    return await line.run(work)


def _rows(
    statement: str, arguments: tuple[object, ...]
) -> Callable[[Connection], Awaitable[list[tuple[UUID, UUID]]]]:
    async def work(connection: Connection) -> list[tuple[UUID, UUID]]:
        rows = await (await connection.execute(statement.encode(), arguments)).fetchall()
        return [(key_id, subject) for key_id, subject in rows]

    return work
