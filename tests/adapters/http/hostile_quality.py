"""What data-quality cases refuse (domain §1.10).

Long because it is a table: one row for each guard.
"""

from functools import partial

from tests.adapters.http.hostile_row import Officer, Row, reading
from tests.adapters.http.usual_acts import NOBODY, deed
from tests.adapters.http.usual_acts import opening as opened

from citizen_case import DONG_VAN, TRUC_BACH

quality = partial(deed, "data-quality-cases")
detect = partial(opened, "data-quality-cases")
ASSIGN = "quality_detected.quality/assign-case"
HAND_DOWN = "quality_assigned.quality/assign-case"
REPORT = "quality_assigned.quality/report-finding"
RESOLVE = "quality_found.quality/resolve-case"
CHECKER_TOO = Officer("data-officer", "01", ("province-checker",))
ONE_PERSON = {"citizen_id": "{active}", "other_citizen_id": "{active}"}

OPENING: tuple[Row, ...] = (
    detect("a check that is none", 422, "check-unknown", "/check", check="DQ-99"),
    detect("a check by another name", 422, "field-pattern", "/check", check="14"),
    detect(
        "a check of another dimension",
        422,
        "dimension-not-of-check",
        "/dimension",
        dimension="clean",
    ),
    detect(
        "a check that blocks nothing",
        422,
        "severity-not-of-check",
        "/severity",
        severity="blocking",
    ),
    detect("a statistic", 422, "severity-not-of-check", "/severity", check="DQ-16"),
    detect("a defect of nobody", 422, "citizen-unknown", "/citizen_id", citizen_id=NOBODY),
    detect(
        "a pair with nobody", 422, "other-unknown", "/other_citizen_id", other_citizen_id=NOBODY
    ),
    detect("a pair of one", 422, "pair-is-one-citizen", "/other_citizen_id", **ONE_PERSON),
    detect(
        "a version still to come", 422, "version-unknown", "/citizen_version", citizen_version=99
    ),
    detect("an intake unit of nowhere", 422, "unit-unknown", "/intake_unit", intake_unit="99999"),
    detect(
        "a case that is open already",
        409,
        "case-already-open",
        citizen_id="{quality_assigned.person}",
    ),
    detect(
        "a case under an id in use",
        409,
        "data-quality-case-exists",
        id="{quality_assigned.quality}",
        citizen_id="{dead}",
    ),
    detect("a defect found by a commune", 403, "role-may-not", by=Officer("area-officer")),
)
HANDING: tuple[Row, ...] = (
    quality(
        "a level passed over",
        ASSIGN,
        422,
        "unit-not-directly-below",
        "/to_unit",
        to_unit="001",
        to_role="data-officer",
    ),
    quality(
        "a commune of another district",
        HAND_DOWN,
        422,
        "unit-not-directly-below",
        "/to_unit",
        by="data-officer",
        to_unit=DONG_VAN,
        to_role="area-officer",
    ),
    quality("a unit of nowhere", ASSIGN, 422, "unit-unknown", "/to_unit", to_unit="99"),
    quality(
        "a role of another level",
        ASSIGN,
        422,
        "role-not-of-unit",
        "/to_role",
        to_role="data-officer",
    ),
    quality("a day gone by", ASSIGN, 422, "due-in-the-past", "/due", due="2021-03-09"),
    quality(
        "a case of the centre taken by a province",
        ASSIGN,
        403,
        "unit-outside-authority",
        by="province-checker",
    ),
    quality("assigned by a chief", ASSIGN, 403, "role-may-not", by="commune-chief"),
    quality(
        "looked into by another commune",
        REPORT,
        403,
        "unit-outside-authority",
        by=Officer("area-officer", TRUC_BACH),
    ),
    quality("found without a word", REPORT, 422, "reason-needed", "/remark", remark=...),
    quality("found without words", REPORT, 422, "reason-needed", "/remark", remark=" "),
)
ENDING: tuple[Row, ...] = (
    quality(
        "resolved by who reported",
        "quality_found_by_district.quality/resolve-case",
        403,
        "reporter-may-not-decide",
    ),
    quality(
        "dismissed by who reported",
        "quality_found_by_district.quality/dismiss-case",
        403,
        "reporter-may-not-decide",
        by=CHECKER_TOO,
    ),
    quality(
        "resolved while the number is wrong",
        "quality_of_wrong_number.quality/resolve-case",
        422,
        "check-still-fails",
    ),
    quality(
        "resolved by no amendment",
        RESOLVE,
        422,
        "amendment-not-since",
        "/amendment_id",
        amendment_id=NOBODY,
    ),
    quality(
        "resolved by no merge", RESOLVE, 422, "merge-not-since", "/proposal_id", proposal_id=NOBODY
    ),
    quality(
        "resolved by no request",
        RESOLVE,
        422,
        "pin-request-not-since",
        "/request_id",
        request_id=NOBODY,
    ),
    quality(
        "dismissed for nothing",
        "quality_found.quality/dismiss-case",
        422,
        "reason-needed",
        "/reason",
        reason=...,
    ),
    quality(
        "taken up for nothing",
        "quality_dismissed.quality/reopen-case",
        422,
        "reason-needed",
        "/reason",
        reason=...,
    ),
    quality(
        "taken up beside another",
        "quality_superseded.quality/reopen-case",
        409,
        "case-already-open",
    ),
    quality(
        "a found pair dismissed as merged",
        "quality_found.quality/dismiss-case",
        409,
        "data-quality-case-is",
        reason="pair-merged",
    ),
    quality(
        "resolved by a commune",
        RESOLVE,
        403,
        "role-may-not",
        by="area-officer",
    ),
)

READING: tuple[Row, ...] = (
    reading(
        "a quality case for a printer",
        "/v1/data-quality-cases/{quality_assigned.quality}",
        403,
        "role-may-not-read",
        officer=Officer("print-operator"),
    ),
    reading(
        "a quality case of another commune",
        "/v1/data-quality-cases/{quality_assigned.quality}/events",
        403,
        "unit-outside-authority",
        officer=Officer("area-officer", TRUC_BACH),
    ),
    reading(
        "a quality case of the centre read by a commune",
        "/v1/data-quality-cases/{quality_detected.quality}",
        403,
        "unit-outside-authority",
    ),
)

ROWS: tuple[Row, ...] = (*OPENING, *HANDING, *ENDING, *READING)
