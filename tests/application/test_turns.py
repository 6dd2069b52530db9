"""Who lost a race waits for those who lost it before, and for nobody else."""

import asyncio
from uuid import UUID

from application.turns import Turn, Turns

A, B, C = (UUID(int=number) for number in (1, 2, 3))


async def test_those_who_lost_for_the_same_stream_try_one_after_the_other() -> None:
    turns, at_once, most = Turns(), [0], [0]

    async def loser() -> None:
        async with Turn(turns) as turn:
            await turn.wait_for({A})
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
            await asyncio.sleep(0)
            at_once[0] -= 1

    await asyncio.gather(*(loser() for _ in range(20)))

    assert most == [1]
    assert len(turns) == 0, "a line in which nobody stands is kept"


async def test_nobody_waits_for_those_who_lost_for_another_stream() -> None:
    turns = Turns()
    async with Turn(turns) as first, Turn(turns) as second, asyncio.timeout(5):
        await first.wait_for({A})
        await second.wait_for({B})


async def test_no_two_wait_for_each_other_whatever_they_lose_for_next() -> None:
    turns = Turns()

    async def loser(*streams: UUID) -> None:
        async with Turn(turns) as turn:
            for stream in streams:
                await turn.wait_for({stream})
                await asyncio.sleep(0.001)

    orders = [(A, B, C), (C, B, A), (B, A, C), (C, A, B)] * 5
    async with asyncio.timeout(10):
        await asyncio.gather(*(loser(*one) for one in orders))


async def test_one_who_gives_up_lets_the_next_one_try() -> None:
    turns = Turns()

    async def patient() -> None:
        async with Turn(turns) as turn:
            await turn.wait_for({A})

    async with Turn(turns) as holder:
        await holder.wait_for({A})
        waiting = asyncio.create_task(patient())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])

    async with asyncio.timeout(5):
        await patient()
