"""Whether a card is valid on a day: its state, its holder and its last day."""

from datetime import date, datetime

from domain.policy.parameters import find
from domain.policy.rules import Policy
from domain.policy.shapes import OldValidity
from domain.refusals import RuleBroken


def card_valid(
    policy: Policy,
    active: bool,
    valid_to: date | None,
    standing: str,
    on: date,
    *,
    known: datetime | None = None,
) -> RuleBroken | None:
    """None where valid, otherwise the reason, ready to raise.

    `active`: the state of the card; `valid_to`: its expiry day, None for never; `standing`: that of
    the holder, who must be living and a national. Reasons: `card-not-active`,
    `card-holder-not-living` (standing), `card-expired` (day).
    """
    if not active:
        return RuleBroken("card-not-active")
    if standing != "living":
        return RuleBroken("card-holder-not-living", standing=standing)
    last_day = last_valid_day(policy, valid_to, known=known)
    if last_day is not None and on > last_day:
        return RuleBroken("card-expired", day=last_day)
    return None


def last_valid_day(
    policy: Policy, valid_to: date | None, *, known: datetime | None = None
) -> date | None:
    """The expiry day, or the day to which Law 26/2023 Art. 46 prolongs cards that expire then."""
    if valid_to is None:
        return None
    prolonged = find(policy.at(valid_to, known), "card.old_validity", OldValidity)
    return valid_to if prolonged is None else max(valid_to, prolonged.valid_to)
