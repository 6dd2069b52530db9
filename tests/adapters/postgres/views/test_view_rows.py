"""Many changes merged in memory make the same rows as one after the other."""

import random
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest

from adapters.postgres.view_rows import PendingRows
from database import Store
from projections.citizen_numbers import CITIZEN_NUMBER
from projections.confirmed_rules import CONFIRMED_RULES
from projections.progress import PROGRESS, PROGRESS_CHANGES
from projections.projection import Add, Change, Drop, Open, Raise, Set

CITIZENS = [UUID(int=n) for n in range(3)]
PINS = ["1", "2"]


def written(changes: list[Change]) -> PendingRows:
    rows = PendingRows()
    rows.add(changes)
    return rows


def any_change(draw: random.Random) -> Change:
    key = (draw.choice(CITIZENS), "pin", draw.choice(PINS))
    day = date(2021, 1, draw.randint(1, 28))
    return draw.choice(
        [
            Open(CITIZEN_NUMBER, key, {"established_on": day}),
            Open(CITIZEN_NUMBER, key, {"established_on": day, "end_reason": "death"}),
            Set(CITIZEN_NUMBER, key, {"ended_on": day}),
            Set(CITIZEN_NUMBER, key, {"end_reason": f"{day}", "ended_on": None}),
            Drop(CITIZEN_NUMBER, key),
            Drop(CITIZEN_NUMBER, key[:1]),
        ]
    )


def rows(connection: psycopg.Connection, slot: str) -> list[tuple[Any, ...]]:
    query = {
        "a": "SELECT * FROM view_a.citizen_number ORDER BY 1, 2, 3",
        "b": "SELECT * FROM view_b.citizen_number ORDER BY 1, 2, 3",
    }
    return connection.execute(query[slot]).fetchall()


@pytest.mark.parametrize("seed", range(12))
def test_a_batch_comes_to_what_its_changes_come_to_one_by_one(store: Store, seed: int) -> None:
    draw = random.Random(seed)
    with psycopg.connect(store.dsn) as connection:
        for _ in range(8):
            changes = [any_change(draw) for _ in range(draw.randint(1, 12))]
            for change in changes:
                written([change]).write(connection, "a")
            written(changes).write(connection, "b")

            assert rows(connection, "a") == rows(connection, "b")


def test_a_column_that_is_not_named_is_empty_in_a_row_opened_again(store: Store) -> None:
    key = (CITIZENS[0], "pin", "1")
    day = date(2021, 1, 1)
    with psycopg.connect(store.dsn) as connection:
        ended = Open(
            CITIZEN_NUMBER, key, {"established_on": day, "ended_on": day, "end_reason": "x"}
        )
        written([ended]).write(connection, "a")
        written([Open(CITIZEN_NUMBER, key, {"established_on": day})]).write(connection, "a")

        assert rows(connection, "a") == [(*key, day, None, None)]


@pytest.mark.parametrize("column", ["name", "citizen_id; DROP TABLE events"])
def test_a_column_that_is_not_of_the_table_is_refused(store: Store, column: str) -> None:
    change = Set(CITIZEN_NUMBER, (CITIZENS[0], "1"), {column: 1})
    with psycopg.connect(store.dsn) as connection, pytest.raises(KeyError, match="no column"):
        written([change]).write(connection, "a")


def test_parameters_of_a_rule_are_kept_as_json(store: Store) -> None:
    parameters = {"ages": [14, 25], "text": 'Đỗ {"}'}
    values = {
        "instrument_id": CITIZENS[0],
        "key": "k",
        "article": "1",
        "parameters": parameters,
        "valid_from": date(2021, 1, 1),
        "known_since": "2021-01-01T00:00:00Z",
        "confidence": "confirmed",
    }
    with psycopg.connect(store.dsn) as connection:
        written([Open(CONFIRMED_RULES, (0,), values)]).write(connection, "a")
        found = connection.execute("SELECT parameters FROM view_a.confirmed_rules").fetchall()

    assert found == [(parameters,)]


def cell(draw: random.Random) -> tuple[Any, ...]:
    counter, unit = draw.choice(["card.printed", "card.spoiled"]), draw.choice(["001", "002"])
    return ("occurred", counter, date(2021, 3, 1), unit, "01", unit, "", "", "")


def counts(connection: psycopg.Connection, slot: str) -> list[tuple[Any, ...]]:
    query = {
        "a": "SELECT counter, unit, count FROM view_a.progress ORDER BY 1, 2",
        "b": "SELECT counter, unit, count FROM view_b.progress ORDER BY 1, 2",
    }
    return connection.execute(query[slot]).fetchall()


@pytest.mark.parametrize("seed", range(8))
def test_what_is_counted_in_batches_is_what_is_counted_one_by_one(store: Store, seed: int) -> None:
    draw = random.Random(seed)
    with psycopg.connect(store.dsn) as connection:
        for _ in range(6):
            more = [Add(PROGRESS, cell(draw), {"count": draw.randint(-2, 3)}) for _ in range(9)]
            gone = [Drop(PROGRESS, cell(draw)) for _ in range(2)]
            changes: list[Change] = draw.sample([*more, *gone], 11)
            for change in changes:
                written([change]).write(connection, "a")
            written(changes).write(connection, "b")

            assert counts(connection, "a") == counts(connection, "b")


def test_a_row_that_counts_nothing_any_more_is_gone(store: Store) -> None:
    first = cell(random.Random(1))
    other = (*first[:3], "009", *first[4:])
    counted = [Add(PROGRESS, key, {"count": 2}) for key in (first, other)]
    with psycopg.connect(store.dsn) as connection:
        written([*counted]).write(connection, "a")
        written([Add(PROGRESS, first, {"count": -2})]).write(connection, "a")

        assert counts(connection, "a") == [(other[1], "009", 2)]


@pytest.mark.parametrize("other", [Open, Set])
def test_a_row_is_counted_or_written_and_never_both(other: Any) -> None:
    key = cell(random.Random(1))

    with pytest.raises(TypeError, match="both"):
        written([other(PROGRESS, key, {"count": 1}), Add(PROGRESS, key, {"count": 1})])


@pytest.mark.parametrize("seed", range(6))
def test_what_is_raised_ends_at_the_greatest_in_whatever_order_it_comes(
    store: Store, seed: int
) -> None:
    draw = random.Random(seed)
    day = date(2021, 3, 1)
    changes: list[Change] = [
        Raise(PROGRESS_CHANGES, ("occurred", "x", day, draw.choice("ab")), {"position": n})
        for n in draw.sample(range(100), 30)
    ]
    greatest = {
        unit: max(one.values["position"] for one in changes if one.key[3] == unit)  # type: ignore[union-attr]
        for unit in "ab"
    }
    with psycopg.connect(store.dsn) as connection:
        for change in changes:
            written([change]).write(connection, "a")
        written(changes[:15]).write(connection, "b")
        written(changes[15:]).write(connection, "b")
        for slot in ("a", "b"):
            found = connection.execute(f"SELECT unit, position FROM view_{slot}.progress_changes")
            assert dict(found.fetchall()) == greatest


def test_a_row_is_not_both_raised_and_counted() -> None:
    key = ("occurred", "x", date(2021, 3, 1), "a")

    with pytest.raises(TypeError, match="both counted and written"):
        written([Raise(PROGRESS_CHANGES, key, {"position": 1}), Set(PROGRESS_CHANGES, key, {})])
