"""The rules known from the beginning of time: R1 to R44 of domain §2.1, then the house defaults.

One table, longer than other files. "assumed" marks what awaits confirmation before
production (domain §8); a legal officer confirms it, or another value, through a legal instrument.
The table never grows or shrinks once events are stored, since no `policy_version` would tell: a new
rule is confirmed instead.
"""

from datetime import date
from typing import Any

from domain.policy.public_holidays import PUBLIC_HOLIDAYS
from domain.policy.rules import Confidence, RuleValue

LAW_59 = date(2016, 1, 1)
"""Law 59/2014/QH13 on Citizen Identification in force."""

CIRCULAR_11_AMENDED = date(2019, 12, 1)
"""Circular 11/2016/TT-BCA as amended; perhaps 18 November 2019 (domain §8, C2)."""

DECREE_37 = date(2021, 5, 14)
BEFORE_DECREE_37 = date(2021, 5, 13)

JULY_2021 = date(2021, 7, 1)
"""Circulars 59 and 60/2021/TT-BCA and the Law on Residence 68/2020/QH14 in force."""
BEFORE_JULY_2021 = date(2021, 6, 30)

LAW_26 = date(2024, 7, 1)
"""Law 26/2023/QH15 on Identification in force."""
BEFORE_LAW_26 = date(2024, 6, 30)


NOBODY = "nobody"
"""In the place of a role: a plain expiry, which only the view of waits shows."""


def _seed(
    key: str,
    parameters: dict[str, Any],
    article: str,
    first: date,
    last: date | None = None,
    confidence: Confidence = "confirmed",
) -> RuleValue:
    return RuleValue(key, parameters, article, first, last, None, confidence)


def _successor(key: str, parameters: dict[str, Any]) -> RuleValue:
    return _seed(key, parameters, "26/2023 and its decrees", LAW_26, None, "assumed")


def _house(key: str, parameters: dict[str, Any]) -> RuleValue:
    return _seed(key, parameters, "house", LAW_59, None, "assumed")


def _limit(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"rows": list(rows)}


def _working_days(amount: int, owner: str, escalates_to: str) -> dict[str, Any]:
    return _due(amount, "working-days", owner, escalates_to)


def _due(amount: int, unit: str, owner: str, escalates_to: str) -> dict[str, Any]:
    return {"amount": amount, "unit": unit, "owner": owner, "escalates_to": escalates_to}


def _holidays(line: str) -> RuleValue:
    year, *days = line.split()
    noticed = year in {"2021", "2022"}
    return _seed(
        "calendar.holidays",
        {"days": [f"{year}-{day}" for day in days]},
        "Labour Code and yearly notice",
        date(int(year), 1, 1),
        date(int(year), 12, 31),
        "confirmed" if noticed else "assumed",
    )


ITEMS_OF_ARTICLE_9 = [
    "names",
    "birth",
    "sex",
    "birth-registration",
    "native-place",
    "ethnicity",
    "religion",
    "nationality",
    "marital-status",
    "permanent-residence",
    "current-residence",
    "blood-group",
    "family",
    "household",
    "death-or-missing",
]
"""Law 59/2014 Art. 9(1), points a to p: 15 items."""

ITEMS_WITH_RESIDENCE_LAW = [*ITEMS_OF_ARTICLE_9, "temporary-residence", "declared-absence"]

# Not mandatory: the blood group (only on request, point m), day and month of birth, a surname (some
# peoples have none), and what a true entry may lack: religion, relations, household, residence.
_ENTRY = [
    "given",
    "birth",
    "sex",
    "birth_registration",
    "native_place",
    "ethnicity",
    "nationalities",
    "marital",
]
MANDATORY = {
    "DC01": _ENTRY,
    "DC02": _ENTRY,
    # The civil registry sends no marital status of a newborn (Decree 137/2015 Art. 14).
    "birth-notice": [field for field in _ENTRY if field != "marital"],
}

SEX_ONLY = ["sex-re-determined"]
GROUNDS_OF_DECREE_37 = [
    "sex-re-determined",
    "birth-year-corrected",
    "input-error-place",
    "input-error-year",
    "input-error-sex",
]

