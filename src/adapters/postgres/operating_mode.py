"""Whether the register takes writes now: by order of its operators, or by the database's state."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import msgspec
import psycopg
import structlog

from application.pauses import pause

log = structlog.get_logger()
Connection = psycopg.AsyncConnection[tuple[Any, ...]]
Because = Literal["setting", "operator", "standby", "database"]

POLL_S = 0.5
REFUSED = psycopg.errors.ReadOnlySqlTransaction
"""SQLSTATE 25006, of a server in recovery, of `default_transaction_read_only`, of our own guard."""

_ASK = """
SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on', read_only, reason
FROM operating_mode
"""


class Mode(msgspec.Struct, frozen=True):
    """`because` is None while the register takes writes; `reason` is the operator's sentence."""

    because: Because | None = None
    reason: str = ""

    @property
    def read_only(self) -> bool:
        return self.because is not None


WRITING = Mode()


class ModeWatch:
    """What the database said of itself within the last second, for one process.

    `forced` is the setting of this process, which no database can undo. While the database does
    not answer, its last word stands.
    """

    def __init__(self, connect: Callable[[], Awaitable[Connection]], *, forced: bool) -> None:
        self._connect = connect
        self._forced = Mode("setting") if forced else WRITING
        self._said = WRITING
        self._connection: Connection | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def now(self) -> Mode:
        return self._forced if self._forced.read_only else self._said

    @property
    def read_only(self) -> bool:
        return self.now.read_only

    async def start(self) -> None:
        await self._look()
        self._task = asyncio.create_task(self._watch(), name="mode watch")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._forget_connection()

    def met_refusal(self) -> None:
        """A statement was refused with 25006: believed at once, and looked into soon."""
        if not self._said.read_only:
            self._say(Mode("database"))

    async def wait_until_writing(self, stop: asyncio.Event) -> None:
        """For what works by itself: returns when the register takes writes, or `stop` is set."""
        while self.read_only and not stop.is_set():
            await pause(stop, POLL_S)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(POLL_S)
            await self._look()

    async def _look(self) -> None:
        try:
            async with asyncio.timeout(4):
                self._say(await self._ask())
        except (psycopg.Error, OSError, TimeoutError):
            await self._forget_connection()
            return
        if self._said.because in ("standby", "database"):
            # A session keeps the default it began with: only a new one sees that it was changed.
            await self._forget_connection()

    async def _ask(self) -> Mode:
        connection = self._connection or await self._connect()
        self._connection = connection
        row = await (await connection.execute(_ASK)).fetchone()
        recovering, refusing, ordered, reason = row or (False, False, False, "")
        if ordered:
            return Mode("operator", reason)
        if recovering:
            return Mode("standby")
        return Mode("database") if refusing else WRITING

    def _say(self, mode: Mode) -> None:
        if mode != self._said:
            log.warning("mode-changes", read_only=mode.read_only, because=mode.because)
        self._said = mode

    async def _forget_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def is_ordered(error: Exception) -> bool:
    """Whether this is the refusal of our own guard, which no other server would spare us."""
    return isinstance(error, REFUSED) and error.diag.message_hint == "ordered"


def switch(connection: psycopg.Connection, *, read_only: bool, reason: str = "") -> bool:
    """Order the mode and wait until it holds; gives whether it was changed.

    Afterwards no event is stored any more: the lock waits for every transaction that had written
    one, and later ones find the order. `connection` autocommits, as the owner of the tables.
    """
    cursor = connection.execute(
        "UPDATE operating_mode SET read_only = %s, reason = %s, since = now()"
        " WHERE (read_only, reason) <> (%s, %s)",
        (read_only, reason, read_only, reason),
    )
    if read_only:
        with connection.transaction():
            connection.execute("LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE")
    return cursor.rowcount > 0


def ordered(connection: psycopg.Connection) -> tuple[bool, str, Any]:
    """Whether read-only is ordered, why, and since when."""
    row = connection.execute("SELECT read_only, reason, since FROM operating_mode").fetchone()
    return row or (False, "", None)
