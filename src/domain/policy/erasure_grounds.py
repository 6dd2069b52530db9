"""On which grounds a complete history may still be erased (domain §1.1 and §8, C12)."""

from datetime import date, datetime

from domain.policy.parameters import read
from domain.policy.rules import Policy
from domain.policy.shapes import Grounds


def erasure_grounds(policy: Policy, on: date, *, known: datetime | None = None) -> frozenset[str]:
    """Ground codes, for example `court-order`."""
    return frozenset(read(policy.at(on, known), "erasure.grounds", Grounds).grounds)
