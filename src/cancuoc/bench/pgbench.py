"""The floor of the database: pgbench, one transaction with the rows of one command."""

import re
import subprocess
from pathlib import Path

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict

from adapters.postgres import cluster

# One statement and one round trip, so that the floor is as low as PostgreSQL alone makes it. The
# event's bytes are a constant of the statement: sending them is the client's part of the work.
_SCRIPT = """\
WITH stream AS (SELECT uuidv7() AS id),
command AS (
  INSERT INTO idempotency (subject, command_id, request_hmac, status, streams, versions)
  SELECT gen_random_uuid(), gen_random_uuid(), '\\x{hmac}'::bytea, 200, ARRAY[id], ARRAY[5::bigint]
  FROM stream)
INSERT INTO events (originator_id, originator_version, notification_id, topic, state)
SELECT id, 5, pg_current_xact_id()::text::bigint << 20, '{topic}', '\\x{state}'::bytea FROM stream;
"""
_RATE = re.compile(r"tps = ([0-9.]+) \(without")
_LATENCY = re.compile(r"latency average = ([0-9.]+) ms")
_FAILED = re.compile(r"number of failed transactions: ([1-9]\d*)")


class FloorFailed(Exception):
    """pgbench did not run; the message is its own."""


class Transactions(msgspec.Struct, frozen=True):
    rate: float
    count: int
    mean_ms: float


class PgBench:
    """Runs over the private socket into a database whose tables the migrations made."""

    def __init__(self, dsn: str, folder: Path, topic: str, state: bytes) -> None:
        self._parts = conninfo_to_dict(dsn)
        self._script = folder / "floor.sql"
        self._script.write_text(
            _SCRIPT.format(hmac="5a" * 32, topic=topic, state=state.hex()).replace("\n", " ")
        )

    def run(self, clients: int, seconds: float) -> Transactions:
        """Whole seconds, at least one. Raises FloorFailed."""
        lasting = max(1, round(seconds))
        done = subprocess.run(
            [
                str(cluster.binaries() / "pgbench"),
                f"--host={self._parts['host']}",
                f"--port={self._parts['port']}",
                f"--username={self._parts['user']}",
                f"--client={clients}",
                "--jobs=1",
                "--protocol=prepared",
                "--no-vacuum",
                f"--time={lasting}",
                f"--file={self._script}",
                str(self._parts["dbname"]),
            ],
            capture_output=True,
            text=True,
            check=False,
            env=cluster.environment(),
        )
        rate, mean = _RATE.search(done.stdout), _LATENCY.search(done.stdout)
        if done.returncode or not rate or not mean or _FAILED.search(done.stdout):
            raise FloorFailed(f"pgbench failed: {cluster.why(done.stderr or done.stdout)}")
        return Transactions(float(rate[1]), round(float(rate[1]) * lasting), float(mean[1]))


def topic_and_state(store: psycopg.Connection) -> tuple[str, bytes]:
    """The newest event of the kind that the hot command leaves."""
    row = store.execute(
        "SELECT topic, state FROM events WHERE topic = 'citizen.pin-notified.v1'"
        " ORDER BY notification_id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise FloorFailed("no stored event to take the size from")
    return str(row[0]), bytes(row[1])
