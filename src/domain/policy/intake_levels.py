"""Where applications are taken in (59/2014 Art. 26; two-level police since 1 March 2025)."""

from datetime import date, datetime

from domain.policy.parameters import read
from domain.policy.rules import Policy
from domain.policy.shapes import IntakeLevels


def intake_levels(policy: Policy, on: date, *, known: datetime | None = None) -> frozenset[str]:
    """Of `centre`, `province`, `district`, `commune` and `mobile`."""
    return frozenset(read(policy.at(on, known), "intake.levels", IntakeLevels).levels)
