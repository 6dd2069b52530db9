"""What `cancuoc doctor` says of the publisher of progress, and what is to be done."""

from collections.abc import Iterator

import psycopg
from psycopg import sql

from cancuoc.store_checks import Finding

BEHIND = 10_000
"""Keys that may wait for a look, or for a broker, before somebody should look himself."""
AWAITS = (
    "start the brokers, or correct CANCUOC_KAFKA: a publisher that runs waits for them, and goes on"
    " by itself when they are back"
)
_START = "start `cancuoc publish-progress`, and see its log"

_STANDING = """
SELECT until > clock_timestamp(), position,
    (SELECT live_slot FROM projections WHERE name = 'progress'),
    (SELECT count(*) FROM (SELECT FROM progress_state WHERE waiting LIMIT %(most)s) AS waiting)
FROM progress_publisher WHERE epoch > 0 OR %(wanted)s
"""
_CHANGED = """
SELECT count(*) FROM (SELECT FROM {} WHERE position > %s LIMIT %s) AS changed
"""


def progress_findings(
    connection: psycopg.Connection, wanted: bool, *, away: bool = False
) -> Iterator[Finding]:
    """One, or none where no publisher has ever worked and none is wanted.

    `away` is whether brokers do not answer: then the publisher is not at work either.
    """
    named = {"most": BEHIND + 1, "wanted": wanted}
    row = connection.execute(_STANDING, named).fetchone()
    if row is None:
        return
    at_work, position, slot, waiting = row
    changed = _changed(connection, slot, position)
    seen = f"{changed} keys changed since, {waiting} values wait for a broker"
    if not at_work and not wanted:
        seen = f"no Kafka here; the topic stands at position {position}"
        yield Finding("progress topic", True, seen)
    elif not at_work:
        advice = AWAITS if away else _START
        yield Finding("progress topic", False, f"nobody at work; {seen}", advice)
    elif max(changed, waiting) > BEHIND:
        advice = "see that the brokers are up, and the log of `cancuoc publish-progress`"
        yield Finding("progress topic", False, seen, advice)
    else:
        yield Finding("progress topic", True, seen)


def _changed(connection: psycopg.Connection, slot: str | None, position: int) -> int:
    if slot is None:
        return 0
    table = sql.Identifier(f"view_{slot}", "progress_changes")
    row = connection.execute(sql.SQL(_CHANGED).format(table), (position, BEHIND + 1)).fetchone()
    return 0 if row is None else int(row[0])
