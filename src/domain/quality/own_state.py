"""DQ-01 to DQ-04, DQ-13, DQ-21, DQ-22, DQ-27, DQ-35: as the decider of the entry evaluates them."""

from domain.citizen.checks import CHECKS, Case
from domain.quality.seen import Seen
from domain.quality.verdict import NOT_EVALUATED, PASSES, Verdict, failing
from domain.refusals import RuleBroken

_OF_THE_NUMBER = frozenset({"DQ-01", "DQ-02", "DQ-03", "DQ-04"})


def own_state_verdicts(seen: Seen) -> dict[str, Verdict]:
    """A verdict of each own-state check; what asks the number needs one, held or declared."""
    pin = seen.citizen.pin or seen.entry.pin_declared
    case = Case(seen.entry, pin, seen.citizen.form, seen.context)
    return {
        check: NOT_EVALUATED if check in _OF_THE_NUMBER and pin is None else _verdict(check, case)
        for check in CHECKS
    }


def _verdict(check: str, case: Case) -> Verdict:
    try:
        fields = tuple(CHECKS[check](case))
    except (RuleBroken, ValueError):
        # No law is known for the day, or a value is none of any calendar: nobody can say.
        return NOT_EVALUATED
    if not fields:
        return PASSES
    return failing(*fields, evidence=(getattr(case.entry, field) for field in fields))