OWN_INTAKE_4_ELSE_3 = _limit({"own_intake": True, "days": 4}, {"days": 3})
TWO_DAYS = _limit({"days": 2})

SEEDS: tuple[RuleValue, ...] = (
    # R1, R2
    _seed("card.min_age", {"age": 14}, "59/2014 Art. 19", LAW_59, BEFORE_LAW_26),
    _seed("card.min_age", {"age": 0, "duty_from": 14}, "26/2023 Art. 19", LAW_26),
    # R3, R4
    _seed(
        "card.exchange_ages", {"ages": [25, 40, 60]}, "59/2014 Art. 21(1)", LAW_59, BEFORE_LAW_26
    ),
    _seed("card.exchange_ages", {"ages": [14, 25, 40, 60]}, "26/2023 Art. 21(1)", LAW_26),
    # R5, R6
    _seed("card.early_window", {"years": 2}, "59/2014 and 26/2023 Art. 21(2)", LAW_59),
    _seed("card.expiry_after_last_age", {"expires": "never"}, "59/2014 Art. 21", LAW_59),
    # R7 to R9
    _seed("card.form", {"form": "barcode"}, "Circ. 61/2015, 33/2018", LAW_59, date(2021, 1, 22)),
    _seed("card.form", {"form": "chip-2021"}, "Circ. 06/2021", date(2021, 1, 23), BEFORE_LAW_26),
    _seed("card.form", {"form": "can-cuoc-2024"}, "26/2023 Art. 18", LAW_26),
    # R10, R11
    _seed(
        "card.old_validity",
        {"valid_to": "2024-06-30"},
        "26/2023 Art. 46",
        date(2024, 1, 15),
        BEFORE_LAW_26,
    ),
    _seed("cmnd9.valid", {"valid": True}, "26/2023 Art. 46", LAW_59, date(2024, 12, 31)),
    # R12, R13
    _seed(
        "limit.total",
        _limit(
            {"zone": "mountain", "days": 20},
            {"zone": "urban", "kind": "reissue", "days": 15},
            {"zone": "urban", "days": 7},
            {"days": 15},
        ),
        "59/2014 Art. 25",
        LAW_59,
        BEFORE_LAW_26,
    ),
    _seed("limit.total", _limit({"days": 7}), "26/2023 Art. 25", LAW_26),
    # R14 to R17
    _seed(
        "limit.district",
        _limit(
            {"zone": "mountain", "days": 10},
            {"zone": "urban", "kind": "reissue", "days": 5},
            {"zone": "urban", "days": 1.5},
            {"days": 5},
        ),
        "Circ. 11/2016 Art. 12",
        date(2016, 4, 20),
        BEFORE_JULY_2021,
    ),
    _seed(
        "limit.province",
        TWO_DAYS,
        "Circ. 11/2016 as amended",
        CIRCULAR_11_AMENDED,
        BEFORE_JULY_2021,
        "assumed",
    ),
    _seed(
        "limit.centre",
        _limit(
            {"own_intake": True, "days": 4},
            {"kind": "reissue", "days": 5},
            {"days": 2},
        ),
        "Circ. 11/2016 as amended",
        CIRCULAR_11_AMENDED,
        BEFORE_JULY_2021,
        "assumed",
    ),
    _seed(
        "limit.delivery",
        _limit({"days": 3}),
        "Circ. 11/2016 as amended",
        CIRCULAR_11_AMENDED,
        BEFORE_JULY_2021,
        "assumed",
    ),
    # R18 to R20
    _seed("limit.district", TWO_DAYS, "Circ. 60/2021 Art. 11", JULY_2021, BEFORE_LAW_26),
    _seed("limit.province", TWO_DAYS, "Circ. 60/2021 Art. 11", JULY_2021, BEFORE_LAW_26),
    _seed("limit.centre", OWN_INTAKE_4_ELSE_3, "Circ. 60/2021 Art. 11", JULY_2021, BEFORE_LAW_26),
    _seed("limit.delivery", TWO_DAYS, "Circ. 60/2021 Art. 11", JULY_2021, BEFORE_LAW_26),
    # R21 to R25
    _seed(
        "fee.base",
        {
            "vnd": {
                "first-issue": 0,
                "conversion": 30_000,
                "exchange": 50_000,
                "reissue": 70_000,
            }
        },
        "Circ. 59/2019/TT-BTC Art. 4, 5; 59/2014 Art. 32",
        date(2019, 10, 16),
    ),
    _seed(
        "fee.factor",
        {"factor": "0.5"},
        "Circ. 112/2020/TT-BTC",
        date(2021, 1, 1),
        BEFORE_JULY_2021,
    ),
    _seed("fee.factor", {"factor": "0.5"}, "Circ. 47/2021/TT-BTC", JULY_2021, date(2021, 12, 31)),
    _seed(
        "fee.factor",
        {"factor": "0.5"},
        "Circ. 120/2021/TT-BTC",
        date(2022, 1, 1),
        date(2022, 6, 30),
    ),
    _seed("fee.waiver", {"vnd": {"authority": 0}}, "practice", LAW_59, None, "assumed"),
    # R26, R27
    _seed(
        "pin.structure",
        {"digits": 12, "parts": [3, 1, 2, 6]},
        "Decree 137/2015 Art. 13; Circ. 07/2016 Art. 7; 59/2021 Art. 4",
        date(2016, 2, 15),
        BEFORE_LAW_26,
    ),
    _seed(
        "pin.structure",
        {"digits": 12, "issued_numbers": "unchanged"},
        "26/2023 Art. 12",
        LAW_26,
    ),
    # R28 to R30
    _seed(
        "pin.reestablish.grounds",
        {"grounds": SEX_ONLY},
        "Decree 137/2015 Art. 15",
        date(2016, 2, 15),
        BEFORE_DECREE_37,
    ),
    _seed(
        "pin.reestablish.grounds",
        {"grounds": GROUNDS_OF_DECREE_37},
        "Decree 37/2021; Circ. 59/2021 Art. 6",
        DECREE_37,
        BEFORE_LAW_26,
    ),
    _seed("pin.bulk_allowed", {"allowed": True}, "Decree 37/2021", DECREE_37, BEFORE_LAW_26),
    # R31, R32
    _seed(
        "ndp.fields",
        {"items": ITEMS_OF_ARTICLE_9, "mandatory": MANDATORY},
        "59/2014 Art. 9",
        LAW_59,
        BEFORE_JULY_2021,
    ),
    _seed(
        "ndp.fields",
        {"items": ITEMS_WITH_RESIDENCE_LAW, "mandatory": MANDATORY},
        "Law on Residence 68/2020",
        JULY_2021,
        BEFORE_LAW_26,
    ),
    # R33, R34
    _seed(
        "iddb.biometrics",
        {"rows": [{"from_age": 14, "modalities": ["face", "ten-fingers"]}]},
        "59/2014 Art. 15",
        LAW_59,
        BEFORE_LAW_26,
    ),
    _seed(
        "iddb.biometrics",
        {"rows": [{"from_age": 6, "modalities": ["face", "ten-fingers", "iris"]}]},
        "26/2023 Art. 15, 23",
        LAW_26,
    ),
    # R35
    _seed(
        "ndp.history_required",
        {"required": True},
        "Decree 37/2021, new Art. 4(2)(c)",
        DECREE_37,
    ),
    # R36, R37
    _seed(
        "intake.levels",
        {"levels": ["centre", "province", "district", "mobile"]},
        "59/2014 Art. 26",
        LAW_59,
        date(2025, 2, 28),
    ),
    _seed(
        "intake.levels",
        {"levels": ["centre", "province", "commune", "mobile"]},
        "two-level police",
        date(2025, 3, 1),
    ),
    # R38, R39
    _seed(
        "admin.codes",
        {"provinces": 63, "levels": ["province", "district", "commune"]},
        "Decision 124/2004/QD-TTg",
        date(2004, 7, 8),
        date(2025, 6, 30),
        "assumed",
    ),
    _seed(
        "admin.codes",
        {"provinces": 34, "levels": ["province", "commune"]},
        "Decision 19/2025/QD-TTg",
        date(2025, 7, 1),
    ),
    # R40, R41
    _seed(
        "old_document.action",
        {"action": "cut-and-return", "if_damaged": "withdraw"},
        "Circ. 07/2016 Art. 15; 11/2016",
        date(2016, 3, 20),
        BEFORE_JULY_2021,
    ),
    _seed(
        "old_document.action",
        {"action": "withdraw"},
        "Circ. 59/2021 Art. 11; 60/2021 Art. 5",
        JULY_2021,
        BEFORE_LAW_26,
    ),
    # R42
    *map(_holidays, PUBLIC_HOLIDAYS.strip().splitlines()),
    # R43: the parameters go on until the decrees of the new law are confirmed.
    _successor("limit.district", TWO_DAYS),
    _successor("limit.province", TWO_DAYS),
    _successor("limit.centre", OWN_INTAKE_4_ELSE_3),
    _successor("limit.delivery", TWO_DAYS),
    _successor("pin.reestablish.grounds", {"grounds": GROUNDS_OF_DECREE_37}),
    _successor("pin.bulk_allowed", {"allowed": True}),
    _successor("ndp.fields", {"items": ITEMS_WITH_RESIDENCE_LAW, "mandatory": MANDATORY}),
    _successor("old_document.action", {"action": "withdraw"}),
    # R44
    _seed("reporting.min_group", {"persons": 10}, "house", LAW_59),
    # Waits of domain §1.14 whose deadline no instrument sets.
    _house("house.citizen.captured", _working_days(5, "commune-chief", "data-officer")),
    _house("house.citizen.verified", _working_days(2, "register-approver", "director")),
    _house("house.citizen.verified-birth", _working_days(0, "register-approver", "director")),
    _house("house.citizen.pin-pending", _working_days(2, "register-approver", "director")),
    _house("house.citizen.pin-pending-birth", _working_days(0, "register-approver", "director")),
    _house("house.citizen.returned", _working_days(10, "collecting-unit", "level-above")),
    _house("house.citizen.amendment-open", _working_days(10, "collecting-unit", "level-above")),
    _house("house.citizen.discrepancy-open", _working_days(10, "collecting-unit", "level-above")),
    _house("house.citizen.approved", _working_days(15, "area-officer", "commune-chief")),
    _house("house.citizen.pin-re-established", _working_days(15, "area-officer", "commune-chief")),
    _house("house.citizen.merge-proposed", _working_days(5, "register-approver", "director")),
    _house("house.citizen.erasure-ordered", _working_days(5, "security-officer", "director")),
    _house("house.citizen.erased", _due(1, "hours", "eraser", "security-officer")),
    _house(
        "house.citizen.pin-cancellation-requested",
        _working_days(15, "director", "steering-secretary"),
    ),
    _house(
        "house.legal-instrument.rule-proposed",
        _working_days(5, "legal-officer", "steering-secretary"),
    ),
    _house(
        "house.card-application.opened",
        _due(1, "days", "reception-officer", "intake-approver"),
    ),
    _house(
        "house.card-application.returned",
        _working_days(10, "capture-officer", "province-checker"),
    ),
    _house(
        "house.card-application.duplicate-suspected",
        _working_days(2, "examiner", "senior-examiner"),
    ),
    _house(
        "house.card-application.duplicate-confirmed",
        _working_days(2, "card-approver", "director"),
    ),
    _house(
        "house.card-application.printing",
        _due(10, "minutes", "print-gateway", "quality-controller"),
    ),
    _house(
        "house.card-application.outcome-unknown",
        _due(4, "hours", "quality-controller", "security-officer"),
    ),
    _house(
        "house.card-application.missing-in-transit",
        _working_days(10, "dispatcher", "security-officer"),
    ),
    _house("house.card-application.arrived", _working_days(5, "delivery-officer", NOBODY)),
    _house(
        "house.card-application.unclaimed",
        _due(30, "days", "delivery-officer", "delivery-officer"),
    ),
    _house("house.card-application.posted", _working_days(7, "post-courier", "delivery-officer")),
    _house(
        "house.card-application.delivery-failed",
        _working_days(10, "delivery-officer", "intake-approver"),
    ),
    _house("house.card-application.appealed", _due(30, "days", "director", "minister")),
    _house("house.card-application.appeal-time", _due(90, "days", "director", NOBODY)),
    _house("house.card-application.tracing", _working_days(10, "dispatcher", NOBODY)),
    _house("house.adjudication.opened", _working_days(2, "examiner", "senior-examiner")),
    _house("house.adjudication.half-examined", _working_days(2, "examiner", "senior-examiner")),
    _house("house.adjudication.disagreed", _working_days(2, "senior-examiner", "director")),
    _house("house.adjudication.agreed", _working_days(2, "senior-examiner", "director")),
    _house("house.card.personalised", _working_days(1, "director", "steering-secretary")),
    _house("house.card.revocation-requested", _working_days(5, "director", "steering-secretary")),
    _house("house.card.voided", _working_days(10, "security-officer", "director")),
    _house("house.card.issued-closed", _working_days(10, "security-officer", "director")),
    _house("house.card.suspended", _due(90, "days", "card-approver", "director")),
    _house("house.card.held", _due(90, "days", "data-officer", "director")),
    _house("house.card.lost-reported", _due(90, "days", "reception-officer", "director")),
    _house("house.production-batch.planned", _working_days(2, "production-planner", "director")),
    _house("house.production-batch.released", _working_days(2, "production-planner", "director")),
    _house("house.production-batch.on-hold", _working_days(2, "production-planner", "director")),
    _house(
        "house.production-batch.in-production",
        _due(8, "hours", "print-operator", "security-officer"),
    ),
    _house(
        "house.production-batch.counted",
        _due(8, "hours", "quality-controller", "security-officer"),
    ),
    _house(
        "house.production-batch.in-discrepancy",
        _due(8, "hours", "security-officer", "director"),
    ),
    _house("house.dispatch-manifest.open", _working_days(1, "dispatcher", "security-officer")),
    _house("house.dispatch-manifest.sealed", _working_days(1, "dispatcher", "security-officer")),
    _house(
        "house.dispatch-manifest.in-transit",
        _working_days(3, "dispatcher", "security-officer"),
    ),
    _house(
        "house.dispatch-manifest.in-discrepancy",
        _working_days(10, "dispatcher", "security-officer"),
    ),
    _house("house.enrolment-packet.received", _due(15, "minutes", "intake", "data-officer")),
    _house(
        "house.enrolment-packet.quarantined",
        _working_days(2, "data-officer", "data-quality-officer"),
    ),
    _house("house.device.registered", _working_days(5, "security-officer", "device-officer")),
    _house("house.device.suspended", _working_days(5, "security-officer", "device-officer")),
    _house("house.device.calibration", _working_days(0, "device-officer", "security-officer")),
    _house("house.register-export.begun", _due(2, "days", "data-officer", NOBODY)),
    _house("house.card-stock.counted-difference", _due(8, "hours", "security-officer", "director")),
    _house(
        "house.card-stock.destruction-proposed",
        _working_days(5, "security-officer", "director"),
    ),
    _house(
        "house.legal-instrument.issued",
        _working_days(0, "legal-officer", "steering-secretary"),
    ),
    _house(
        "house.data-quality-case.detected",
        _working_days(3, "data-quality-officer", "level-above"),
    ),
    _house("house.data-quality-case.assigned", _working_days(3, "holder", "level-above")),
    _house(
        "house.data-quality-case.assigned-commune",
        _working_days(10, "area-officer", "level-above"),
    ),
    _house("house.data-quality-case.found", _working_days(3, "data-officer", "province-checker")),
    # Grounds on which a complete history may still be erased (domain §1.1 and §8, C12).
    _house(
        "erasure.grounds",
        {"grounds": ["not-a-person", "not-a-citizen", "court-order", "retention-ended"]},
    ),
    # Likeness in bits from which two entries are a case of DQ-07, and from which they are shown.
    _house("quality.duplicates", {"case": "28", "shown": "14"}),
)
