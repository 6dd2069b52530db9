"""The quality view: what it keeps of an entry, and how all of it goes.

Long because each way in which an entry ends is told once.
"""

import hashlib
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace
from tests.projections.remembering import Kept

from adapters.reference.load_units import load_register
from case_stories import case, fresh_id, opened
from citizen_stories import (
    APPROVED,
    DEAD,
    NOTIFIED,
    PHUC_XA,
    RECORDED_AT,
    RETURNED,
    VERIFIED,
    amended,
    captured,
    erased,
    numbered,
    resided,
    stay,
    story,
)
from domain.citizen import events as e
from domain.data_quality_case import events as dq
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.recorded import Recorded
from projections import quality_rows as rows
from projections.quality import Quality
from projections.quality_counts import PEOPLE, SUFFICIENT
from projections.quality_person import Law

DAY = date(2021, 3, 1)
POLICY = Policy(SEEDS)
CITIZEN, OTHER, CASE = fresh_id(1), fresh_id(2), fresh_id(3)
PROPOSAL = UUID(int=31)
MERGED = e.Merged(PROPOSAL, e.MergedSealed(OTHER, ()))
UNDONE = e.MergeUndone(PROPOSAL, "mistake")
ERASED = e.Erased(UUID(int=32), UUID(int=33))


def digest(kind: str, value: str) -> int:
    told = hashlib.sha256(f"{kind}\x1f{value}".encode()).digest()
    return int.from_bytes(told[:8], "big", signed=True)


def view() -> Kept:
    return Kept(Quality(Law(load_register(), lambda _: POLICY, True), digest))


def person(*events: Any, stream: UUID = CITIZEN, **declared: Any) -> list[Recorded]:
    return story(captured(**declared), *events, stream=stream)


def tables(kept: Kept) -> dict[str, Any]:
    return {name: found for name, found in kept.tables.items() if found}


def on(kept: Kept, measure: str, day: date = DAY) -> int:
    """The figure of a day: all that was added up to it."""
    sums: Counter[str] = Counter()
    for (added, *_, name), row in kept.rows(rows.COUNTS).items():
        if added <= day:
            sums[name] += row["count"]
    return sums[measure]


def failing(kept: Kept) -> dict[str, int]:
    return {check: row["since"] for (_, check, _), row in kept.rows(rows.FAILURES).items()}


def test_an_entry_has_a_row_its_keys_and_its_figures() -> None:
    kept = view().see(*person(VERIFIED, birth="1950"))

    ((row),) = kept.rows(rows.PEOPLE).values()
    assert (row["version"], row["unit"], row["home_unit"]) == (2, PHUC_XA, PHUC_XA)
    assert {"cmnd9", "name-year", "same-person"} <= {key[1] for key in kept.rows(rows.KEYS)}
    assert failing(kept) == {"DQ-14": 0, "DQ-16": 0}
    assert (on(kept, PEOPLE), on(kept, SUFFICIENT), on(kept, "DQ-14:failed")) == (1, 1, 1)


def test_a_failure_keeps_its_beginning_until_what_it_saw_changes() -> None:
    kept = view().see(*person(VERIFIED, APPROVED, amended(religion="01"), birth="1950"))
    assert failing(kept)["DQ-14"] == 0

    kept.see(*story(*[None] * 4, amended(birth="1951"), stream=CITIZEN)[4:])
    assert failing(kept)["DQ-14"] == 4

    kept.see(*story(*[None] * 5, amended(birth="1951-02-03"), stream=CITIZEN)[5:])
    assert "DQ-14" not in failing(kept)
    assert on(kept, "DQ-14:failed") == 0


def test_an_event_that_no_check_reads_moves_the_version_only() -> None:
    kept = view().see(*person(VERIFIED, RETURNED))
    ((row),) = kept.rows(rows.PEOPLE).values()

    assert (row["version"], row["position"]) == (3, 1)


def test_what_time_will_change_stands_on_its_day_and_is_taken_back() -> None:
    last = DAY + timedelta(days=60)
    kept = view().see(*person(VERIFIED, APPROVED, residences=(stay(PHUC_XA, to=last),)))
    after = last + timedelta(days=1)

    assert (on(kept, SUFFICIENT, last), on(kept, SUFFICIENT, after)) == (1, 0)
    assert (CITIZEN, CITIZEN, after) in kept.rows(rows.DUE)

    kept.see(*story(*[None] * 3, resided("00715"), stream=CITIZEN)[3:])

    assert on(kept, SUFFICIENT, after) == 1
    assert (CITIZEN, CITIZEN, after) not in kept.rows(rows.DUE)


def test_sources_count_from_the_verification_that_names_them() -> None:
    kept = view().see(*person())
    assert on(kept, "DQ-10:evaluated") == 0

    kept.see(person(VERIFIED)[1])
    assert on(kept, "DQ-10:evaluated") == 1


