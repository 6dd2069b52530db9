"""One batch of commands as one statement: what it writes, and how a refusal names its culprit."""

import re
from typing import Literal
from uuid import UUID

import msgspec
import psycopg

UniqueKey = (
    tuple[Literal["event"], UUID, int]
    | tuple[Literal["claim"], str, bytes]
    | tuple[Literal["command"], UUID, UUID]
)


class Write(msgspec.Struct):
    """The rows of one command. `events` are (stream, version, topic, state)."""

    subject: UUID
    command_id: UUID
    request_hmac: bytes
    status: int
    unit: str
    events: list[tuple[UUID, int, str, bytes]]
    takes: list[tuple[str, bytes, UUID]]
    releases: list[tuple[str, bytes, UUID]]
    moves: list[tuple[str, bytes, UUID, UUID]]
    expects: list[tuple[UUID, int]]
    streams: list[UUID]
    versions: list[int]

    def unique_keys(self) -> list[UniqueKey]:
        """What the database holds unique: of two commands that share one, one must lose."""
        keys: list[UniqueKey] = [("command", self.subject, self.command_id)]
        keys += [("event", stream, version) for stream, version, _, _ in self.events]
        keys += [("claim", kind, value) for kind, value, _ in self.takes]
        return keys

    def touched_keys(self) -> list[UniqueKey]:
        """What may not be touched twice in one batch, since a batch sees one snapshot."""
        keys = self.unique_keys()
        keys += [("claim", kind, value) for kind, value, _ in self.releases]
        keys += [("claim", kind, value) for kind, value, _, _ in self.moves]
        keys += [("event", stream, version + 1) for stream, version in self.expects]
        return keys

    def size(self) -> int:
        return sum(len(state) + 120 for _, _, _, state in self.events) + 200

    def is_plain(self) -> bool:
        """True when the command neither moves nor releases claims nor expects other streams."""
        return not (self.releases or self.moves or self.expects)


# The order of the three inserts, and the order of rows inside each, is the same in every process:
# two batches that share keys then queue behind each other instead of dead-locking.
_IDEMPOTENCY = """
  INSERT INTO idempotency (subject, command_id, request_hmac, status, streams, versions)
  SELECT x.subject, x.command_id, x.hmac, x.status,
         string_to_array(x.streams, ',')::uuid[], string_to_array(x.versions, ',')::bigint[]
  FROM unnest(%b::int[], %b::uuid[], %b::uuid[], %b::bytea[], %b::smallint[], %b::text[],
              %b::text[]) AS x(cmd, subject, command_id, hmac, status, streams, versions)
"""
_CLAIMS = """
  INSERT INTO claims (kind, value, owner)
  SELECT x.kind, x.value, x.owner FROM unnest(%b::int[], %b::text[], %b::bytea[], %b::uuid[])
    AS x(cmd, kind, value, owner)
"""
# notification id = (transaction id << 20) + ordinal + epoch offset: architecture §3, formats §1.
_EVENTS = """
  INSERT INTO events (originator_id, originator_version, notification_id, topic, state)
  SELECT x.stream, x.version,
         (pg_current_xact_id()::text::bigint << 20) + x.n - 1
           + (SELECT epoch_offset FROM store_epoch),
         x.topic, x.state
  FROM unnest(%b::int[], %b::uuid[], %b::bigint[], %b::text[], %b::bytea[])
    WITH ORDINALITY AS x(cmd, stream, version, topic, state, n)
"""
PLAIN = f"WITH i AS ({_IDEMPOTENCY}), c AS ({_CLAIMS}) {_EVENTS}"

