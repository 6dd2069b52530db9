"""What befalls a case: drawn at the rates of domain §7, or told, so that every stage is seen."""

from random import Random

import msgspec

from cancuoc.simulation.rates import Rates

Told = frozenset[str]


class Fate(msgspec.Struct, frozen=True):
    """`rests_in` is the stage in which officers leave the case to others; None: it goes on.

    `machines` is told to the machines of the case; None leaves it to chance.
    """

    dq_failure: bool = False
    returned: bool = False
    missing_finger: bool = False
    late: bool = False
    posted: bool = False
    missing: bool = False
    withdrawn: bool = False
    died: bool = False
    refused: bool = False
    appeals: bool = False
    rests_in: str | None = None
    machines: Told | None = None


def drawn(random: Random, rates: Rates) -> Fate:
    """One draw for each thing, always in the same order."""
    return Fate(
        dq_failure=random.random() < rates.dq_failures,
        returned=random.random() < rates.returned,
        missing_finger=random.random() < rates.missing_fingers,
        late=random.random() < rates.late_packets,
        posted=random.random() < rates.posted,
        missing=random.random() < rates.missing_in_transit,
        withdrawn=random.random() < rates.withdrawn,
        died=random.random() < rates.died,
        appeals=random.random() < 0.5,
    )


def _told(*what: str) -> Told:
    return frozenset(what)


NOTHING = _told()
"""Machines do what they should."""

STAGES: dict[str, Fate] = {
    "opened": Fate(rests_in="opened", machines=NOTHING),
    "captured": Fate(rests_in="captured", machines=NOTHING),
    "returned": Fate(returned=True, rests_in="returned", machines=NOTHING),
    "intake-approved": Fate(rests_in="intake-approved", machines=_told("silent duplicate-search")),
    "duplicate-suspected": Fate(rests_in="duplicate-suspected", machines=_told("false_candidates")),
    "duplicate-confirmed": Fate(rests_in="duplicate-confirmed", machines=_told("duplicates")),
    "verified": Fate(rests_in="verified", machines=NOTHING),
    "approved": Fate(rests_in="approved", machines=NOTHING),
    "printing": Fate(rests_in="printing", machines=_told("silent personalisation")),
    "outcome-unknown": Fate(rests_in="outcome-unknown", machines=_told("outcome_unknown")),
    "printed": Fate(rests_in="printed", machines=NOTHING),
    "quality-checked": Fate(rests_in="quality-checked", machines=NOTHING),
    "dispatched": Fate(rests_in="dispatched", machines=NOTHING),
    "missing-in-transit": Fate(missing=True, rests_in="missing-in-transit", machines=NOTHING),
    "arrived": Fate(rests_in="arrived", machines=NOTHING),
    "posted": Fate(posted=True, rests_in="posted", machines=_told("silent delivery")),
    "delivery-failed": Fate(
        posted=True, rests_in="delivery-failed", machines=_told("delivery_failed")
    ),
    "delivered": Fate(machines=NOTHING),
    "refused": Fate(refused=True, machines=NOTHING),
    "appealed": Fate(refused=True, appeals=True, rests_in="appealed", machines=NOTHING),
    "withdrawn": Fate(withdrawn=True, machines=NOTHING),
    "closed": Fate(died=True, machines=NOTHING),
}
"""For every stage of an application a case that is left there."""

_ALSO = (
    Fate(machines=_told("questioned")),
    Fate(machines=_told("spoiled")),
    Fate(machines=_told("outcome_unknown")),
    Fate(machines=_told("false_candidates")),
    Fate(machines=_told("duplicates")),
    Fate(posted=True, machines=_told("delivery_failed")),
    Fate(missing=True, machines=NOTHING),
    Fate(dq_failure=True, machines=NOTHING),
    Fate(returned=True, missing_finger=True, machines=NOTHING),
)
"""What else a demonstration shows, of cases that end well or were refused."""


def showcase(cases: int) -> dict[int, Fate]:
    """Fates of the first cases by number: two in each stage where there is room for two."""
    fates = [*STAGES.values(), *_ALSO]
    if cases >= 4 * len(STAGES):
        fates += STAGES.values()
    return dict(enumerate(fates[:cases]))
