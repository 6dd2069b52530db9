"""What the guards of a card refuse (domain §1.3).

Long because it is a table: one row for each guard.
"""

from functools import partial

from tests.adapters.http.hostile_row import Row
from tests.adapters.http.usual_acts import NOBODY, deed

on = partial(deed, "cards")
TOMORROW = "2021-03-11"
HOLD = "delivered.card/hold-card"

ROWS: tuple[Row, ...] = (
    on(
        "signed tomorrow",
        "unissued.card/issue-card",
        422,
        "day-in-future",
        "/signed_on",
        signed_on=TOMORROW,
    ),
    on("signed before its check", "printed.card/issue-card", 422, "card-not-quality-checked"),
    on(
        "suspended for nothing",
        "delivered.card/suspend-card",
        422,
        "ground-needed",
        "/ground",
        ground=...,
    ),
    on(
        "reinstated by who suspended",
        "suspended.card/reinstate-card",
        403,
        "suspender-may-not-reinstate",
        by="card-approver",
    ),
    on("held for nothing", HOLD, 422, "ground-needed", "/ground", ground=...),
    on("held from tomorrow", HOLD, 422, "day-in-future", "/from", **{"from": TOMORROW}),
    on("held until before", HOLD, 422, "ends-before-it-begins", "/to", to="2021-03-01"),
    on("a hold that ends tomorrow", "held.card/end-hold", 422, "day-in-future", "/to", to=TOMORROW),
    on(
        "a hold that ends before it began",
        "held.card/end-hold",
        422,
        "ends-before-it-begins",
        "/to",
        to="2021-03-01",
    ),
    on(
        "lost tomorrow",
        "delivered.card/report-card-lost",
        422,
        "time-in-future",
        "/reported_at",
        reported_at="2021-03-11T08:00:00+07:00",
    ),
    on(
        "found when another is on its way",
        "replaced_soon.card/report-card-found",
        422,
        "replacement-approved",
    ),
    on(
        "found when another is in force",
        "replaced.card/report-card-found",
        422,
        "replacement-approved",
    ),
    on(
        "revoked for nothing",
        "delivered.card/request-revocation",
        422,
        "ground-needed",
        "/ground",
        ground=...,
    ),
    on("revoked twice", "asked.card/request-revocation", 409, "revocation-already-requested"),
    on(
        "revoked as nobody asked",
        "asked.card/revoke-card",
        409,
        "revocation-not-requested",
        request_id=NOBODY,
    ),
    on("taken back again", "taken_back.card/record-taken-back", 409, "card-already-taken-back"),
)