# The same with everything a command can ask for. Expectations and claims to be moved are checked
# under the snapshot of the inserts; a claim that moves is locked first, so that the owner read is
# its owner. A command that fails its checks writes nothing and is named; the others are stored.
_ACCEPTED = "NOT EXISTS (SELECT 1 FROM refused r WHERE r.cmd = x.cmd)"
EXPECTING = f"""
WITH stale AS (
  SELECT DISTINCT x.cmd FROM unnest(%b::int[], %b::uuid[], %b::bigint[]) AS x(cmd, stream, version)
  WHERE x.version IS DISTINCT FROM
    (SELECT max(e.originator_version) FROM events e WHERE e.originator_id = x.stream)),
wanted AS (
  SELECT * FROM unnest(%b::int[], %b::text[], %b::bytea[], %b::uuid[], %b::uuid[])
    AS m(cmd, kind, value, former, owner)),
held AS (
  SELECT x.cmd, x.kind, x.value FROM claims c JOIN wanted x
    ON c.kind = x.kind AND c.value = x.value AND c.owner = x.former
  ORDER BY c.kind, c.value FOR UPDATE OF c),
refused AS (
  SELECT cmd, 'stale' AS why FROM stale
  UNION ALL
  SELECT DISTINCT x.cmd, 'not-held' FROM wanted x WHERE NOT EXISTS
    (SELECT 1 FROM held h WHERE h.cmd = x.cmd AND h.kind = x.kind AND h.value = x.value)),
moved AS (
  UPDATE claims c SET owner = x.owner FROM wanted x
  WHERE c.kind = x.kind AND c.value = x.value AND c.owner = x.former AND {_ACCEPTED}),
gone AS (
  DELETE FROM claims c
  USING unnest(%b::int[], %b::text[], %b::bytea[], %b::uuid[]) AS x(cmd, kind, value, owner)
  WHERE c.kind = x.kind AND c.owner = x.owner AND (x.value = ''::bytea OR c.value = x.value)
    AND {_ACCEPTED}),
i AS ({_IDEMPOTENCY} WHERE {_ACCEPTED}),
c AS ({_CLAIMS} WHERE {_ACCEPTED}),
e AS ({_EVENTS} WHERE {_ACCEPTED})
SELECT cmd, why FROM refused
"""  # noqa: S608 - constants only


def _columns(rows: list[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * width


def plain_parameters(writes: list[Write]) -> list[list[object]]:
    """The arrays of PLAIN for a batch: one row a value, each table sorted by its unique key."""
    commands: list[tuple[object, ...]] = [
        (n, w.subject, w.command_id, w.request_hmac, w.status,
         ",".join(map(str, w.streams)), ",".join(map(str, w.versions)))
        for n, w in sorted(enumerate(writes), key=lambda nw: (nw[1].subject, nw[1].command_id))
    ]  # fmt: skip
    takes = sorted(
        ((n, *take) for n, w in enumerate(writes) for take in w.takes), key=lambda t: t[1:3]
    )
    events = sorted(
        ((n, *event) for n, w in enumerate(writes) for event in w.events), key=lambda e: e[1:3]
    )
    return [*_columns(commands, 7), *_columns([*takes], 4), *_columns([*events], 5)]


def expecting_parameters(writes: list[Write]) -> list[list[object]]:
    """The arrays of EXPECTING: expectations, moves, releases, then those of PLAIN."""
    expects = [(n, *expect) for n, w in enumerate(writes) for expect in w.expects]
    moves = sorted((n, *move) for n, w in enumerate(writes) for move in w.moves)
    releases = sorted((n, *release) for n, w in enumerate(writes) for release in w.releases)
    return [
        *_columns([*expects], 3),
        *_columns([*moves], 5),
        *_columns([*releases], 4),
        *plain_parameters(writes),
    ]


# `Key (columns)=(values) already exists.` Only the part that no translation of the server's
# messages changes is read, since lc_messages is not ours to set.
_DETAIL = re.compile(r"\(([a-z_, ]+)\)=\((.*)\)", re.DOTALL)


def culprit(error: psycopg.errors.UniqueViolation) -> UniqueKey | None:
    """The unique key that the server's message names, or None when it cannot be read."""
    found = _DETAIL.search(error.diag.message_detail or "")
    if found is None:
        return None
    columns, values = found.group(1), found.group(2).split(", ")
    match columns:
        case "originator_id, originator_version":
            return ("event", UUID(values[0]), int(values[1]))
        case "kind, value":
            return ("claim", values[0], bytes.fromhex(values[1].removeprefix("\\x")))
        case "subject, command_id":
            return ("command", UUID(values[0]), UUID(values[1]))
        case _:
            return None
