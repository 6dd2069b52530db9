"""Uploads share a bounded room: one that finds none waits, and none is turned away."""

import asyncio

import pytest

from adapters.http.upload_room import UploadRoom


async def test_an_upload_waits_until_there_is_room_for_it() -> None:
    room, order = UploadRoom(10), list[str]()

    async def upload(name: str, size: int, gone: asyncio.Event) -> None:
        async with room.taken(size):
            order.append(name)
            await gone.wait()

    first, later = asyncio.Event(), asyncio.Event()
    tasks = [
        asyncio.create_task(upload("first", 8, first)),
        asyncio.create_task(upload("large", 5, later)),
        asyncio.create_task(upload("small", 2, later)),
    ]
    for _ in range(10):
        await asyncio.sleep(0)
    before = list(order)
    first.set()
    later.set()
    await asyncio.gather(*tasks)

    assert before == ["first", "small"]
    assert order == ["first", "small", "large"]


async def test_a_broken_upload_gives_its_room_back() -> None:
    room = UploadRoom(10)
    with pytest.raises(ConnectionError):
        async with room.taken(10):
            raise ConnectionError

    async with asyncio.timeout(5), room.taken(10):
        pass
