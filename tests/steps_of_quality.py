"""Steps of data-quality cases in random days: found, handed down, looked into and ended."""

from collections.abc import Callable
from typing import Any

from minting import minted
from record import Record

Days = Any
"""random_days.RandomDays, whose cases these are."""

CHECKS = (
    ("DQ-14", "sufficient", "warning"),
    ("DQ-07", "clean", "warning"),
    ("DQ-27", "clean", "blocking"),
    ("DQ-28", "live", "blocking"),
    ("DQ-13", "sufficient", "blocking"),
)
BELOW = {
    "centre": ("data-quality-officer", "01", "province-checker"),
    "01": ("province-checker", "001", "data-officer"),
    "001": ("data-officer", "00001", "area-officer"),
}
REPORTERS = ("area-officer", "data-officer", "data-officer-2")
DECIDERS = ("data-officer", "data-officer-2")
REASON = {"reason": "no-document-exists"}


def look_into(days: Days) -> None:
    """The next step of one of the cases, or a new one."""
    known = days.ids("data-quality-case")
    if not known or days.chance.random() < 0.4:
        detect(days)
        return
    case = Record(days.workshop.service, "data-quality-cases", str(days.chance.choice(known)))
    steps = _NEXT[case.read().status]
    days.chance.choice(steps)(days, case)


def detect(days: Days) -> None:
    check, dimension, severity = days.chance.choice(CHECKS)
    citizens = days.ids("citizen")
    one, other = days.chance.choice(citizens), days.chance.choice(citizens)
    pair = {"other_citizen_id": str(other)} if check == "DQ-07" and other != one else {}
    body = {"check": check, "dimension": dimension, "severity": severity, "citizen_version": 1}
    body |= {"id": minted(), "citizen_id": str(one), **pair}
    days.ask("/v1/data-quality-cases", body, "data-quality-officer")


def _assign(days: Days, case: Record) -> None:
    officer, unit, role = BELOW.get(case.shown["holder_unit"], BELOW["centre"])
    body = {"to_unit": unit, "to_role": role, "due": "2021-06-30"}
    days.on(case, "assign-case", officer, **body)


def _report(days: Days, case: Record) -> None:
    finding = days.chance.choice(("defect", "no-defect", "moved-away"))
    officer = days.chance.choice(REPORTERS)
    days.on(case, "report-finding", officer, finding=finding, remark="đã xác minh")


def _resolve(days: Days, case: Record) -> None:
    days.on(case, "resolve-case", days.chance.choice(DECIDERS))


def _dismiss(days: Days, case: Record) -> None:
    officer = days.chance.choice(("province-checker", "data-quality-officer"))
    days.on(case, "dismiss-case", officer, **REASON)


def _reopen(days: Days, case: Record) -> None:
    days.on(case, "reopen-case", "data-quality-officer", reason="check-fails-again")


_NEXT: dict[str, list[Callable[[Days, Record], None]]] = {
    "detected": [_assign, _assign, _dismiss],
    "assigned": [_assign, _report, _report, _dismiss],
    "found": [_resolve, _resolve, _dismiss],
    "resolved": [_reopen],
    "dismissed": [_reopen],
}
