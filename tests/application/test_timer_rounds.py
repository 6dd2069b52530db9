"""No wait keeps the timer from those behind it."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from application.event_store import StoreUnavailable
from application.timer import DueWait
from application.timer_rounds import TimerRounds
from application.vault import VaultMismatch

NOW = datetime(2021, 3, 10, tzinfo=UTC)
MOST = 2


def wait(number: int) -> DueWait:
    due = NOW + timedelta(minutes=number)
    return DueWait(UUID(int=number), "citizen", "captured", due, "commune-chief", "00001", 1, False)


class Bells:
    """Waits that are due until they are rung; some are deaf, some are at fault."""

    def __init__(self, count: int) -> None:
        self.due = [wait(number) for number in range(count)]
        self.deaf: dict[int, Exception | None] = {}
        self.rung: list[int] = []
        self.rounds = TimerRounds(self, self.oldest)  # type: ignore[arg-type]

    async def oldest(self, _now: datetime, after: DueWait | None) -> list[DueWait]:
        behind = [one for one in self.due if after is None or one.due > after.due]
        return behind[:MOST]

    async def ring(self, one: DueWait) -> bool:
        number = one.stream.int
        if number in self.deaf:
            fault = self.deaf[number]
            if fault is not None:
                raise fault
            return False
        self.due.remove(one)
        self.rung.append(number)
        return True

    def rings(self, times: int = 1) -> list[int]:
        return [asyncio.run(self.rounds.ring(NOW)) for _ in range(times)]


def test_each_round_rings_the_oldest() -> None:
    bells = Bells(5)

    assert bells.rings(4) == [2, 2, 1, 0]
    assert bells.rung == [0, 1, 2, 3, 4]


def test_waits_that_nothing_can_be_done_about_are_gone_round() -> None:
    bells = Bells(6)
    bells.deaf = {0: None, 1: None, 2: VaultMismatch(), 3: None}

    bells.rings(3)

    assert bells.rung == [4, 5]


def test_the_oldest_are_tried_again_after_every_round() -> None:
    bells = Bells(4)
    bells.deaf = {0: None, 1: None}
    bells.rings(2)
    bells.deaf = {}

    bells.rings(2)

    assert bells.rung == [2, 3, 0, 1]


def test_a_store_that_is_away_ends_the_round_and_the_same_waits_come_again() -> None:
    bells = Bells(2)
    bells.deaf = {0: StoreUnavailable()}
    with pytest.raises(StoreUnavailable):
        bells.rings()
    bells.deaf = {}

    bells.rings()

    assert bells.rung == [0, 1]
