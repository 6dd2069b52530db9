"""What the timer is shown: what is due and asks for an event, the oldest first."""

import asyncio
from datetime import timedelta
from uuid import UUID

from tests.adapters.postgres.views.cases import WAITS, pool_of, recorded
from tests.adapters.postgres.views.projected import History

from adapters.postgres.due_waits import DueWaits
from application.timer import DueWait
from case_stories import QUALITY_CHECKED, at, captured, fresh_id, opened, started
from citizen_stories import RECORDED_AT, story
from citizen_stories import captured as declared
from domain.card_application import events as e

LATER = RECORDED_AT + timedelta(days=60)
MISSED = ("printing", RECORDED_AT + timedelta(minutes=11), "print-gateway", "centre")


def due(
    history: History, moment: object = LATER, after: DueWait | None = None, most: int = 200
) -> list[DueWait]:
    async def asked() -> list[DueWait]:
        async with pool_of(history) as pool:
            return await DueWaits(pool, most).at(moment, after)  # type: ignore[arg-type]

    history.projector(WAITS).catch_up()
    return asyncio.run(asked())


def printing(history: History, number: int, *events: object) -> UUID:
    return recorded(history, opened(), started(), *events, stream=fresh_id(number))


def test_what_is_due_and_escalates_is_shown_as_the_timer_needs_it(history: History) -> None:
    stream = printing(history, 1)

    (wait,) = due(history)

    began = at(None, 2, stream).envelope.recorded_at
    assert wait == DueWait(
        stream, "card-application", "printing", began + timedelta(minutes=10),
        "print-gateway", "centre", 2, False,
    )  # fmt: skip


def test_what_is_not_due_yet_is_not_shown(history: History) -> None:
    printing(history, 1)
    began = RECORDED_AT + timedelta(minutes=1)

    assert due(history, began + timedelta(minutes=10) - timedelta(seconds=1)) == []
    assert len(due(history, began + timedelta(minutes=10))) == 1


def test_a_plain_expiry_is_not_shown(history: History) -> None:
    recorded(history, opened(), captured(), stream=fresh_id(1))
    recorded(history, opened(), QUALITY_CHECKED, stream=fresh_id(2))

    assert due(history) == []


def test_what_was_missed_is_shown_only_until_its_move_is_made(history: History) -> None:
    citizen = fresh_id(9)
    history.record(story(declared(), stream=citizen))
    moving = printing(history, 1)
    assert {one.stream: one.missed for one in due(history)} == {citizen: False, moving: False}

    history.record([at(e.DeadlineMissed(*MISSED), 3, moving)])
    from domain.citizen.events import DeadlineMissed

    word = DeadlineMissed("captured", RECORDED_AT + timedelta(days=9), "commune-chief", "00001")
    history.record(story(declared(), word, stream=citizen)[1:])
    assert {one.stream: one.missed for one in due(history)} == {moving: True}

    history.record([at(e.OutcomeDoubted(UUID(int=1), "S", UUID(int=2), "x", "timeout"), 4, moving)])
    assert [one.stage for one in due(history)] == ["outcome-unknown"]


def test_the_oldest_come_first_and_no_more_than_one_round_may_record(history: History) -> None:
    streams = [fresh_id(number) for number in range(1, 8)]
    for minutes, stream in enumerate(reversed(streams)):
        history.record(
            [at(opened(), 1, stream), at(started(), 2, stream,
             recorded_at=RECORDED_AT + timedelta(hours=minutes))]
        )  # fmt: skip
    oldest_first = streams[::-1]

    first = due(history, most=3)
    second = due(history, after=first[-1], most=3)
    third = due(history, after=second[-1], most=3)

    assert [one.stream for one in (*first, *second, *third)] == oldest_first
    assert [len(one) for one in (first, second, third)] == [3, 3, 1]
    assert due(history, after=third[-1]) == []
