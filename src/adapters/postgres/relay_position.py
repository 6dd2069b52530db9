"""How far each relay has published, and which process may publish: a lease by the database's clock.

The lease is a row and not a lock of a session: a process that is halted (SIGSTOP) keeps its
session, and with it a lock, for as long as nobody wakes it. Each taking raises `epoch`, and every
later statement names it, so that what a former holder saves late hits no row.
"""

from uuid import uuid4

import msgspec
import psycopg

from adapters.postgres.trouble import PostgresTrouble

LEASE_S = 10.0
LOCK = 0x63616E_72656C
"""Advisory lock of those who take a lease, for one statement; the number spells `can`, `rel`."""

_REGISTER = (
    "INSERT INTO relays (shard, shards) VALUES (%(shard)s, %(shards)s) ON CONFLICT DO NOTHING"
)
_ELSEWHERE = "SELECT min(place) FROM relays WHERE place <> %(place)s"
# Of a division whose every share has come to p, all is published up to p, whoever published it.
# Two divisions at once would write to the same partitions, so one waits for the end of the other.
_TAKE = """
WITH divisions AS (
    SELECT min(position) AS position FROM relays WHERE shards <> %(shards)s
    GROUP BY shards HAVING count(*) = shards)
UPDATE relays SET holder = %(holder)s, epoch = epoch + 1, place = %(place)s,
    until = clock_timestamp() + %(lease)s * interval '1 second', saved_at = clock_timestamp(),
    position = greatest(position, (SELECT max(position) FROM divisions))
WHERE (shards, shard) = (%(shards)s, %(shard)s)
    AND (until < clock_timestamp() OR holder = %(holder)s)
    AND NOT EXISTS (SELECT FROM relays AS other
                    WHERE other.shards <> %(shards)s AND other.until > clock_timestamp())
RETURNING epoch, position
"""
_FORMER = "SELECT shard, shards FROM relays WHERE shards <> %(shards)s AND holder IS NOT NULL"
_FORGET_FORMER = (
    "UPDATE relays SET holder = NULL, epoch = epoch + 1"
    " WHERE shards <> %(shards)s AND holder IS NOT NULL AND until < clock_timestamp()"
)
_EXTEND = """
UPDATE relays SET until = clock_timestamp() + %(lease)s * interval '1 second',
    saved_at = clock_timestamp(), position = coalesce(%(position)s, position)
WHERE (shards, shard, holder, epoch) = (%(shards)s, %(shard)s, %(holder)s, %(epoch)s)
"""
_RELEASE = """
UPDATE relays SET holder = NULL, until = '-infinity'
WHERE (shards, shard, holder, epoch) = (%(shards)s, %(shard)s, %(holder)s, %(epoch)s)
"""
_REWIND = "UPDATE relays SET position = -1, epoch = epoch + 1, place = NULL, until = '-infinity'"


class LeaseLost(Exception):
    """Another relay has taken over, or somebody rewound; this one may save nothing more."""


class Share(msgspec.Struct, frozen=True):
    """The partitions p with p modulo `shards` = `shard`."""

    shard: int = 0
    shards: int = 1

    def has(self, partition: int) -> bool:
        return partition % self.shards == self.shard

    def __str__(self) -> str:
        return f"{self.shard}/{self.shards}"


class Lease(msgspec.Struct, frozen=True):
    """What a taking gave: the number that later statements name, and where to go on after."""

    epoch: int
    position: int


class RelayLeases:
    """Takes and keeps the lease of one share for one process, over any connection of its own."""

    def __init__(self, share: Share, lease_s: float = LEASE_S) -> None:
        self.share = share
        self._words = {
            "shard": share.shard,
            "shards": share.shards,
            "holder": uuid4(),
            "lease": lease_s,
        }

    def take(self, connection: psycopg.Connection, place: str) -> Lease | None:
        """The lease; None while another holds it, or a relay of another division is at work.

        `place` names the cluster and prefix that the topics are in. PostgresTrouble where the
        positions are true of another place.
        """
        words = {**self._words, "place": place}
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            connection.execute(_REGISTER, words)
            row = connection.execute(_ELSEWHERE, words).fetchone()
            if row is not None and row[0] is not None:
                raise PostgresTrouble(
                    f"the relay has published to {row[0]} so far and is told to publish to {place}:"
                    " set CANCUOC_KAFKA and CANCUOC_KAFKA_PREFIX as they were, or let"
                    " `cancuoc relay --rewind` publish all of history there"
                )
            taken = connection.execute(_TAKE, words).fetchone()
        return None if taken is None else Lease(*taken)

    def former(self, connection: psycopg.Connection) -> list[Share]:
        """Shares of other divisions whose last holder did not leave in order."""
        return [Share(*row) for row in connection.execute(_FORMER, self._words).fetchall()]

    def forget_former(self, connection: psycopg.Connection) -> None:
        """To be called when the brokers refuse what the holders of `former` still send."""
        connection.execute(_FORGET_FORMER, self._words)

    def extend(self, connection: psycopg.Connection, lease: Lease) -> None:
        """A full lease from now on. LeaseLost where another has it."""
        self._extend(connection, lease, None)

    def save(self, connection: psycopg.Connection, lease: Lease, position: int) -> None:
        """All records of the share up to `position` are acknowledged. LeaseLost as `extend`."""
        self._extend(connection, lease, position)

    def release(self, connection: psycopg.Connection, lease: Lease) -> None:
        """For one that left nothing on its way to a broker: another may begin at once."""
        connection.execute(_RELEASE, {**self._words, "epoch": lease.epoch})

    def _extend(self, connection: psycopg.Connection, lease: Lease, position: int | None) -> None:
        words = {**self._words, "epoch": lease.epoch, "position": position}
        if connection.execute(_EXTEND, words, prepare=True).rowcount != 1:
            raise LeaseLost(f"the relay of share {self.share} was overtaken")


def rewind(connection: psycopg.Connection) -> None:
    """Let every relay begin at the first event again, to wherever it is told to publish."""
    connection.execute(_REWIND)
