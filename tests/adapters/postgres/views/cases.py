"""Card applications in a store, projected, and the boards that officers read them from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool
from tests.adapters.postgres.views.projected import History

from adapters.postgres.live_view import Pool
from adapters.reference.load_units import load_register
from case_stories import case
from citizen_stories import RECORDED_AT
from domain.envelope import Actor
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.stream_kinds import STREAM_KINDS
from projections.waits import Waits

UNITS = load_register()
POLICY = Policy(SEEDS)
WAITS = Waits(STREAM_KINDS, lambda _: POLICY, UNITS)

DISTRICT, OTHER_DISTRICT = "001", "026"


class Clock:
    """Programme time, as the test sets it."""

    def __init__(self) -> None:
        self.at = RECORDED_AT + timedelta(hours=1)

    def now(self) -> Any:
        return self.at

    def after(self, minutes: int) -> Any:
        return self.at + timedelta(minutes=minutes)


@asynccontextmanager
async def pool_of(history: History) -> AsyncIterator[Pool]:
    pool: Pool = AsyncConnectionPool(
        history.dsn, min_size=1, max_size=8, open=False, timeout=5, kwargs={"autocommit": True}
    )
    async with pool:
        yield pool


def officer(number: int, unit: str, *roles: str) -> Actor:
    return Actor(UUID(int=number), unit, roles)


def recorded(history: History, *events: Any, stream: UUID, unit: str = DISTRICT) -> UUID:
    history.record(case(*events, stream=stream, unit=unit))
    return stream
