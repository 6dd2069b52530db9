"""Readers that follow history from its beginning, careful and careless ones."""

import threading
import time
from collections.abc import Callable

import psycopg
from eventsourcing.postgres import PostgresApplicationRecorder

from adapters.postgres.ledger_feed import LedgerFeed
from application.feed import Positioned

PAGE = 5000

Key = tuple[object, int]
Pull = Callable[[int], list[tuple[int, Key]]]
"""Events after a number, each with its own number and its (stream, version)."""


class Tail:
    """A reader that follows from the beginning and keeps what it has seen."""

    def __init__(self, pull: Pull) -> None:
        self._pull = pull
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow)
        self.seen: list[Key] = []

    def __enter__(self) -> "Tail":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def missed_of(self, recorded: set[Key]) -> int:
        assert len(self.seen) == len(set(self.seen)), "an event was read twice"
        assert set(self.seen) <= recorded
        return len(recorded) - len(self.seen)

    def _follow(self) -> None:
        last, more = -1, True
        while more or not self._stop.is_set():
            # Reading once more after the end is asked for is what makes the end certain.
            ending = self._stop.is_set()
            page = self._pull(last)
            self.seen += [key for _, key in page]
            last = page[-1][0] if page else last
            more = bool(page) or not ending
            time.sleep(0 if page else 0.001)


def by_notification(recorder: PostgresApplicationRecorder) -> Pull:
    def pull(after: int) -> list[tuple[int, Key]]:
        found = recorder.select_notifications(max(after, 0), PAGE, inclusive_of_start=False)
        return [(one.id, (one.originator_id, one.originator_version)) for one in found]

    return pull


def without_horizon(connection: psycopg.Connection, table: str) -> Pull:
    statement = (
        f"SELECT notification_id, originator_id, originator_version FROM {table}"
        " WHERE notification_id > %s ORDER BY notification_id LIMIT %s"
    )

    def pull(after: int) -> list[tuple[int, Key]]:
        rows = connection.execute(statement, (after, PAGE), prepare=True).fetchall()
        return [(number, (stream, version)) for number, stream, version in rows]

    return pull


def by_position(feed: LedgerFeed) -> Pull:
    def pull(after: int) -> list[tuple[int, Key]]:
        return [(one.position, _key(one)) for one in feed.read(after, PAGE)]

    return pull


def _key(event: Positioned) -> Key:
    return (event.stream, event.version)
