"""What must hold before a command on a card is weighed at all (domain §1.3)."""

from datetime import date, datetime

from domain.card.state import Card
from domain.context import Context
from domain.guards import past_instant, refuse_field
from domain.refusals import Faults, NotAllowedNow, refuse_if

IN_CARE = ("personalised", "issued")
"""Made, and not yet with its holder."""
REPLACEABLE = ("active", "suspended", "held", "lost-reported")
"""Handed over, and not yet ended."""
REVOCABLE = (*IN_CARE, *REPLACEABLE)
ENDED = ("revoked", "replaced")


def require(state: Card, *statuses: str) -> None:
    refuse_if(state.status not in statuses, NotAllowedNow("card-is", state=state.status))


def require_ground(ground: str | None) -> str:
    if ground is None:
        raise refuse_field("/ground", "ground-needed")
    return ground


def refuse_later_day(day: date, pointer: str, context: Context) -> None:
    """A card is signed, held and given back by what has happened, not by what is planned."""
    refuse_if(day > context.happened_on, refuse_field(pointer, "day-in-future", day=day))


def refuse_later_instant(instant: datetime, pointer: str, context: Context) -> None:
    faults = Faults()
    faults.check(pointer, past_instant, instant, context)
    faults.refuse_if_any()
