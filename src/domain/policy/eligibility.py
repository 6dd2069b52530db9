"""Who may have a card: the minimum age of the day (59/2014 Art. 19, 26/2023 Art. 19)."""

from datetime import date, datetime

from domain.policy.parameters import read
from domain.policy.rules import Policy
from domain.policy.shapes import MinAge
from domain.refusals import RuleBroken
from domain.values.partial_date import PartialDate, age_on


def eligible(
    policy: Policy, birth: PartialDate, on: date, *, known: datetime | None = None
) -> RuleBroken | None:
    """None where allowed, otherwise the refusal to raise: `citizen-too-young` (age, min_age).

    The age is reckoned from the latest day a partial date allows.
    """
    min_age = read(policy.at(on, known), "card.min_age", MinAge).age
    age = age_on(birth, on)
    return RuleBroken("citizen-too-young", age=age, min_age=min_age) if age < min_age else None
