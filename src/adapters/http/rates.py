"""How many requests an officer and a unit may make: a token bucket each, held in memory."""

import math
import time
from collections import OrderedDict

from adapters.http.problems import RequestRefused
from domain.envelope import Actor

_REMEMBERED = 100_000
_BURST_S = 5


class Rates:
    """Each process keeps its own count, so that the rates hold per process. 0 means unlimited."""

    def __init__(self, officer_rate: float, unit_rate: float) -> None:
        self._rates = {"officer": officer_rate, "unit": unit_rate}
        # bucket -> (level, at): how full it was when last touched
        self._buckets: OrderedDict[tuple[str, object], tuple[float, float]] = OrderedDict()

    def admit(self, actor: Actor) -> None:
        """Count one request; raises RequestRefused 429 with the seconds to wait."""
        now = time.monotonic()
        self._take("officer", actor.officer, now)
        self._take("unit", actor.unit, now)

    def admit_stranger(self) -> None:
        """Count one request without a token: all strangers together have the rate of a unit."""
        self._take("unit", "strangers", time.monotonic())

    def _take(self, whose: str, who: object, now: float) -> None:
        rate = self._rates[whose]
        if not rate:
            return
        most = rate * _BURST_S
        level, at = self._buckets.pop((whose, who), (most, now))
        level = min(most, level + (now - at) * rate)
        if level < 1:
            self._buckets[whose, who] = (level, now)
            wait = math.ceil((1 - level) / rate)
            quota, window = int(most), _BURST_S
            raise RequestRefused(
                429, "rate-exceeded", whose=whose, wait=wait, quota=quota, window=window
            )
        self._buckets[whose, who] = (level - 1, now)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
