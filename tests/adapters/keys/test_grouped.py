"""Questions that arrive together leave together, and nobody is left waiting."""

import asyncio
from collections.abc import Mapping

import pytest

from adapters.keys.grouped import Grouped
from application.vault import VaultUnavailable


class Line:
    """A line that answers after a moment, and notes what it was asked."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.fault: Exception | None = None
        self.stuck = asyncio.Event()
        self.stuck.set()

    async def answer(self, keys: list[int]) -> Mapping[int, int]:
        self.groups.append(keys)
        await self.stuck.wait()
        await asyncio.sleep(0.001)
        if self.fault:
            raise self.fault
        return {key: key * 10 for key in keys}


async def test_whoever_waits_while_the_line_is_busy_shares_the_next_group() -> None:
    line = Line()
    grouped = Grouped(line.answer, group=50)

    answers = await asyncio.gather(*(grouped.ask(key) for key in range(120)))

    assert answers == [key * 10 for key in range(120)]
    assert [len(group) for group in line.groups] == [50, 50, 20]


async def test_equal_questions_share_one_answer() -> None:
    line = Line()
    grouped = Grouped(line.answer)

    assert await asyncio.gather(*(grouped.ask(7) for _ in range(100))) == [70] * 100
    assert line.groups == [[7]]


async def test_a_later_question_is_asked_anew() -> None:
    line = Line()
    grouped = Grouped(line.answer)

    for _ in range(100):
        await grouped.ask(7)

    assert len(line.groups) == 100


async def test_a_caller_that_gives_up_does_not_disturb_the_others() -> None:
    line = Line()
    grouped = Grouped(line.answer)
    impatient = asyncio.create_task(grouped.ask(1))
    patient = asyncio.create_task(grouped.ask(1))
    await asyncio.sleep(0)

    impatient.cancel()

    assert await patient == 10


async def test_a_loss_reaches_everyone_in_the_group_and_the_next_group_is_tried() -> None:
    line = Line()
    line.fault = VaultUnavailable("lost")
    grouped = Grouped(line.answer)
    lost = await asyncio.gather(*(grouped.ask(k) for k in range(3)), return_exceptions=True)

    assert {type(each) for each in lost} == {VaultUnavailable}
    line.fault = None
    assert await grouped.ask(1) == 10


async def test_a_broken_line_leaves_nobody_waiting_and_can_be_used_again() -> None:
    line = Line()
    line.fault = LookupError("a fault of ours")
    grouped = Grouped(line.answer, group=1)
    broken = await asyncio.gather(*(grouped.ask(k) for k in range(3)), return_exceptions=True)

    assert {type(each) for each in broken} == {LookupError}
    line.fault = None
    assert await grouped.ask(1) == 10


async def test_too_many_waiting_are_turned_away() -> None:
    line = Line()
    line.stuck.clear()
    grouped = Grouped(line.answer, waiting=2)
    waiting = [asyncio.create_task(grouped.ask(key)) for key in range(2)]
    await asyncio.sleep(0)

    with pytest.raises(VaultUnavailable, match="too many"):
        await grouped.ask(3)

    line.stuck.set()
    assert await asyncio.gather(*waiting) == [0, 10]


async def test_closing_releases_those_who_wait() -> None:
    line = Line()
    line.stuck.clear()
    grouped = Grouped(line.answer)
    waiting = asyncio.create_task(grouped.ask(1))
    await asyncio.sleep(0)

    await grouped.close()

    with pytest.raises(VaultUnavailable, match="closed"):
        await waiting
