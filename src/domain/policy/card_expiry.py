"""The last day of a card: the next exchange age (59/2014 and 26/2023 Art. 21)."""

from datetime import date, datetime

from domain.policy.parameters import read
from domain.policy.rules import Policy
from domain.policy.shapes import AfterLastAge, EarlyWindow, ExchangeAges
from domain.values.partial_date import PartialDate, birthday


def card_expiry(
    policy: Policy, birth: PartialDate, issued_on: date, *, known: datetime | None = None
) -> date | None:
    """The birthday on which the card expires, or None for a card that never does.

    It is the first exchange age whose early window has not begun by the day of issue. The first day
    of the window, the birthday two years before that age, belongs to it.
    """
    rules = policy.at(issued_on, known)
    ages = read(rules, "card.exchange_ages", ExchangeAges).ages
    window = read(rules, "card.early_window", EarlyWindow).years
    born = birth.latest()
    for age in sorted(ages):
        if issued_on < birthday(born, age - window):
            return birthday(born, age)
    # The law must say that a later card never expires: no rule, no card.
    read(rules, "card.expiry_after_last_age", AfterLastAge)
    return None
