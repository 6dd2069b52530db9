"""The order of events by the transaction that wrote them, as SQL (architecture §3).

notification id = (transaction id << 20) + ordinal within the transaction + epoch offset

Nothing is locked and nothing is drawn from a sequence, so commits stay grouped. A reader stops
below the oldest transaction that still runs: every transaction below it is settled, so nothing can
appear behind a reader any more. A sequence with the same horizon would not do, because numbers
are drawn from it in another order than transactions begin.
"""

import psycopg

from adapters.postgres.trouble import PostgresTrouble

ORDINAL_BITS = 20
MAX_EVENTS_PER_TRANSACTION = 1 << ORDINAL_BITS
MAX_NOTIFICATION_ID = (1 << 63) - 1

_EPOCH = "(SELECT epoch_offset FROM store_epoch)"

# pg_current_xact_id is the 64-bit id of the top-level transaction: no wrap-around, no savepoints.
FIRST_ID = f"((pg_current_xact_id()::text::bigint << {ORDINAL_BITS}) + {_EPOCH})"
"""Notification id of the first event of the present transaction."""

HORIZON = f"((pg_snapshot_xmin(pg_current_snapshot())::text::bigint << {ORDINAL_BITS}) + {_EPOCH})"
"""Events below it are settled. Compare within one statement, whose snapshot it belongs to."""

NEXT_UNUSED = (
    f"((pg_snapshot_xmax(pg_current_snapshot())::text::bigint << {ORDINAL_BITS}) + {_EPOCH})"
)
"""No event that this cluster wrote can be at or above it."""


def refuse_foreign_counter(connection: psycopg.Connection) -> None:
    """Refuse a store whose stored ids lie above this cluster's transaction counter.

    That is a store restored from a dump into a new cluster, where new events would sort below old
    ones; `store_epoch.epoch_offset` must be raised before anything is appended.
    """
    found = connection.execute(
        f"SELECT max(notification_id), {NEXT_UNUSED} FROM events"  # noqa: S608 - constants only
    ).fetchone()
    if found is not None and found[0] is not None and found[0] >= found[1]:
        raise PostgresTrouble(
            f"The event store comes from another cluster: its newest event has number {found[0]} "
            f"but this cluster counts from {found[1]}; raise store_epoch.epoch_offset by at least "
            f"{found[0] - found[1] + 1} before anything is appended."
        )
