"""Statements over the live slot of the quality view, each of its own and none of a swapped slot."""

from collections.abc import Mapping
from typing import Any

from adapters.postgres import quality_questions as questions
from adapters.postgres.live_view import Pool, Row, answers
from application.event_store import StoreUnavailable

_ATTEMPTS = 5


class QualityReader:
    """A rebuild empties the slot that it replaces: what was read of it meanwhile is read again."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def live(self) -> tuple[str, int]:
        """The live slot and its position; slot a and -1 before the view is registered."""
        rows = await answers(self._pool, questions.LIVE, {})
        return rows[0] if rows else ("a", -1)

    async def asked(self, *texts: str, **values: Any) -> list[list[Row]]:
        """The rows of each text, all of one slot. Raises StoreUnavailable."""
        for _ in range(_ATTEMPTS):
            slot, _ = await self.live()
            found = [await self._answers(text, slot, values) for text in texts]
            if (await self.live())[0] == slot:
                return found
        raise StoreUnavailable

    async def _answers(self, text: str, slot: str, values: Mapping[str, Any]) -> list[Row]:
        return await answers(self._pool, text.replace("{slot}", f"view_{slot}"), values)
