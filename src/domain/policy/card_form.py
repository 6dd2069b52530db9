"""Which form of card is made: that of the day of approval (Circ. 06/2021; 26/2023 Art. 18)."""

from datetime import date, datetime

from domain.policy.parameters import read
from domain.policy.rules import Policy
from domain.policy.shapes import CardForm


def card_form(policy: Policy, on: date, *, known: datetime | None = None) -> str:
    return read(policy.at(on, known), "card.form", CardForm).form
