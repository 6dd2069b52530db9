"""Rows of the citizen search, held against the entry folded from the same events.

Long because every event of a citizen has its story.
"""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.projections.remembering import Kept
from tests.projections.tables import person, person_of, projection, seen

from citizen_stories import (
    APPROVED,
    DEAD,
    DONG_VAN,
    ERASED,
    KEY_DESTROYED,
    LOST,
    MERGE,
    MERGE_2,
    MERGED,
    MISSING,
    NOTIFIED,
    PHUC_XA,
    REGAINED,
    RESTORED,
    RETURNED,
    UNDONE,
    UNDONE_2,
    VERIFIED,
    amended,
    cancelled,
    captured,
    corrected,
    erased,
    numbered,
    recaptured,
    resided,
    story,
    took_over,
)
from domain.citizen import events as e
from domain.citizen.facts import Change
from domain.citizen.person import Citizen
from domain.citizen.state import evolve
from domain.recorded import Recorded
from projections.citizen_columns import NOTHING_PERSONAL
from projections.citizen_numbers import CITIZEN_NUMBER
from projections.citizen_search import CITIZEN_SEARCH

PIN = "001190000001"
NEW_PIN = "001090000002"
NUMBERED = (captured(), VERIFIED, APPROVED, numbered(PIN))
ACTIVE = (*NUMBERED, NOTIFIED)


def folded(history: list[Recorded]) -> Citizen:
    state = None
    for recorded in history:
        state = evolve(state, recorded.event, recorded.envelope)
    assert state is not None
    return state


def status(row: dict[str, Any]) -> str:
    """As the generated column has it."""
    if row["erased"] or row["merged"]:
        return "erased" if row["erased"] else "merged"
    return "verified" if row["number_cancelled"] else row["stage"]


TAKEN = took_over(
    MERGE,
    {"given": "Ánh", "birth": "1990-03-07", "cmnd9": ["123456789"]},
    {"given": "Bông", "birth": "1990", "cmnd9": ["123456789", "987654321"]},
)
TAKEN_2 = took_over(
    MERGE_2, {"given": "Bông", "surname": "Nguyễn"}, {"given": "Cúc", "surname": "Trần"}
)

STORIES = {
    "captured": (captured(),),
    "corrected": (captured(), corrected(surname="Trần", birth="1990-03", sex="unknown")),
    "verified": (captured(), VERIFIED),
    "returned": (captured(), VERIFIED, RETURNED),
    "recaptured": (captured(), VERIFIED, RETURNED, recaptured(given="Anh", birth="1990")),
    "numbered": NUMBERED,
    "active": ACTIVE,
    "amended": (*ACTIVE, amended(middle="", given="Ảnh", sex="male", birth="1991")),
    "cancelled": (*ACTIVE, cancelled(PIN)),
    "cancelled and approved again": (*ACTIVE, cancelled(PIN), APPROVED, numbered(NEW_PIN)),
    "cancelled and returned": (*ACTIVE, cancelled(PIN), RETURNED),
    "re-established while active": (
        *ACTIVE,
        amended(sex="male"),
        cancelled(PIN),
        numbered(NEW_PIN, "re-established"),
    ),
    "re-established while approved": (*NUMBERED, cancelled(PIN), numbered(NEW_PIN)),
    "missing": (*ACTIVE, MISSING),
    "dead": (*ACTIVE, DEAD),
    "restored": (*ACTIVE, DEAD, RESTORED),
    "nationality lost": (*ACTIVE, LOST),
    "nationality regained": (*ACTIVE, LOST, REGAINED),
    "moved": (*ACTIVE, resided(DONG_VAN)),
    "merged": (*ACTIVE, MERGED),
    "merged and parted": (*ACTIVE, MERGED, UNDONE),
    "returned, merged and parted": (captured(), VERIFIED, RETURNED, MERGED, UNDONE),
    "target": (*ACTIVE, TAKEN),
    "target alone again": (*ACTIVE, TAKEN, UNDONE),
    "target amended, then alone": (*ACTIVE, TAKEN, amended(given="Ánh Hai"), UNDONE),
    "target of two, the second undone": (*ACTIVE, TAKEN, TAKEN_2, UNDONE_2),
    "target of two, both undone": (*ACTIVE, TAKEN, TAKEN_2, UNDONE_2, UNDONE),
    "target of two, the first undone": (*ACTIVE, TAKEN, TAKEN_2, UNDONE),
    "target of two, the first undone first": (*ACTIVE, TAKEN, TAKEN_2, UNDONE, UNDONE_2),
    "target of two with an amendment between": (
        *ACTIVE,
        TAKEN,
        amended(given="Bông"),
        TAKEN_2,
        UNDONE_2,
        UNDONE,
    ),
    "target that moved": (*ACTIVE, TAKEN, resided(DONG_VAN), UNDONE),
    "amended residences": (*ACTIVE, amended(residences=[])),
}


@pytest.mark.parametrize("events", STORIES.values(), ids=STORIES)
def test_a_row_says_what_the_entry_says(events: tuple[Any, ...]) -> None:
    history = story(*events)
    state, row = folded(history), person_of(history)

    assert (row["version"], status(row), row["standing"]) == (
        state.version,
        state.status,
        state.standing,
    )
    assert state.entry is not None
    for field in ("surname", "middle", "given", "birth", "sex"):
        assert row[field] == getattr(state.entry, field)
    in_force = row["pin"] if state.standing in ("living", "missing") else None
    assert in_force == state.pin
    assert row["unit"] == state.collecting_unit
    assert row.get("merged_into") == state.merged_into
    sent_back = state.returned.to_unit if state.returned and state.status == "returned" else None
    assert bool(row["return_places"]) == bool(sent_back)


