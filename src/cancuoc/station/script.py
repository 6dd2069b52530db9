"""How the simulated machines behave: how long they take, and how often what goes wrong.

The rates are those of domain §7. Chance is drawn from the job itself, so that the same job comes
out the same way whoever takes it and however often.
"""

import random
from uuid import UUID

import msgspec


class Script(msgspec.Struct, frozen=True):
    """Delays are seconds a job; rates are shares of jobs from 0 to 1."""

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

    def draw(self, what: str, job: UUID) -> float:
        """A number from 0 to 1 that depends on nothing but its arguments and the seed."""
        return random.Random(f"{self.seed}/{what}/{job}").random()  # noqa: S311 - a simulation

    def happens(self, what: str, job: UUID) -> bool:
        """Whether this job meets what is drawn at that rate."""
        rate: float = getattr(self, what)
        return self.draw(what, job) < rate
