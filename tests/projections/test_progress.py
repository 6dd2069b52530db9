"""Counters count streams, once, for the unit that took them in and in two series.

Long because each counter of domain §1.13 is told once.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.projections.remembering import Kept

from adapters.reference.load_units import load_register
from case_stories import (
    APPROVED,
    ARRIVED,
    BA_DINH,
    DELIVERED,
    DISPATCHED,
    EXAMINED,
    INTAKE_APPROVED,
    PRINTED,
    QUALITY_CHECKED,
    SPOILED,
    at,
    captured,
    case,
    fresh_id,
    opened,
    recaptured,
    returned,
    started,
)
from citizen_stories import APPROVED as CITIZEN_APPROVED
from citizen_stories import (
    ERASED,
    PHUC_XA,
    RECORDED_AT,
    RETURNED,
    VERIFIED,
    absorbed,
    amended,
    erased,
    numbered,
    story,
)
from citizen_stories import captured as citizen_captured
from citizen_stories import recaptured as citizen_recaptured
from domain.catalogue import CATALOGUE
from domain.recorded import Recorded
from projections.age_bands import age_band
from projections.progress import COUNTERS, PROGRESS, PROGRESS_CHANGES, Progress

DAY = date(2021, 3, 1)
UNITS = load_register()
DELIVERY = (PRINTED, QUALITY_CHECKED, DISPATCHED, ARRIVED, DELIVERED)
COLUMNS = ("basis", "counter", "day", "unit", "province", "district", "commune", "sex", "age_band")


def seen(*history: Recorded) -> Kept:
    return Kept(Progress(UNITS)).see(*history)


def counted(kept: Kept, *columns: str, **wanted: Any) -> Counter[Any]:
    """The sums of the rows wanted, by the named columns."""
    sums: Counter[Any] = Counter()
    for key, row in kept.rows(PROGRESS).items():
        named = dict(zip(COLUMNS, key, strict=True))
        if wanted.items() <= named.items():
            sums[tuple(named[column] for column in columns)] += row["count"]
    return sums


def counters(kept: Kept, basis: str = "occurred") -> dict[str, int]:
    return {counter: n for (counter,), n in counted(kept, "counter", basis=basis).items()}


def test_each_stage_of_a_card_is_counted() -> None:
    kept = seen(*case(opened(), captured(), *EXAMINED, APPROVED, started(), *DELIVERY))

    assert counters(kept) == counters(kept, "recorded") == {
        "card.captured": 1,
        "card.received": 1,
        "card.intake-approved": 1,
        "card.verified": 1,
        "card.approved": 1,
        "card.printed": 1,
        "card.quality-checked": 1,
        "card.dispatched": 1,
        "card.arrived": 1,
        "card.delivered": 1,
    }  # fmt: skip


def test_each_stage_of_an_entry_is_counted() -> None:
    kept = seen(*story(citizen_captured(), VERIFIED, CITIZEN_APPROVED, numbered("001190000001")))

    assert counters(kept) == {
        "population.captured": 1,
        "population.verified": 1,
        "population.approved": 1,
        "pin.established": 1,
    }


def test_what_is_done_again_counts_once_and_every_spoiled_card_counts() -> None:
    again = (returned(), recaptured(), INTAKE_APPROVED)
    print_ = (started(), PRINTED, SPOILED)
    kept = seen(*case(opened(), captured(), INTAKE_APPROVED, *again, *print_ * 3))

    assert counters(kept) == {
        "card.captured": 1,
        "card.received": 1,
        "card.intake-approved": 1,
        "card.printed": 1,
        "card.spoiled": 3,
    }


def test_a_case_counts_for_the_unit_that_took_it_in() -> None:
    kept = seen(*case(opened(), captured()), at(INTAKE_APPROVED, 3, unit="01"))

    assert counted(kept, "unit", "province", "district", "commune") == {
        (BA_DINH, "01", BA_DINH, ""): 6
    }


def test_an_entry_counts_for_the_commune_that_collected_it() -> None:
    person = story(citizen_captured(), VERIFIED)
    verified = replace(person[1], envelope=replace(person[1].envelope, actor=replace(
        person[1].envelope.actor, unit="001")))  # fmt: skip
    kept = seen(person[0], verified)

    assert counted(kept, "unit", "district", "commune") == {(PHUC_XA, "001", PHUC_XA): 4}


def test_a_late_packet_counts_on_the_day_of_capture_and_on_the_day_of_receipt() -> None:
    late = RECORDED_AT + timedelta(days=5)
    kept = seen(at(opened(), 1), at(captured(RECORDED_AT), 2, recorded_at=late, occurred_at=late))

    assert counted(kept, "basis", "counter", "day") == {
        ("occurred", "card.captured", DAY): 1,
        ("recorded", "card.captured", date(2021, 3, 6)): 1,
        ("occurred", "card.received", date(2021, 3, 6)): 1,
        ("recorded", "card.received", date(2021, 3, 6)): 1,
    }


def test_a_day_is_one_of_viet_nam() -> None:
    evening = RECORDED_AT.replace(hour=18)
    kept = seen(at(opened(), 1), at(captured(evening), 2, recorded_at=evening))

    assert counted(kept, "day", counter="card.captured") == {(date(2021, 3, 2),): 2}


def test_sex_and_age_of_a_citizen_are_counted_and_those_of_an_application_are_not() -> None:
    kept = seen(
        *story(citizen_captured(), VERIFIED),
        *story(citizen_captured(sex="male", birth="1950")),
        *case(opened(), captured(), stream=fresh_id(7)),
    )

    assert counted(kept, "counter", "sex", "age_band", basis="occurred") == {
        ("population.captured", "female", "30-34"): 1,
        ("population.verified", "female", "30-34"): 1,
        ("population.captured", "male", "70-74"): 1,
        ("card.captured", "", ""): 1,
        ("card.received", "", ""): 1,
    }


def test_a_corrected_fact_counts_from_then_on() -> None:
    kept = seen(*story(citizen_captured(), amended(sex="male", birth="2000-01-01"), VERIFIED))

    assert counted(kept, "counter", "sex", "age_band", basis="occurred") == {
        ("population.captured", "female", "30-34"): 1,
        ("population.verified", "male", "20-24"): 1,
    }


def test_a_fact_kept_of_another_entry_counts_from_then_on() -> None:
    kept = seen(*story(citizen_captured(), absorbed(sex="male"), VERIFIED))

    assert counted(kept, "counter", "sex", basis="occurred") == {
        ("population.captured", "female"): 1,
        ("population.verified", "male"): 1,
    }


def test_an_erasure_takes_what_was_remembered_with_it() -> None:
    kept = seen(*story(citizen_captured(), VERIFIED, ERASED))

    assert "female" not in repr(kept.memories)
    assert counters(kept) == {"population.captured": 1, "population.verified": 1}


def test_an_entry_taken_again_is_counted_once_with_what_it_says_now() -> None:
    kept = seen(*story(citizen_captured(), citizen_recaptured(sex="male"), VERIFIED))

    assert counted(kept, "counter", "sex", basis="occurred") == {
        ("population.captured", "female"): 1,
        ("population.verified", "male"): 1,
    }


def test_nothing_personal_is_remembered_of_an_erased_person() -> None:
    person = story(citizen_captured(), VERIFIED, CITIZEN_APPROVED)
    kept = seen(*person[:2])
    kept.see(erased(replace(person[1], version=3)), person[2])

    assert counted(kept, "sex", "age_band", counter="population.approved") == {("", ""): 2}
    assert "female" not in repr(kept.memories)


def test_an_erased_person_is_counted_on_as_a_rebuild_without_the_key_counts() -> None:
    history = story(citizen_captured(), VERIFIED, CITIZEN_APPROVED, ERASED)
    live, rebuilt = seen(*history), seen(*map(erased, history))

    assert live.rows(PROGRESS) == rebuilt.rows(PROGRESS)
    assert live.memories == rebuilt.memories
    assert counted(live, "sex", "age_band", counter="population.captured") == {("", ""): 2}


def changed_at(kept: Kept) -> dict[str, int]:
    """By counter, of the series of the day it happened: the position of its last change."""
    rows = kept.rows(PROGRESS_CHANGES).items()
    return {counter: row["position"] for (basis, counter, *_), row in rows if basis == "occurred"}


def test_the_last_event_that_moved_a_count_is_known() -> None:
    kept = seen(*story(citizen_captured(), amended(sex="male"), VERIFIED, RETURNED))

    assert changed_at(kept) == {"population.captured": 0, "population.verified": 2}
    assert kept.rows(PROGRESS_CHANGES).keys() == {key[:4] for key in kept.rows(PROGRESS)}


def test_an_erasure_moves_every_count_of_the_person() -> None:
    kept = seen(*story(citizen_captured(), VERIFIED, CITIZEN_APPROVED, ERASED))

    assert set(changed_at(kept).values()) == {3}


def test_a_rebuild_without_the_key_knows_the_same_last_changes() -> None:
    history = story(citizen_captured(), VERIFIED, CITIZEN_APPROVED, ERASED)
    halfway = (*history[:2], *map(erased, history[2:]))

    live = seen(*history)
    for again in (seen(*map(erased, history)), seen(*halfway)):
        assert again.rows(PROGRESS_CHANGES) == live.rows(PROGRESS_CHANGES)
        assert again.rows(PROGRESS) == live.rows(PROGRESS)


def test_streams_in_another_order_come_to_the_same_last_changes() -> None:
    """As a feed of several partitions brings them; each event keeps its position."""
    one, other = story(citizen_captured(), VERIFIED), story(citizen_captured(), VERIFIED)
    positions = {id(event): n for n, event in enumerate((one[0], other[0], other[1], one[1]))}

    def read(*events: Recorded) -> Kept:
        kept = Kept(Progress(UNITS))
        for event in events:
            kept.position = positions[id(event)] - 1
            kept.see(event)
        return kept

    assert changed_at(read(*one, *other)) == changed_at(read(*other, *one)) == {
        "population.captured": 1,
        "population.verified": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        ("2021-03-01", "0-4"),
        ("2016-03-01", "5-9"),
        ("2016-03-02", "0-4"),
        ("1996-03", "20-24"),
        ("1941-03-02", "75-79"),
        ("1941-03-01", "80+"),
        ("1900", "80+"),
        ("2021-03-02", ""),
        ("", ""),
        ("19x", ""),
    ],
)
def test_an_age_band_has_five_years_and_is_that_of_the_day(birth: str, band: str) -> None:
    assert age_band(birth, DAY) == band


def test_the_counters_are_those_of_the_law() -> None:
    assert COUNTERS.keys() <= CATALOGUE.keys()
    assert {one for several in COUNTERS.values() for one in several} == set(
        "population.captured population.verified population.approved pin.established"
        " card.captured card.received card.intake-approved card.verified card.approved"
        " card.printed card.spoiled card.quality-checked card.dispatched card.arrived"
        " card.delivered".split()
    )
    assert Progress.topics <= CATALOGUE.keys()
