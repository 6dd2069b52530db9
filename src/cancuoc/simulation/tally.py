"""What a simulation saw: acts and their times, refusals by code, and what nobody accepted."""

from collections import Counter
from typing import Any

import msgspec

MOST_FAULTS = 1000


class Tally(msgspec.Struct):
    """`times` are seconds by kind of act; `repeated` are acts that had been stored before."""

    times: dict[str, list[float]]
    new: Counter[str]
    repeated: Counter[str]
    refusals: Counter[str]
    notes: Counter[str]
    faults: list[str]

    @classmethod
    def empty(cls) -> "Tally":
        return cls({}, Counter(), Counter(), Counter(), Counter(), [])

    def took(self, step: str, seconds: float, repeated: bool) -> None:
        self.times.setdefault(step, []).append(seconds)
        (self.repeated if repeated else self.new)[step] += 1

    def fault(self, what: str) -> None:
        """Something that should not be: it ends the simulation with exit status 1."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(what)

    def figures(self) -> dict[str, dict[str, Any]]:
        """Of each kind of act how many there were, and p50 and p99 in milliseconds."""
        return {step: self._figures(step) for step in sorted(self.times)}

    def _figures(self, step: str) -> dict[str, Any]:
        times = sorted(self.times[step])
        return {
            "new": self.new[step],
            "repeated": self.repeated[step],
            "p50_ms": round(percentile(times, 50) * 1000, 1),
            "p99_ms": round(percentile(times, 99) * 1000, 1),
        }


def percentile(ordered: list[float], percent: int) -> float:
    """The value below which so many of a hundred lie; `ordered` is not empty."""
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