def test_a_merged_entry_has_no_rows_and_an_undone_merge_brings_them_back() -> None:
    history = person(VERIFIED, MERGED, UNDONE, birth="1950")
    before = tables(view().see(*history[:2]))

    merged = view().see(*history[:3])
    undone = view().see(*history)

    assert not [t for t in rows.OF_PERSON if merged.rows(t)]
    assert on(merged, PEOPLE) == 0
    shown = tables(undone)
    assert shown.keys() == before.keys()
    assert set(shown[rows.KEYS]) == set(before[rows.KEYS])
    assert on(undone, PEOPLE) == 1


def test_an_erased_person_leaves_nothing_and_no_figure() -> None:
    history = person(VERIFIED, APPROVED, numbered("003190000001"), ERASED)
    application = case(opened(CITIZEN), stream=fresh_id(9))
    kept = view().see(*history[:2], *application, *history[2:4])
    assert tables(kept).keys() >= {rows.PEOPLE, rows.KEYS, rows.APPLICATIONS}

    kept.see(history[4])

    assert tables(kept) == {}
    assert "Nguy" not in repr(kept.memories)
    assert kept.memories[CITIZEN].person == type(kept.memories[CITIZEN].person)(erased=True)


def test_read_again_after_the_erasure_the_view_is_the_same() -> None:
    history = person(VERIFIED, DEAD, ERASED, birth="1950")
    live = view().see(*history)

    again = view().see(*(erased(one) for one in history))

    assert tables(again) == tables(live)
    assert again.memories == live.memories


def test_the_other_person_of_a_case_goes_with_that_person() -> None:
    detected = dq.Detected("DQ-07", "clean", "warning", CITIZEN, 1, dq.DetectedSealed(OTHER, ()))
    kept = view().see(*person(), *person(ERASED, stream=OTHER)[:1])
    kept.see(*story(detected, stream=CASE))
    assert (OTHER, CASE) in kept.rows(rows.OTHERS)

    kept.see(person(ERASED, stream=OTHER)[1])

    assert (OTHER, CASE) not in kept.rows(rows.OTHERS)
    assert (CITIZEN, CASE) in kept.rows(rows.CASES)


def test_a_case_stands_open_from_day_to_day() -> None:
    detected = dq.Detected("DQ-15", "sufficient", "warning", CITIZEN, 1, None)
    resolved, reopened = dq.Resolved(None, None, None), dq.Reopened("check-fails-again")
    history = story(detected, resolved, reopened, dq.Dismissed("legal"), stream=CASE)
    later = [
        replace(one, envelope=replace(one.envelope, recorded_at=RECORDED_AT + timedelta(days=n)))
        for n, one in enumerate(history)
    ]
    kept = view().see(*later)

    days = {key[2]: row["to_day"] for key, row in kept.rows(rows.CASE_DAYS).items()}
    assert days == {DAY: date(2021, 3, 2), date(2021, 3, 3): date(2021, 3, 4)}
    ((row),) = kept.rows(rows.CASES).values()
    assert (row["status"], row["settled_at"], row["settled_version"]) == ("dismissed", 3, 4)


@pytest.mark.parametrize(
    ("days", "late"), [(0, 0), (4, 0), (8, 1)], ids=["same day", "four days", "over a week"]
)
def test_a_civil_fact_counts_the_days_to_its_record(days: int, late: int) -> None:
    moved = person(VERIFIED, APPROVED, NOTIFIED, resided("00715"))
    told = moved[4].envelope
    late_told = replace(told, recorded_at=told.recorded_at + timedelta(days=days))
    kept = view().see(*moved[:4], replace(moved[4], envelope=late_told))

    assert [key[-1] for key in kept.rows(rows.LAGS)] == [days]
    day = DAY + timedelta(days=days)
    assert (on(kept, "DQ-32:evaluated", day), on(kept, "DQ-32:failed", day)) == (1, late)


def test_nothing_that_names_a_person_is_kept() -> None:
    kept = view().see(*person(VERIFIED, APPROVED, numbered("003190424242"), birth="1950"))
    told = repr(kept.tables) + msgspec.json.encode(kept.memories).decode()

    assert [name for name in ("Nguyễn", "Ánh", "123456789", "424242") if name in told] == []


def test_an_absorbed_field_is_compared_and_given_back() -> None:
    change = amended(given="Bình").sealed
    assert change is not None
    absorbed = e.Absorbed(PROPOSAL, e.AbsorbedSealed(OTHER, ("given",), tuple(
        replace(one, before="Ánh") for one in change.diff)))  # fmt: skip
    history = story(captured(), absorbed, UNDONE, stream=CITIZEN)
    plain = view().see(*history[:1])

    given_back = view().see(*history)

    assert set(given_back.rows(rows.KEYS)) == set(plain.rows(rows.KEYS))
