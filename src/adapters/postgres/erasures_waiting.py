"""How many erasures wait for the eraser, how many too long, and how many have left traces."""

from typing import LiteralString

import msgspec

TRACES_DAYS = 7
"""After so many days `cancuoc erase-traces` should have run."""

# Rows of the live slot only; the wait is the security officer's once its hour is over.
ERASURES_WAITING: LiteralString = """
SELECT count(*), count(*) FILTER (WHERE w.due < clock_timestamp() + make_interval(secs =>
           (SELECT offset_s FROM programme_clock))),
       (SELECT count(*) FROM erasures WHERE confirmed_at IS NOT NULL AND wiped_at IS NULL
           AND begun_at < clock_timestamp() - make_interval(days => %s))
FROM projections p CROSS JOIN LATERAL (
    SELECT due FROM view_a.waits WHERE p.live_slot = 'a' AND kind = 'citizen'
        AND stage = 'erased' AND owner_role IN ('eraser', 'security-officer')
    UNION ALL
    SELECT due FROM view_b.waits WHERE p.live_slot = 'b' AND kind = 'citizen'
        AND stage = 'erased' AND owner_role IN ('eraser', 'security-officer')) AS w
WHERE p.name = 'waits'
"""


class ErasuresWaiting(msgspec.Struct, frozen=True):
    """The row of the statement: `overdue` are those of `waiting` whose hour is over."""

    waiting: int
    overdue: int
    with_traces: int
