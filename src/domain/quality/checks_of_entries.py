"""Every check that one entry answers by itself, and all of them asked at once."""

from domain.quality import completeness, life, other_sources
from domain.quality.own_state import own_state_verdicts
from domain.quality.seen import Check, Seen
from domain.quality.verdict import NOT_EVALUATED, Verdict

OF_ENTRIES: dict[str, Check] = {
    "DQ-05": life.two_active_pins,
    "DQ-09": other_sources.differs_from_civil_status,
    "DQ-10": other_sources.differs_from_residence,
    "DQ-11": other_sources.differs_from_document,
    "DQ-12": other_sources.differs_from_online,
    "DQ-14": completeness.birth_without_day_or_month,
    "DQ-15": completeness.no_permanent_residence,
    "DQ-16": completeness.parents_without_name,
    "DQ-18": completeness.address_without_commune,
    "DQ-24": life.death_before_birth_or_too_old,
    "DQ-25": life.never_married_with_spouse,
    "DQ-29": other_sources.source_says_dead,
    "DQ-30": life.number_after_nationality_lost,
    "DQ-31": life.resident_nowhere,
    "DQ-36": life.pin_pending_after_birth,
}


def verdicts(seen: Seen) -> dict[str, Verdict]:
    """A verdict of each check of the entry, the own-state ones among them.

    A value that later rules would refuse (a date of no calendar) leaves the checks that read it
    not evaluated: history must always load, and DQ-21 and DQ-22 name what is malformed.
    """
    return own_state_verdicts(seen) | {
        check: _asked(predicate, seen) for check, predicate in OF_ENTRIES.items()
    }


def _asked(predicate: Check, seen: Seen) -> Verdict:
    try:
        return predicate(seen)
    except (ValueError, OverflowError):
        return NOT_EVALUATED
