"""DQ-05, DQ-24, DQ-31, DQ-32, DQ-36, and of DQ-25 and DQ-30 what the entry alone tells."""

from datetime import date, timedelta

from domain.citizen.entry import Entry
from domain.context import local_day
from domain.policy.rules import Policy
from domain.policy.working_calendar import working_days_after
from domain.quality.completeness import uncovered
from domain.quality.seen import Seen
from domain.quality.verdict import (
    NOT_EVALUATED,
    PASSES,
    Verdict,
    failing,
    failing_if,
    from_day,
)
from domain.refusals import RuleBroken
from domain.values.partial_date import PartialDate, birthday

OLDEST = 120
PIN_PENDING_WORKING_DAYS = 2
LAG_WORKING_DAYS = 5
ONE_DAY = timedelta(days=1)

_SOMEWHERE = frozenset({"permanent", "temporary", "current"})


def two_active_pins(seen: Seen) -> Verdict:
    """DQ-05."""
    active = [pin for pin in seen.citizen.pins if pin.to is None]
    return failing_if(len(active) > 1, "pin", evidence=(pin.from_ for pin in active))


def death_before_birth_or_too_old(seen: Seen) -> Verdict:
    """DQ-24: dead before born, or living on the day of an age above 120."""
    birth, died = PartialDate(seen.entry.birth), seen.entry.died
    if died is not None:
        before = PartialDate(died).latest() < birth.earliest()
        return failing_if(before, "died", "birth", evidence=(died, birth.text))
    if seen.citizen.standing != "living":
        return PASSES
    spans = from_day(birthday(birth.latest(), OLDEST + 1))
    return failing("birth", evidence=(birth.text,), spans=spans)


def resident_nowhere(seen: Seen) -> Verdict:
    """DQ-31: a permanent residence ended, and no residence of any kind covers the day.

    A declared absence is no residence. Whoever never had a permanent one is found by DQ-15.
    """
    stays = [stay for stay in seen.entry.residences if stay.kind in _SOMEWHERE]
    ended = [stay.to for stay in stays if stay.kind == "permanent" and stay.to]
    if not ended or seen.citizen.standing != "living":
        return PASSES
    spans = tuple(uncovered(stays, seen.context.today))
    return failing("residences", evidence=ended, spans=spans)


def pin_pending_after_birth(seen: Seen) -> Verdict:
    """DQ-36: registered at birth, and without a number two working days later."""
    citizen, context = seen.citizen, seen.context
    if citizen.form != "birth-notice" or citizen.capture is None:
        return NOT_EVALUATED
    if citizen.pins or citizen.standing != "living":
        return PASSES
    registered = local_day(citizen.capture.captured_at)
    try:
        last = working_days_after(
            context.policy, registered, PIN_PENDING_WORKING_DAYS, known=context.now
        )
    except RuleBroken:
        return NOT_EVALUATED
    return failing("pin", evidence=(registered,), spans=from_day(last + ONE_DAY))


def number_after_nationality_lost(seen: Seen) -> Verdict:
    """DQ-30, of the number; of the card see card_holding.py."""
    fails = seen.citizen.standing == "nationality-lost" and _is_numbered(seen)
    return failing_if(fails, "pin", evidence=(seen.citizen.standing_from,))


def never_married_with_spouse(seen: Seen) -> Verdict:
    """DQ-25, of the entry that names the spouse; of the other see links.py."""
    fails = seen.entry.marital == "never-married" and names_spouse(seen.entry)
    return failing_if(fails, "marital", "relations", evidence=("never-married",))


def names_spouse(entry: Entry) -> bool:
    return any(one.kind == "spouse" for one in entry.relations)


def registered_late(policy: Policy, registered: date, recorded: date) -> bool | None:
    """DQ-32: more than 5 working days lie between; None where no calendar covers them."""
    try:
        return recorded > working_days_after(policy, registered, LAG_WORKING_DAYS)
    except RuleBroken:
        return None


def _is_numbered(seen: Seen) -> bool:
    return any(pin.to is None for pin in seen.citizen.pins)
