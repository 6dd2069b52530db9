"""Leaf hashes of stored events, computed where the events are: only 32 bytes of each travel."""

import psycopg

from adapters.ledger.tree import HASH_BYTES
from adapters.postgres.trouble import PostgresTrouble

# Formats §3 and RFC 6962 §2.1: SHA-256 over 0x00 and the entry, whose version is 0x01. The first
# two bytes of `int4send` fall away to leave a u16be.
LEAF = (
    r"sha256('\x0001'::bytea || uuid_send(originator_id) || int8send(originator_version)"
    " || substring(int4send(octet_length(convert_to(topic, 'UTF8'))) FROM 3)"
    " || convert_to(topic, 'UTF8') || sha256(state))"
)
"""SQL over a row of `events`; tests hold it against `adapters.ledger.entries.leaf_of`."""

_SPAN = (
    "SELECT min(notification_id), max(notification_id) FROM positions WHERE position IN (%s, %s)"
)
# Numbers of settled events lie between those of their positions and nothing else does.
_LEAVES = f"""
SELECT string_agg({LEAF}, ''::bytea ORDER BY notification_id)
FROM events WHERE notification_id BETWEEN %s AND %s
"""  # noqa: S608 - constants only


def leaves(connection: psycopg.Connection, first: int, end: int) -> bytes:
    """Concatenated leaf hashes of the events at positions `first` up to `end`, as they are now.

    Raises PostgresTrouble where events are gone or were put in between.
    """
    if first == end:
        return b""
    span = connection.execute(_SPAN, (first, end - 1)).fetchone()
    with connection.cursor(binary=True) as cursor:
        row = cursor.execute(_LEAVES.encode(), span).fetchone()
    found: bytes = (row and row[0]) or b""
    if len(found) != (end - first) * HASH_BYTES:
        raise PostgresTrouble(
            f"The ledger has {end - first} events from position {first} on, and the event store"
            f" {len(found) // HASH_BYTES}: events were removed or put in between. Restore the event"
            " store from a backup."
        )
    return found
