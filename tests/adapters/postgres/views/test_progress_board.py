"""Figures of units and days, which agree with each other and tell of nobody."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from tests.adapters.postgres.views.cases import DISTRICT, OTHER_DISTRICT, UNITS, Clock, pool_of
from tests.adapters.postgres.views.projected import History

from adapters.postgres.fresh_view import Freshness
from adapters.postgres.progress_board import Asked, ProgressBoard, ProgressCell
from case_stories import INTAKE_APPROVED, at, captured, case, fresh_id, opened
from citizen_stories import DONG_VAN, RECORDED_AT, VERIFIED, story
from citizen_stories import captured as citizen_captured
from projections.progress import Progress

DAY = date(2021, 3, 1)
LATE = RECORDED_AT + timedelta(days=5)
LATE_DAY = date(2021, 3, 6)
YEAR = (date(2021, 1, 1), date(2021, 12, 31))


@pytest.fixture
async def board(history: History) -> AsyncIterator[ProgressBoard]:
    async with pool_of(history) as pool:
        yield ProgressBoard(pool, Clock().now)


def applications(history: History, unit: str, count: int, first: int) -> None:
    history.record(
        *(case(opened(unit=unit), captured(), INTAKE_APPROVED, stream=fresh_id(first + n))
          for n in range(count))
    )  # fmt: skip


async def figures(board: ProgressBoard, unit: str, *columns: str, **asked: Any) -> dict[Any, Any]:
    """Counts by the unit, the counter and the columns named."""
    days = asked.pop("days", YEAR)
    answer = await board.figures(Asked(unit, *days, **asked), 10)
    return {
        (cell.unit, cell.counter, *(getattr(cell, column) for column in columns)): cell.count
        for cell in answer.cells
    }


async def test_a_unit_counts_all_below_it(history: History, board: ProgressBoard) -> None:
    applications(history, DISTRICT, 3, 300)
    applications(history, OTHER_DISTRICT, 2, 400)
    history.projector(Progress(UNITS)).catch_up()
    wanted = {"counters": ("card.intake-approved",)}

    assert await figures(board, "centre", **wanted) == {("centre", "card.intake-approved"): 5}
    assert await figures(board, "01", **wanted) == {("01", "card.intake-approved"): 3}
    assert await figures(board, DISTRICT, **wanted) == {(DISTRICT, "card.intake-approved"): 3}
    assert await figures(board, "03", **wanted) == {}
    assert await figures(board, "x", **wanted) == {}


async def test_lines_below_a_unit_are_those_of_the_level_beneath(
    history: History, board: ProgressBoard
) -> None:
    applications(history, DISTRICT, 3, 300)
    applications(history, OTHER_DISTRICT, 2, 400)
    applications(history, "01", 1, 500)
    history.record(story(citizen_captured()), story(citizen_captured(), unit=DONG_VAN))
    history.projector(Progress(UNITS)).catch_up()

    by_province = await figures(board, "ministry", below=True, counters=("card.captured",))
    by_district = await figures(board, "01", below=True, counters=("card.captured",))
    by_commune = await figures(board, "001", below=True, counters=("population.captured",))

    assert by_province == {("01", "card.captured"): 4, ("02", "card.captured"): 2}
    assert by_district == {("", "card.captured"): 1, ("001", "card.captured"): 3}
    assert by_commune == {("00001", "population.captured"): 1}


async def test_both_series_and_any_days(history: History, board: ProgressBoard) -> None:
    late = at(captured(RECORDED_AT), 2, recorded_at=LATE, occurred_at=LATE)
    history.record([at(opened(), 1), late])
    history.projector(Progress(UNITS)).catch_up()
    wanted: dict[str, Any] = {"counters": ("card.captured",)}

    occurred = await figures(board, "01", "day", by=("day",), **wanted)
    recorded = await figures(board, "01", "day", by=("day",), basis="recorded", **wanted)
    first_day = await figures(board, "01", basis="recorded", days=(DAY, DAY), **wanted)

    assert occurred == {("01", "card.captured", DAY): 1}
    assert recorded == {("01", "card.captured", LATE_DAY): 1}
    assert first_day == {}


async def test_a_small_group_is_suppressed_and_the_sum_is_not(
    history: History, board: ProgressBoard
) -> None:
    women = [story(citizen_captured(), VERIFIED) for _ in range(12)]
    men = [story(citizen_captured(sex="male")) for _ in range(3)]
    history.record(*women, *men)
    history.projector(Progress(UNITS)).catch_up()

    by_sex = await figures(board, "001", "sex", by=("sex",))

    assert by_sex == {
        ("001", "population.captured", "female"): None,
        ("001", "population.captured", "male"): None,
        ("001", "population.verified", "female"): 12,
    }
    assert await figures(board, "001") == {
        ("001", "population.captured"): 15,
        ("001", "population.verified"): 12,
    }


async def test_groups_large_enough_are_shown(history: History, board: ProgressBoard) -> None:
    women = [story(citizen_captured()) for _ in range(11)]
    men = [story(citizen_captured(sex="male", birth="1950")) for _ in range(10)]
    history.record(*women, *men)
    history.projector(Progress(UNITS)).catch_up()

    assert await figures(board, "01", "sex", "age_band", by=("sex", "age_band")) == {
        ("01", "population.captured", "female", "30-34"): 11,
        ("01", "population.captured", "male", "70-74"): 10,
    }


async def test_an_answer_says_how_fresh_it_is_and_survives_a_rebuild(
    history: History, board: ProgressBoard
) -> None:
    history.record(case(opened(), captured()))
    empty = await board.figures(Asked("01", *YEAR), 10)
    history.projector(Progress(UNITS)).catch_up()
    live = await board.figures(Asked("01", *YEAR), 10)
    history.projector(Progress(UNITS)).rebuild()

    assert (empty.cells, empty.freshness) == ((), Freshness(-1, 3_600_000))
    assert live.freshness == Freshness(1, 0)
    assert live.cells[0] == ProgressCell("01", "card.captured", None, None, None, 1)
    assert await board.figures(Asked("01", *YEAR), 10) == live


async def test_a_rebuilt_view_counts_the_same(history: History) -> None:
    applications(history, DISTRICT, 3, 300)
    history.record(story(citizen_captured(), VERIFIED))
    history.projector(Progress(UNITS), batch=2).catch_up()
    live = [history.rows("a", table) for table in ("progress", "progress_memory")]

    history.projector(Progress(UNITS)).rebuild()

    assert [history.rows("b", table) for table in ("progress", "progress_memory")] == live
