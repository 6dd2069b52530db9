"""A million waiting cases: rows of the view itself, over roles and units as in a peak."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec
import psycopg

from adapters.reference.load_units import load_register
from cancuoc.bench.models import CAPTURED_ON

Level = Literal["commune", "district", "centre"]
ROWS_AT_ONCE = 100_000


class Stage(msgspec.Struct, frozen=True):
    """One of the waits of a card application or a citizen; `share` is in thousandths.

    `days` is how long the youngest still has; the oldest should have been done `late` days ago.
    What its deadline moves on (`late` next to nothing) is never late for long.
    """

    stage: str
    role: str
    level: Level
    share: int
    escalates_to: str | None = None
    is_job: bool = False
    days: int = 4
    late: float = 1
    kind: str = "card-application"


RARE = Stage("duplicate-confirmed", "card-approver", "centre", 0, "director")
RARE_ROWS = 20
SPREAD = (
    Stage("captured", "commune-chief", "commune", 80, "data-officer", kind="citizen"),
    Stage("opened", "reception-officer", "district", 61, "intake-approver", days=1),
    Stage("captured", "intake-approver", "district", 130),
    Stage("returned", "capture-officer", "district", 20, "province-checker", days=9),
    Stage("arrived", "delivery-officer", "district", 120),
    Stage("unclaimed", "delivery-officer", "district", 120, "delivery-officer", days=60, late=0.01),
    Stage("register-check", "register-check", "centre", 60, is_job=True),
    Stage("quality-check", "quality-check", "centre", 60, is_job=True),
    Stage("duplicate-search", "matcher", "centre", 80, is_job=True),
    Stage("printing", "print-gateway", "centre", 10, "quality-controller", True, 1, 0.001),
    Stage("verified", "card-approver", "centre", 120),
    Stage("approved", "print-operator", "centre", 70),
    Stage("printed", "quality-controller", "centre", 29),
    Stage("quality-checked", "dispatcher", "centre", 20),
    Stage("dispatched", "dispatcher", "centre", 20),
    RARE,
)

# Of what is late for a deadline of the house the timer has noted all but the last three minutes.
_FILL = """
INSERT INTO view_a.waits (stream, stage, kind, owner_role, owner_unit, owner_province,
    owner_district, owner_commune, due, escalates_to, missed, entered_version, entered_at, job_id,
    priority, position)
SELECT uuidv7(), %(stage)s, %(kind)s, %(role)s, u.unit, u.province, u.district, u.commune,
    %(now)s::timestamptz + interval '1 day' * (w.part * (%(days)s + %(late)s) - %(late)s),
    %(escalates_to)s, %(escalates_to)s::text IS NOT NULL AND %(late)s >= 1
        AND w.part * (%(days)s + %(late)s) < 0.998 * %(late)s, 7,
    %(now)s::timestamptz - interval '2 days' * random(),
    CASE WHEN %(is_job)s THEN gen_random_uuid() END,
    CASE WHEN %(is_job)s AND random() < 0.01 THEN 5 ELSE 0 END, 0
FROM (SELECT n, random() AS part FROM generate_series(1, %(count)s) AS n) AS w
JOIN (SELECT row_number() OVER (ORDER BY random()) AS n, x.* FROM
    unnest(%(units)s::text[], %(provinces)s::text[], %(districts)s::text[], %(communes)s::text[])
        AS x (unit, province, district, commune)) AS u
    ON u.n = 1 + w.n %% %(places)s
"""
_LIVE = """
INSERT INTO projections (name, version, live_slot, position_a) VALUES ('waits', 1, 'a', -1)
ON CONFLICT DO NOTHING
"""
# Whoever works takes the oldest, so that a queue begins with what others have in hand.
_IN_HAND = """
INSERT INTO work_claims (stream, stage, officer, unit, until)
SELECT stream, stage, gen_random_uuid(), owner_unit, %(until)s FROM (
    SELECT stream, stage, owner_unit, row_number() OVER (
        PARTITION BY owner_role, owner_unit ORDER BY due, stream, stage) AS n, owner_district
    FROM view_a.waits WHERE job_id IS NULL) AS w
WHERE n <= CASE WHEN owner_district IS NULL THEN %(centre)s ELSE 3 END
"""
_LEASED = """
INSERT INTO job_leases (job_id, kind, stream, station, subject, leased_at, until)
SELECT job_id, stage, stream, gen_random_uuid(), gen_random_uuid(), %(now)s, %(until)s FROM (
    SELECT job_id, stage, stream, row_number() OVER (
        PARTITION BY stage ORDER BY priority DESC, due, stream) AS n
    FROM view_a.waits WHERE job_id IS NOT NULL) AS w
WHERE n <= %(centre)s
"""


class Place(msgspec.Struct, frozen=True):
    """A unit with those above it, as the view's columns have them."""

    unit: str
    province: str | None = None
    district: str | None = None
    commune: str | None = None


def places(level: Level) -> list[Place]:
    """All units of a level."""
    return [Place("centre")] if level == "centre" else list(_places(level))


def _places(level: Level) -> Iterator[Place]:
    register = load_register()
    for unit in register.units:
        above = register.find(unit.parent, CAPTURED_ON) if unit.parent else None
        if unit.level != level or above is None or not unit.exists_on(CAPTURED_ON):
            continue
        if level == "district":
            yield Place(unit.code, above.code, unit.code)
        else:
            yield Place(unit.code, above.parent, above.code, unit.code)


def fill(store: psycopg.Connection, rows: int, now: datetime) -> Iterator[int]:
    """Waits of each stage by its share, in bounded transactions; yields how many so far."""
    store.execute(_LIVE)
    done = 0
    for stage in SPREAD:
        left = rows * stage.share // 1000 or RARE_ROWS
        while left > 0:
            count = min(left, ROWS_AT_ONCE)
            store.execute(_FILL, _values(stage, count, now))
            left, done = left - count, done + count
        yield done


def take_in_hand(store: psycopg.Connection, now: datetime, until: datetime, centre: int) -> None:
    """The oldest `centre` cases of each queue of the centre, three in every other."""
    values = {"now": now, "until": until, "centre": centre}
    store.execute(_IN_HAND, values)
    store.execute(_LEASED, values)


def _values(stage: Stage, count: int, now: datetime) -> dict[str, object]:
    found = places(stage.level)
    return {
        **msgspec.structs.asdict(stage),
        "count": count,
        "now": now,
        "places": len(found),
        "units": [one.unit for one in found],
        "provinces": [one.province for one in found],
        "districts": [one.district for one in found],
        "communes": [one.commune for one in found],
    }