def old_numbers(history: list[Recorded]) -> dict[str, Any]:
    rows = seen(history)[CITIZEN_NUMBER]
    return {number: row.get("ended_on") for (_, kind, number), row in rows.items() if kind != "pin"}


def test_old_numbers_resolve_also_when_they_were_corrected_away() -> None:
    change = Change("cmnd9", ["123456789"], ["111111111"], "court", None)
    corrected_ = replace(amended(), sealed=e.AmendedSealed((change,), None, None))

    assert old_numbers(story(captured(), corrected_)) == {
        "123456789": date(2021, 3, 1),
        "111111111": None,
    }


def test_an_old_number_that_a_merge_brought_goes_when_the_merge_is_undone() -> None:
    taken, parted = story(*ACTIVE, TAKEN), story(*ACTIVE, TAKEN, UNDONE)

    assert old_numbers(taken) == {"123456789": None, "987654321": None}
    assert old_numbers(parted) == {"123456789": None}


def test_a_card_of_twelve_digits_is_told_from_a_number_by_its_kind() -> None:
    numbers = seen(story(captured(cmnd9=("123456789", "001190000009"))))[CITIZEN_NUMBER]

    assert {(kind, number) for _, kind, number in numbers} == {
        ("cmnd9", "123456789"),
        ("cmnd12", "001190000009"),
    }


@pytest.mark.parametrize("later", [(ERASED,), (ERASED, KEY_DESTROYED)], ids=["told", "done"])
@pytest.mark.parametrize("events", STORIES.values(), ids=STORIES)
def test_whoever_is_ordered_to_be_erased_leaves_at_once(
    events: tuple[Any, ...], later: tuple[Any, ...]
) -> None:
    kept = Kept(projection).see(*story(*events, *later))

    (row,) = kept.rows(CITIZEN_SEARCH).values()
    assert {name: row.get(name) for name in NOTHING_PERSONAL} == NOTHING_PERSONAL
    assert (status(row), kept.rows(CITIZEN_NUMBER), kept.memories) == ("erased", {}, {})


@pytest.mark.parametrize("events", STORIES.values(), ids=STORIES)
def test_every_number_of_the_entry_resolves(events: tuple[Any, ...]) -> None:
    history = story(*events)

    numbers = [number for _, kind, number in seen(history)[CITIZEN_NUMBER] if kind == "pin"]

    assert numbers == [lifetime.number for lifetime in folded(history).pins]


def test_a_name_is_found_without_its_marks() -> None:
    row = person(captured(surname="Đỗ", middle="Thuỵ", given="Ánh"))

    assert [row[f"fold_{part}"] for part in ("surname", "middle", "given")] == ["do", "thuy", "anh"]


@pytest.mark.parametrize(
    ("birth", "earliest", "latest"),
    [
        ("1988-02-29", date(1988, 2, 29), date(1988, 2, 29)),
        ("1988-02", date(1988, 2, 1), date(1988, 2, 29)),
        ("1988", date(1988, 1, 1), date(1988, 12, 31)),
        ("1988-13", None, None),
    ],
)
def test_a_partial_birth_date_is_an_interval(
    birth: str, earliest: date | None, latest: date | None
) -> None:
    row = person(captured(), amended(birth=birth))

    assert (row["birth"], row["birth_earliest"], row["birth_latest"]) == (birth, earliest, latest)


def test_a_cancelled_number_keeps_its_day_and_ground() -> None:
    numbers = seen(story(*ACTIVE, cancelled(PIN, "sex-re-determined")))[CITIZEN_NUMBER]

    (row,) = (row for (_, kind, _), row in numbers.items() if kind == "pin")
    assert (row["ended_on"], row["end_reason"]) == (date(2021, 3, 1), "sex-re-determined")


@pytest.mark.parametrize("events", STORIES.values(), ids=STORIES)
def test_nothing_personal_is_left_of_an_erased_person(events: tuple[Any, ...]) -> None:
    history = story(*events)
    tables = seen([erased(recorded) for recorded in history])

    (row,) = tables[CITIZEN_SEARCH].values()
    assert {name: row.get(name) for name in NOTHING_PERSONAL} == NOTHING_PERSONAL
    assert tables[CITIZEN_NUMBER] == {}
    assert (row["version"], row["unit"]) == (len(history), PHUC_XA)


def test_one_erased_event_takes_what_earlier_ones_gave() -> None:
    history = story(*ACTIVE, VERIFIED)
    tables = seen([*history[:-1], erased(history[-1])])

    (row,) = tables[CITIZEN_SEARCH].values()
    assert {name: row[name] for name in NOTHING_PERSONAL} == NOTHING_PERSONAL
    assert tables[CITIZEN_NUMBER] == {}


def test_a_value_not_of_its_field_leaves_the_column_as_it_was() -> None:
    assert person(captured(), amended(surname=7, residences="?"))["surname"] == "Nguyễn"


def test_no_other_personal_column_is_kept() -> None:
    public = {"version", "position", "recorded_at", "stage", "number_cancelled", "standing", "unit",
              "unit_places", "return_places", "merged", "erased"}  # fmt: skip

    assert set(person(*ACTIVE)) == public | set(NOTHING_PERSONAL) - {"merged_into"}


def test_the_view_listens_to_every_event_of_a_citizen_and_to_nothing_else() -> None:
    assert e.DeadlineMissed.TOPIC in projection.topics
    assert {topic.split(".")[0] for topic in projection.topics} == {"citizen"}
