"""Writes as the pump takes them, with as little in them as a test needs."""

from collections.abc import Awaitable, Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg

from adapters.postgres.batch import Write

UNIT = "00001"


def write(stream: UUID | None = None, version: int = 1, **changes: Any) -> Write:
    """One event at `version` of a stream of its own; `changes` replace fields of the Write."""
    stream = stream or uuid4()
    rows: dict[str, Any] = {
        "subject": uuid4(),
        "command_id": uuid4(),
        "request_hmac": b"h" * 32,
        "status": 200,
        "unit": UNIT,
        "events": [(stream, version, "pump.written.v1", uuid4().bytes)],
        "takes": [],
        "releases": [],
        "moves": [],
        "expects": [],
        "streams": [stream],
        "versions": [version],
    }
    return Write(**{**rows, **changes})


def stream_of(one: Write) -> UUID:
    return one.events[0][0]


def is_stored(dsn: str, one: Write) -> bool:
    """Whether everything of it is there; fails when only a part is."""
    with psycopg.connect(dsn) as connection:
        receipt = connection.execute(
            "SELECT 1 FROM idempotency WHERE subject = %s AND command_id = %s",
            (one.subject, one.command_id),
        ).fetchone()
        events = [
            connection.execute(
                "SELECT 1 FROM events WHERE originator_id = %s AND originator_version = %s"
                " AND state = %s",
                (stream, version, state),
            ).fetchone()
            for stream, version, _, state in one.events
        ]
    found = {row is not None for row in (receipt, *events)}
    assert len(found) == 1, "half a command is stored"
    return found.pop()


def owner_of(dsn: str, kind: str, value: bytes) -> UUID | None:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT owner FROM claims WHERE kind = %s AND value = %s", (kind, value)
        ).fetchone()
    return row[0] if row else None


def kinds(results: Sequence[object]) -> list[str]:
    """The class of each error, `stored` where there was none."""
    return ["stored" if one is None else type(one).__name__ for one in results]


async def outcome(waiting: Awaitable[None]) -> object:
    """The error of a submission, or None."""
    try:
        await waiting
    except Exception as error:  # noqa: BLE001 - a test looks at whatever it was
        return error
    return None
