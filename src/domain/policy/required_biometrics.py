"""Which biometrics the identity database takes at an age (59/2014 Art. 15, 26/2023 Art. 15, 23)."""

from datetime import date, datetime

from domain.policy.parameters import read
from domain.policy.rules import Policy
from domain.policy.shapes import Biometrics, Modality


def required_biometrics(
    policy: Policy, age: int, on: date, *, known: datetime | None = None
) -> frozenset[Modality]:
    """Of `face`, `ten-fingers` and `iris`; empty for an age from which nothing is taken."""
    rows = read(policy.at(on, known), "iddb.biometrics", Biometrics).rows
    reached = [row for row in rows if row.from_age <= age]
    return frozenset(max(reached, key=lambda row: row.from_age).modalities if reached else ())
