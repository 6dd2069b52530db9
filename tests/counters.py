"""How the counters of progress have grown since a moment, by day (domain §1.13)."""

from typing import Any

from record import wait_until
from service import Service

Growth = dict[str, dict[str, int]]
"""Day -> counter -> by how much, where it grew at all."""


class Counters:
    """The counters of a unit from one day to another, and what they were at first."""

    def __init__(self, service: Service, unit: str, first: str, last: str) -> None:
        self._service = service
        self._path = f"/v1/progress?unit={unit}&from={first}&to={last}&by=day&basis="
        wait_until(lambda: all(self._shown(basis)["freshness"]["lag_ms"] == 0 for basis in BASES))
        self._before = {basis: self._counts(basis) for basis in BASES}

    def until(self, basis: str, growth: Growth) -> None:
        """Wait for just this growth; the view is a moment behind."""
        wait_until(lambda: self.grown(basis) == growth, lambda: self.grown(basis))

    def grown(self, basis: str) -> Growth:
        before, found = self._before[basis], Growth()
        for (day, counter), count in sorted(self._counts(basis).items()):
            if count != before.get((day, counter), 0):
                found.setdefault(day, {})[counter] = count - before.get((day, counter), 0)
        return found

    def _counts(self, basis: str) -> dict[tuple[str, str], int]:
        cells = self._shown(basis)["cells"]
        return {(cell["day"], cell["counter"]): cell["count"] for cell in cells}

    def _shown(self, basis: str) -> dict[str, Any]:
        answer = self._service.get(self._path + basis, "auditor")
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown


BASES = ("occurred", "recorded")
PERSON = ("population.captured", "population.verified", "population.approved", "pin.established")
CARD = (
    "card.captured",
    "card.received",
    "card.intake-approved",
    "card.verified",
    "card.approved",
    "card.printed",
    "card.quality-checked",
    "card.dispatched",
    "card.arrived",
    "card.delivered",
)
"""What every card that is delivered is counted for, once each."""


def each(*counters: str, count: int = 1) -> dict[str, int]:
    return dict.fromkeys(counters, count)
