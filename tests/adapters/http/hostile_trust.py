"""What adjudications, devices and packets refuse (domain §1.7, §1.11, §1.12).

Long because it is a table: one row for each guard.
"""

from functools import partial

from tests.adapters.http.hostile_row import Officer, Row
from tests.adapters.http.usual_acts import NOBODY, deed
from tests.adapters.http.usual_acts import opening as opened

examine = partial(deed, "adjudications")
device = partial(deed, "devices")
packet = partial(deed, "enrolment-packets")
register = partial(opened, "devices")
OPINE = "examined_by_nobody.adjudication/record-opinion"
HALF = "half_examined.adjudication/record-opinion"
CAPTURER = Officer("capture-officer", "centre", ("examiner",))
REGISTRAR_TOO = Officer("device-officer", None, ("security-officer",))
TIMER = Officer("area-officer", "centre", ("timer",))
STRANGER = [{"citizen_id": NOBODY, "view": "same-person"}]

ROWS: tuple[Row, ...] = (
    examine("an opinion of who captured", OPINE, 403, "capturer-may-not-examine", by=CAPTURER),
    examine("an opinion on nobody", OPINE, 422, "view-missing", "/views", views=[]),
    examine("an opinion on a stranger", OPINE, 422, "view-missing", "/views", views=STRANGER),
    examine("an opinion twice", HALF, 403, "opinion-given-already", seconds=5),
    examine(
        "a third opinion of the first examiner",
        "disagreed.adjudication/record-third-opinion",
        403,
        "opinion-given-already",
        by=Officer("examiner", None, ("senior-examiner",)),
        seconds=5,
    ),
    examine(
        "an outcome of one opinion",
        "half_examined.adjudication/decide-adjudication",
        409,
        "opinions-incomplete",
    ),
    examine(
        "evidence from nowhere",
        "half_examined.adjudication/request-evidence",
        422,
        "unit-unknown",
        "/owner_unit",
        owner_unit="99999",
    ),
    register("a device under an id in use", 409, "device-exists", id="{trusted}"),
    register("a serial in use", 409, "device-serial-taken", "/serial", serial="{trusted.serial}"),
    register(
        "a key in use",
        409,
        "device-key-taken",
        "/key_fingerprint",
        key_fingerprint="{trusted.key_fingerprint}",
    ),
    device(
        "trusted by who registered it",
        "registered/grant-trust",
        403,
        "registrar-may-not-grant-trust",
        by=REGISTRAR_TOO,
    ),
    device(
        "trusted with an old calibration",
        "out_of_calibration/grant-trust",
        422,
        "calibration-ended",
    ),
    device(
        "a calibration that is over",
        "registered/record-calibration",
        422,
        "calibration-ended",
        "/valid_to",
        valid_to="2021-03-09",
    ),
    device(
        "another key replaced",
        "trusted/rotate-key",
        422,
        "key-not-in-use",
        "/former",
        former="d" * 64,
    ),
    device(
        "a new key that nobody signed for",
        "trusted/rotate-key",
        422,
        "former-key-did-not-sign",
        "/signature",
    ),
    device(
        "a device for nowhere", "trusted/assign-device", 422, "unit-unknown", "/unit", unit="999"
    ),
    device(
        "a timer before the last day",
        "calibrated/suspend-trust",
        409,
        "calibration-still-holds",
        by=TIMER,
    ),
    device(
        "doubted from tomorrow",
        "trusted/suspend-trust",
        422,
        "time-in-future",
        "/since",
        since="2021-03-11T08:00:00+07:00",
    ),
    packet(
        "tried again for nothing",
        "quarantined_packet/release-packet",
        422,
        "reason-needed",
        "/reason",
        reason=...,
    ),
    packet(
        "given up for nothing",
        "quarantined_packet/discard-packet",
        422,
        "reason-needed",
        "/reason",
        reason=...,
    ),
)
