"""How much of what is being uploaded one process holds in its memory at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class UploadRoom:
    """Room for so many bytes; who finds none waits, within the time that an upload has anyway."""

    def __init__(self, most_bytes: int) -> None:
        self._free = most_bytes
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def taken(self, size: int) -> AsyncIterator[None]:
        """Room for one upload of `size` bytes, given back at the end."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._free >= size)
            self._free -= size
        try:
            yield
        finally:
            async with self._changed:
                self._free += size
                self._changed.notify_all()
