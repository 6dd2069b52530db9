"""What becomes of the old document (Circulars 07/2016 Art. 15, 59/2021 Art. 11, 60/2021 Art. 5)."""

from datetime import date, datetime

from domain.policy.parameters import read
from domain.policy.rules import Policy
from domain.policy.shapes import OldDocument


def old_document_action(
    policy: Policy, on: date, damaged: bool = False, *, known: datetime | None = None
) -> str:
    """`cut-and-return` or `withdraw`."""
    rule = read(policy.at(on, known), "old_document.action", OldDocument)
    return rule.if_damaged if damaged and rule.if_damaged else rule.action
