"""Carries out what follows from one event by itself, in as many transactions as it takes."""

from collections.abc import Callable

from adapters.postgres.reaction_batch import Batch, Gatherer
from adapters.postgres.reaction_commit import ReactionCommit
from application.event_store import Conflict, RowRefused
from application.feed import Positioned
from application.reactions.reacting import IsKnown

ATTEMPTS = 12
"""How often a lost race is decided again before the event is parked."""


class LoneEvent:
    """What one transaction stored stays stored, and is passed over by the next."""

    def __init__(self, gatherer: Gatherer, commit: ReactionCommit, is_known: IsKnown) -> None:
        self._gatherer = gatherer
        self._commit = commit
        self._is_known = is_known

    async def carry_out(self, event: Positioned, end: Callable[[Batch], None]) -> str | None:
        """Stores the last portion by `end`; gives the fault that is in the way, if there is one."""
        fault = None
        for _ in range(ATTEMPTS):
            try:
                return await self._in_portions(event, end)
            except (Conflict, RowRefused) as lost:
                fault = type(lost).__name__
        return fault

    async def _in_portions(self, event: Positioned, end: Callable[[Batch], None]) -> str | None:
        while (batch := await self._gatherer.gather_alone(event, self._is_known)).is_portion:
            self._commit.store_portion(batch)
        if batch.parked:
            return batch.parked[0].fault
        end(batch)
        return None
