"""How the simulated machines behave: how long they take, and how often what goes wrong.

The rates are those of domain §7. Chance is drawn from the job itself, so that the same job comes
out the same way whoever takes it and however often.
"""

import random
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

RATES = (
    "questioned",
    "false_candidates",
    "duplicates",
    "spoiled",
    "outcome_unknown",
    "silent",
    "delivery_failed",
    "repeated_answers",
)


class Script(msgspec.Struct, frozen=True):
    """Delays are seconds a job; rates are shares of jobs from 0 to 1.

    `told` says of some applications what happens to them at the first try, by the names of the
    rates and `silent <kind of job>`; chance has no part in these.
    """

    seed: int = 2021
    delay_s: float = 0.0
    questioned: float = 0.02
    false_candidates: float = 0.00057
    duplicates: float = 0.003
    spoiled: float = 0.005
    outcome_unknown: float = 0.001
    silent: float = 0.0
    delivery_failed: float = 0.03
    repeated_answers: float = 0.05
    told: Mapping[UUID, frozenset[str]] = {}

    def draw(self, what: str, job: UUID) -> float:
        """A number from 0 to 1 that depends on nothing but its arguments and the seed."""
        return random.Random(f"{self.seed}/{what}/{job}").random()  # noqa: S311 - a simulation

    def happens(self, what: str, job: dict[str, Any]) -> bool:
        """Whether this job, as it was leased, meets what is told of it or drawn at that rate."""
        told = self.told.get(UUID(job["application_id"]))
        if told is not None:
            return what in told and (job.get("print_attempt") or 1) == 1
        rate: float = getattr(self, what)
        return self.draw(what, UUID(job["idempotency_key"])) < rate

    def is_silent(self, job: dict[str, Any]) -> bool:
        """Whether the machine fails before it says anything."""
        told = self.told.get(UUID(job["application_id"]))
        if told is not None:
            return f"silent {job['kind']}" in told
        return self.happens("silent", job)
