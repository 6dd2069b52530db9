"""What may come next for an application in each of its states: mostly what should."""

import hashlib
from collections.abc import Callable
from typing import Any

from card_case import CardCase
from citizen_case import paper
from steps_of_cases import (
    capture_again,
    count,
    examine,
    issue,
    put_into_print,
    receive,
    send,
    suspect,
    trace,
)

Days = Any
"""random_days.RandomDays, whose cases these are."""
Steps = dict[str, list[Callable[[Days, CardCase], None]]]


def _step(verb: str, officer: str, second: str = "", **body: Any) -> Any:
    """A step of the application itself; what its body needs of the case is a function."""

    def take(days: Days, case: CardCase) -> None:
        said = {name: value(case) if callable(value) else value for name, value in body.items()}
        days.on(case.application, verb, officer, second, **said)

    return take


def _job(case: CardCase) -> str:
    return str(case.application.shown["job_id"])


def _attempt(case: CardCase) -> int:
    return case.attempt


def _hand_over(officer: str) -> Any:
    mode = "counter" if officer == "delivery-officer" else "post"
    return _step(
        "hand-over-card", officer, to="holder", mode=mode, holder_verified=True, score=812,
        signature=lambda _: paper(),
    )  # fmt: skip


_MADE = {
    "readback_sha256": lambda case: hashlib.sha256(_job(case).encode()).hexdigest(),
    "chip_serial": lambda case: _job(case)[-12:],
    "document_signer": "ds-01",
}
_GOOD = {"visual": True, "chip_read": True, "mrz_ok": True, "qr_ok": True}
_QUALITY = {
    "engine": "nfiq2", "engine_version": "2.3", "scores": [80] * 10, "minutiae": [60] * 10,
    "accepted": True, "capture_attempt": _attempt,
}  # fmt: skip

NEXT: Steps = {
    "opened": [capture_again],
    "returned": [capture_again],
    "captured": [
        _step("settle-fee", "reception-officer", receipt="R1",
              amount=lambda case: case.application.shown["fee_due"]),
        _step("take-back-old-document", "reception-officer", document="cmnd9", number="123456789"),
        _step("approve-intake", "intake-approver"),
        _step("approve-intake", "intake-approver"),
        _step("return-application", "intake-approver", reasons=["portrait-blurred"]),
    ],
    "intake-approved": [
        _step("record-register-check", "register-check", capture_attempt=_attempt, matched=True,
              citizen_version=lambda case: case.person.version),
        _step("record-quality-check", "quality-check", **_QUALITY),
        suspect,
    ],
    "duplicate-suspected": [examine],
    "duplicate-confirmed": [
        _step("refuse-application", "card-approver", legal_ground="duplicate-identity",
              reason="same-person", notice=lambda _: paper()),
    ],
    "verified": [_step("approve-application", "card-approver", card_data=lambda _: paper())],
    "approved": [put_into_print],
    "printing": [
        *[_step("confirm-personalisation", "print-gateway", job_id=_job, **_MADE)] * 3,
        _step("report-spoiled", "print-operator", job_id=_job, fault="machine", cause="jam"),
        _step("report-outcome-unknown", "print-gateway", job_id=_job, cause="power",
              last_step="lock"),
    ],
    "outcome-unknown": [
        _step("resolve-outcome", "quality-controller", "security-officer", job_id=_job,
              finding="personalised", **_MADE),
        _step("resolve-outcome", "quality-controller", "security-officer", job_id=_job,
              finding="spoiled", cause="jam"),
    ],
    "printed": [
        *[_step("pass-quality-check", "quality-controller", **_GOOD)] * 3,
        _step("fail-quality-check", "quality-controller", fault="machine", cause="misprint"),
    ],
    "quality-checked": [issue, send, count],
    "dispatched": [receive],
    "missing-in-transit": [trace, _step("replace-missing-card", "card-approver")],
    "arrived": [
        _hand_over("delivery-officer"),
        _step("post-card", "delivery-officer", carrier="vnpost", tracking="T1",
              address={"unit": "00001", "as_of": "2021-03-01", "country": "VN", "detail": "1"}),
    ],
    "posted": [
        _hand_over("post-courier"),
        _step("report-delivery-failed", "post-courier", reason="returned-by-post"),
    ],
    "delivery-failed": [_hand_over("delivery-officer")],
    "refused": [
        _step("lodge-appeal", "reception-officer", appeal_id=lambda _: paper()["id"],
              ground="not-me"),
    ],
    "delivered": [
        _step("correct-hand-over", "delivery-officer", "intake-approver", reason="wrong-person",
              statement=lambda _: paper()),
    ],
}  # fmt: skip
