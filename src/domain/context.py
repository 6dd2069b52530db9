"""What a decision may look at beside the stream itself: the officer, the moment, the law."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import msgspec

from domain.envelope import Actor
from domain.policy.rules import Policy
from domain.units import RegisterOfUnits

VIETNAM_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def local_day(instant: datetime) -> date:
    """The calendar day of an instant in Viet Nam (UTC+07:00 all year, no daylight saving)."""
    return instant.astimezone(VIETNAM_TIME).date()


class Other(msgspec.Struct, frozen=True):
    """Another stream as it stands when the decision is taken; never read from a view."""

    id: UUID
    version: int
    state: Any


class Context(msgspec.Struct, frozen=True):
    """Arguments of a decision that are not in the stream (formats §2, functions).

    `now` is the recorded time, `occurred_at` when the act took place (a station may send it late).
    `facts` holds what was minted or verified outside, per decision. `others` are the streams that
    the decision's readings (readings.py) name, each under its name there; one that does not exist
    is absent. `countersigner` is the second officer, whose own token said yes to this very command.
    `stream` is the id of the stream decided on, which no event repeats.
    """

    actor: Actor
    now: datetime
    occurred_at: datetime
    policy: Policy
    units: RegisterOfUnits
    test_numbers: bool = False
    facts: Any = None
    stream: UUID | None = None
    others: Mapping[str, Other] = {}
    countersigner: Actor | None = None

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def happened_on(self) -> date:
        return local_day(self.occurred_at)
