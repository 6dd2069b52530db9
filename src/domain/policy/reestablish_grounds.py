"""On which grounds a PIN is cancelled and established again (Decrees 137/2015 and 37/2021)."""

from datetime import date, datetime

from domain.policy.parameters import read
from domain.policy.rules import Policy
from domain.policy.shapes import Grounds


def reestablish_grounds(
    policy: Policy, on: date, *, known: datetime | None = None
) -> frozenset[str]:
    """Ground codes, for example `sex-re-determined`."""
    return frozenset(read(policy.at(on, known), "pin.reestablish.grounds", Grounds).grounds)
