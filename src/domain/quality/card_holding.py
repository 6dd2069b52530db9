"""DQ-17, 19, 20, 24, 28, 30, 33, 34: the person beside the cards and the applications."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import msgspec

from domain.quality.life import OLDEST
from domain.quality.verdict import NOT_EVALUATED, PASSES, Verdict, failing, failing_if, from_day
from domain.values.partial_date import PartialDate, birthday

CARD_AGE = 14
"""Of DQ-17; who may have a card earlier (R2) may go without one."""
BANDAGED_DAYS = 90
CONFIRMATION_DAYS = 30
"""House: how long the residence unit has to confirm a capture made elsewhere."""

TEN = frozenset(range(1, 11))
UNUSABLE = frozenset({"unknown-address", "returned-by-post"})


class Applied(msgspec.Struct, frozen=True):
    """An application as public events tell it; fingers are positions 1 to 10.

    `captured_on` is None before the first capture. `address_failed` is the reason of the last
    delivery that failed, until the place is changed or the card is handed over.
    """

    application_id: UUID
    open: bool
    intake_unit: str
    captured_on: date | None = None
    accounted: tuple[int, ...] = ()
    captured: tuple[int, ...] = ()
    bandaged: tuple[int, ...] = ()
    address_failed: str | None = None
    since: int = 0


class Holder(msgspec.Struct, frozen=True):
    """A person as far as these checks look.

    `home` is the unit of the permanent residence, `confirmed_on` the last day on which one of its
    own officers acted on the entry. `away` are the applications taken in neither there nor above.
    """

    standing: str
    birth: str
    active_card: bool = False
    home: str | None = None
    confirmed_on: date | None = None
    applications: tuple[Applied, ...] = ()
    away: frozenset[UUID] = frozenset()


Check = Callable[[Holder], Verdict]


def no_card_at_fourteen(holder: Holder) -> Verdict:
    """DQ-17: no card in force and no application, from the 14th birthday on."""
    if holder.standing != "living" or holder.active_card:
        return PASSES
    if any(one.open for one in holder.applications):
        return PASSES
    try:
        fourteen = birthday(PartialDate(holder.birth).latest(), CARD_AGE)
    except ValueError:
        return NOT_EVALUATED
    return failing("card", evidence=(holder.birth,), spans=from_day(fourteen))


def too_old(holder: Holder) -> Verdict:
    """DQ-24, of the age, which needs no event to pass 120; of the death see life.py."""
    if holder.standing != "living":
        return PASSES
    try:
        last = birthday(PartialDate(holder.birth).latest(), OLDEST + 1)
    except ValueError:
        return NOT_EVALUATED
    return failing("birth", evidence=(holder.birth,), spans=from_day(last))


def fingers_unaccounted(holder: Holder) -> Verdict:
    """DQ-19: of an open application, a position neither captured nor explained."""
    taken = [one for one in holder.applications if one.open and one.captured_on]
    if not taken:
        return NOT_EVALUATED
    lacking = [one for one in taken if TEN - set(one.accounted)]
    evidence = (TEN - set(one.accounted) for one in lacking)
    return failing_if(bool(lacking), "fingers", evidence=(sorted(some) for some in evidence))


def bandage_not_followed_up(holder: Holder) -> Verdict:
    """DQ-20: from the 91st day after the capture, unless the finger was captured since."""
    spans, evidence = [], []
    for one in holder.applications:
        waiting = [finger for finger in one.bandaged if not _captured_since(finger, one, holder)]
        if waiting and one.captured_on and holder.standing == "living":
            first = one.captured_on + timedelta(days=BANDAGED_DAYS + 1)
            spans.append(from_day(first)[0])
            evidence.append(f"{one.captured_on} {waiting}")
    return failing("fingers", evidence=evidence, spans=tuple(spans))


def dead_with_card(holder: Holder) -> Verdict:
    """DQ-28: recorded dead, and holds an active card or an open application."""
    open_ = [one for one in holder.applications if one.open]
    fails = holder.standing == "dead" and (holder.active_card or bool(open_))
    return failing_if(fails, "died", "card", evidence=(one.application_id for one in open_))


def card_after_nationality_lost(holder: Holder) -> Verdict:
    """DQ-30, of the card; of the number see life.py."""
    return failing_if(holder.standing == "nationality-lost" and holder.active_card, "card")


def away_and_unconfirmed(holder: Holder) -> Verdict:
    """DQ-33: captured away from the permanent residence, whose unit did not act on it in time."""
    spans, evidence = [], []
    for one in holder.applications:
        if one.application_id not in holder.away or one.captured_on is None or not one.open:
            continue
        if holder.confirmed_on is None or holder.confirmed_on < one.captured_on:
            first = one.captured_on + timedelta(days=CONFIRMATION_DAYS + 1)
            spans.append(from_day(first)[0])
            evidence.append(f"{one.application_id} {holder.home}")
    return failing("residences", evidence=evidence, spans=tuple(spans))


def address_unusable(holder: Holder) -> Verdict:
    """DQ-34: a delivery failed for the address, and the place has not been changed since."""
    failed = [one for one in holder.applications if one.address_failed in UNUSABLE]
    reasons = (f"{one.application_id} {one.address_failed}" for one in failed)
    return failing_if(bool(failed), "delivery_place", evidence=reasons)


OF_HOLDERS: dict[str, Check] = {
    "DQ-17": no_card_at_fourteen,
    "DQ-19": fingers_unaccounted,
    "DQ-20": bandage_not_followed_up,
    "DQ-24": too_old,
    "DQ-28": dead_with_card,
    "DQ-30": card_after_nationality_lost,
    "DQ-33": away_and_unconfirmed,
    "DQ-34": address_unusable,
}
OF_INTAKE = frozenset({"DQ-19", "DQ-20", "DQ-34"})
"""Whose first holder is the unit that took the application in."""


def _captured_since(finger: int, bandaged: Applied, holder: Holder) -> bool:
    """A later capture of the same application has replaced `bandaged` itself."""
    since = bandaged.captured_on or date.min
    return any(
        finger in one.captured and (one.captured_on or date.min) > since
        for one in holder.applications
    )
