"""In which year an embedded register lives: set once, while it has no history."""

import time
from datetime import UTC, datetime
from math import ceil

import psycopg

from domain.context import VIETNAM_TIME

DEFAULT_DAY = "2021-03-01T08:00:00+07:00"


class CannotRun(Exception):
    """Why the register does not start, and what to do."""


def set_programme_clock(dsn: str, programme_time: str | None) -> int:
    """The offset in seconds, set on an empty register and kept ever after.

    A register that holds events keeps its clock: history cannot be moved to another year.
    """
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT offset_s, EXISTS (SELECT FROM events) FROM programme_clock"
        ).fetchone()
        stored, has_history = row or (0, False)
        if has_history or (programme_time is None and stored):
            if programme_time is not None and has_history:
                raise CannotRun(
                    "This register has a history: its programme clock cannot be set again."
                    " Use another folder (CANCUOC_VAR)."
                )
            return int(stored)
        wanted = read_programme_time(programme_time or DEFAULT_DAY)
        offset = ceil((wanted - datetime.now(UTC)).total_seconds())
        connection.execute("UPDATE programme_clock SET offset_s = %s", (offset,))
        return offset


def read_programme_time(programme_time: str) -> datetime:
    """The time with its offset; CannotRun where it cannot be read."""
    try:
        wanted = datetime.fromisoformat(programme_time)
    except ValueError as unreadable:
        raise CannotRun(
            f"The programme time {programme_time} cannot be read: write it like {DEFAULT_DAY}."
        ) from unreadable
    if wanted.tzinfo is None:
        raise CannotRun("State the offset of the programme time, for example +07:00.")
    return wanted


def programme_now(offset_s: int) -> str:
    now = datetime.fromtimestamp(time.time() + offset_s, VIETNAM_TIME)
    return now.isoformat(" ", "seconds")
