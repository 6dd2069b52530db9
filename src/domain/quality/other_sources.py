"""DQ-09 to DQ-12, DQ-29: what another source says, as far as an officer compared it.

The register asks no foreign source by itself. A comparison is known from the verification, which
names its sources, or from a discrepancy; without one a check is not evaluated.
"""

from domain.citizen.person import OpenDiscrepancy
from domain.quality.seen import Seen
from domain.quality.verdict import NOT_EVALUATED, Verdict, failing_if

CIVIL_STATUS = frozenset({"civil-status", "civil-registry", "birth-certificate"})
RESIDENCE = frozenset({"household-book", "residence", "residence-database"})
DOCUMENTS = frozenset({"document", "documents", "id-archive", "cmnd9", "passport"})
ONLINE = frozenset({"online", "public-service-portal"})

DEATH = "died"


def differs_from_civil_status(seen: Seen) -> Verdict:
    """DQ-09; what it says of a death is DQ-29."""
    return _compared(seen, CIVIL_STATUS)


def differs_from_residence(seen: Seen) -> Verdict:
    """DQ-10."""
    return _compared(seen, RESIDENCE)


def differs_from_document(seen: Seen) -> Verdict:
    """DQ-11."""
    return _compared(seen, DOCUMENTS)


def differs_from_online(seen: Seen) -> Verdict:
    """DQ-12: no online declaration reaches the register yet, only officers' word of one."""
    return _compared(seen, ONLINE)


def source_says_dead(seen: Seen) -> Verdict:
    """DQ-29: an open discrepancy on the day of death of somebody whose entry says living."""
    open_ = [one for one in seen.citizen.discrepancies if one.field == DEATH]
    if not open_ and not seen.compared & CIVIL_STATUS:
        return NOT_EVALUATED
    fails = bool(open_) and seen.citizen.standing != "dead"
    return failing_if(fails, DEATH, evidence=(one.id for one in open_))


def _compared(seen: Seen, sources: frozenset[str]) -> Verdict:
    open_ = [one for one in seen.citizen.discrepancies if _is_with(one, sources)]
    if not open_ and not seen.compared & sources:
        return NOT_EVALUATED
    fields = sorted({one.field for one in open_})
    return failing_if(bool(open_), *fields, evidence=(one.id for one in open_))


def _is_with(one: OpenDiscrepancy, sources: frozenset[str]) -> bool:
    return one.field != DEATH and bool(sources.intersection(one.sources))
