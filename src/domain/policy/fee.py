"""What a card costs, in whole dong (Circular 59/2019/TT-BTC and the halvings of 2021 and 2022)."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from domain.policy.parameters import find, read
from domain.policy.rules import Policy, RulesInForce
from domain.policy.shapes import FeeBase, FeeFactor, FeeWaiver, Kind


def fee(
    policy: Policy,
    kind: Kind,
    on: date,
    fault: str | None = None,
    *,
    known: datetime | None = None,
) -> int:
    """The base amount of the kind times the factor of the day.

    `fault` says whose fault makes the card necessary: `authority` waives the fee. Where no
    `fee.factor` covers the day the factor is 1 (domain §2.1); a fraction of a dong rounds to the
    nearest, halves up.
    """
    rules = policy.at(on, known)
    waived = _waiver(rules, fault)
    if waived is not None:
        return waived
    base = Decimal(read(rules, "fee.base", FeeBase).vnd[kind])
    factor = find(rules, "fee.factor", FeeFactor) or FeeFactor("1")
    return int((base * factor.value).to_integral_value(ROUND_HALF_UP))


def _waiver(rules: RulesInForce, fault: str | None) -> int | None:
    return None if fault is None else read(rules, "fee.waiver", FeeWaiver).vnd.get(fault)
