"""DQ-06 to DQ-08, DQ-23, DQ-25, DQ-26: what two entries say of each other."""

from typing import Literal
from uuid import UUID

import msgspec

from domain.values.partial_date import PartialDate, birthday

YOUNGEST_PARENT = 13

Severity = Literal["blocking", "warning"]


class Party(msgspec.Struct, frozen=True):
    """One of two persons as far as these checks look.

    `spouse_of` and `heads` are told by that person's own entry: whether it names the other one as
    spouse, and whether it says that the person is the head of a household (None: it says nothing).
    """

    citizen_id: UUID
    birth: str
    marital: str = "unknown"
    standing: str = "living"
    names_spouse: bool = False
    spouse_of_other: bool = False
    is_head: bool | None = None


def shared_number(kind: str) -> Severity:
    """DQ-06: one PIN on two persons blocks; old numbers are known to be shared, and warn."""
    return "blocking" if kind == "pin" else "warning"


def parent_too_young(child: Party, parent: Party) -> bool:
    """DQ-23: the parent was not yet 13 on the last day on which the child may be born.

    Who is younger than the child is so all the more. Partial dates are read in the family's
    favour: the parent born as early, the child as late as both may be.
    """
    try:
        earliest = birthday(PartialDate(parent.birth).earliest(), YOUNGEST_PARENT)
        return PartialDate(child.birth).latest() < earliest
    except ValueError:
        return False


def spouse_link_broken(one: Party, other: Party) -> bool:
    """DQ-25: `one` names `other` as spouse, who names nobody or somebody else, or never married.

    A widow is free to have no spouse: a link to or from the dead need not be mutual.
    """
    if "never-married" in (one.marital, other.marital):
        return True
    if "dead" in (one.standing, other.standing):
        return False
    return not other.spouse_of_other


def household_without_one_head(member: Party, head: Party) -> bool:
    """DQ-26: `member` names `head` as the head of household.

    Nobody heads it where that person is, by the own entry, no head; two do where the member says
    to be the head as well. An entry that says nothing of its household contradicts nothing.
    """
    return head.is_head is False or member.is_head is True
