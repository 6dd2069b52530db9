"""Waiting between rounds of work that goes on until it is told to stop."""

import asyncio


async def pause(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, not at all where nothing is left to wait; True when `stop` is set by then."""
    if seconds <= 0:
        return stop.is_set()
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
