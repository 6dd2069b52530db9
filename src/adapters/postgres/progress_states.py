"""What was published of progress: the last value of each key.

A value is stored before it is sent, with its version, and is *waiting* until a broker acknowledged
it. Whatever dies in between, the same value of the same version is sent again.
"""

from collections.abc import Iterable, Sequence

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from adapters.postgres.progress_changes import Changed, LiveView, ProgressChanges, columns_of
from adapters.postgres.progress_turns import LEASE_S, ProgressTurns, TurnLost
from projections.progress_state import ProgressState, StateKey, Told

_STANDING = """
SELECT position, pass_after, pass_again, view_version, live_slot, min_group FROM progress_publisher
"""
_MOVE = """
UPDATE progress_publisher SET until = clock_timestamp() + make_interval(secs => %(lease_s)s),
    position = %(position)s, pass_after = %(pass_after)s, pass_again = %(pass_again)s,
    view_version = %(view_version)s, live_slot = %(live_slot)s, min_group = %(min_group)s
WHERE epoch = %(epoch)s
"""
_FORMER = """
SELECT basis, counter, day, unit, value, told FROM progress_state
JOIN unnest(%s::text[], %s::text[], %s::date[], %s::text[]) AS wanted (basis, counter, day, unit)
USING (basis, counter, day, unit)
"""
_KEEP = """
INSERT INTO progress_state (basis, counter, day, unit, version, value, told, waiting)
VALUES (%s, %s, %s, %s, %s, %s, %s, true)
ON CONFLICT (basis, counter, day, unit) DO UPDATE
SET version = excluded.version, value = excluded.value, told = excluded.told, waiting = true
"""
_WAITING = """
SELECT basis, counter, day, unit, version, value FROM progress_state WHERE waiting
ORDER BY 1, 2, 3, 4 LIMIT %s
"""
_ACKNOWLEDGED = """
UPDATE progress_state AS old SET waiting = false
FROM unnest(%s::text[], %s::text[], %s::date[], %s::text[], %s::bigint[])
    AS sent (basis, counter, day, unit, version)
WHERE (old.basis, old.counter, old.day, old.unit, old.version)
    = (sent.basis, sent.counter, sent.day, sent.unit, sent.version)
"""


class Standing(msgspec.Struct, frozen=True):
    """A line of `progress_publisher`; see migration 0015."""

    position: int
    pass_after: tuple[str, ...] | None
    pass_again: bool
    view_version: int | None
    live_slot: str | None
    min_group: int | None


class Seen(msgspec.Struct, frozen=True):
    """What one look found: keys with their groups, what was told of them, and where that leads.

    `in_pass`: keys in their order, whether they changed or not; `again`: each is to be sent.
    """

    changed: Changed
    former: dict[StateKey, Told]
    after: Standing
    in_pass: bool
    again: bool


class Value(msgspec.Struct, frozen=True):
    """A value as it goes to the topic."""

    key: StateKey
    version: int
    text: str


class ProgressStates:
    """The tables of migration 0015 over one autocommit connection of `cancuoc_app`."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._changes = ProgressChanges(connection)
        self.turns = ProgressTurns(connection)

    def look(self, min_group: int, limit: int) -> Seen | None:
        """What is to be judged next; None where the view cannot be read now."""
        # The first of them may have found that the other slot is live by now.
        return self._look(min_group, limit) or self._look(min_group, limit)

    def _look(self, min_group: int, limit: int) -> Seen | None:
        with self._connection.transaction():
            live = self._changes.begin()
            if live is None:
                return None
            standing = self._standing(live, min_group)
            if standing.pass_after is None:
                changed = self._changes.since(standing.position, live, limit)
                after = msgspec.structs.replace(standing, position=changed.position)
            else:
                changed = self._changes.page(_key(standing.pass_after), limit)
                after = _passed(standing, changed)
            former = self._former(changed.keys)
        in_pass = standing.pass_after is not None
        return Seen(changed, former, after, in_pass, in_pass and standing.pass_again)

    def write(self, epoch: int, after: Standing, told: Iterable[tuple[StateKey, Told]]) -> None:
        """Values to be sent and the position they reach, at once. Raises TurnLost."""
        rows = [(*msgspec.structs.astuple(key), *_stored(one)) for key, one in told]
        named = {**msgspec.structs.asdict(after), "epoch": epoch, "lease_s": LEASE_S}
        named["pass_after"] = None if after.pass_after is None else list(after.pass_after)
        with self._connection.transaction(), self._connection.cursor() as cursor:
            if cursor.execute(_MOVE, named).rowcount != 1:
                raise TurnLost
            cursor.executemany(_KEEP, rows)

    def waiting(self, limit: int) -> list[Value]:
        rows = self._connection.execute(_WAITING, (limit,)).fetchall()
        return [Value(StateKey(*key), version, text) for *key, version, text in rows]

    def acknowledged(self, values: Sequence[Value]) -> None:
        """These versions are on the topic; a newer one of a key goes on waiting."""
        keys = columns_of(value.key for value in values)
        self._connection.execute(_ACKNOWLEDGED, (*keys, [value.version for value in values]))

    def _standing(self, live: LiveView, min_group: int) -> Standing:
        """As stored, with a pass from the beginning where values were made by something else."""
        row = self._connection.execute(_STANDING).fetchone()
        if row is None:
            raise LookupError("progress_publisher has lost its only row: run `cancuoc migrate`")
        found = Standing(*row)
        made_by = (found.view_version, found.live_slot, found.min_group)
        now = (live.version, live.slot, min_group)
        is_other = made_by not in (now, (None, None, None))
        return Standing(
            found.position, () if is_other else found.pass_after, found.pass_again, *now
        )

    def _former(self, keys: Sequence[StateKey]) -> dict[StateKey, Told]:
        rows = self._connection.execute(_FORMER, columns_of(keys)).fetchall()
        return {StateKey(*key): _told(value, groups) for *key, value, groups in rows}


def _passed(standing: Standing, changed: Changed) -> Standing:
    if not changed.more:
        return msgspec.structs.replace(standing, pass_after=None, pass_again=False)
    last = changed.keys[-1]
    done = (last.basis, last.counter, last.day.isoformat(), last.unit)
    return msgspec.structs.replace(standing, pass_after=done)


def _key(parts: Sequence[str]) -> StateKey | None:
    if not parts:
        return None
    return msgspec.convert(dict(zip(StateKey.__struct_fields__, parts, strict=True)), StateKey)


def _stored(told: Told) -> tuple[int, str, Jsonb]:
    groups = [[*group, count] for group, count in sorted(told.groups.items())]
    return told.state.version, msgspec.json.encode(told.state).decode(), Jsonb(groups)


def _told(value: str, groups: list[tuple[str, str, int]]) -> Told:
    state = msgspec.json.decode(value, type=ProgressState)
    return Told(state, {(sex, age_band): count for sex, age_band, count in groups})
