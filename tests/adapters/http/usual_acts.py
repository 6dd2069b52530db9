"""Every command on a card's streams as an officer of the right role usually gives it.

Long because it is a catalogue: one entry for each command, which the tables of hostile inputs
change in one place. `{~}` in a body is the case that the row is about.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import uuid4

from tests.adapters.http.hostile_row import Officer, Row, Second

from citizen_case import PHUC_XA, SHA256, paper, place
from minting import minted
from workshop import FORM

NOBODY = str(uuid4())
READBACK = "a" * 64


class Usual(NamedTuple):
    """Who gives a command, with which body, and who signs beside."""

    officer: str
    body: Mapping[str, Any] = MappingProxyType({})
    second: str | None = None


def capture() -> dict[str, Any]:
    """A capture of ten fingers with the machines of the workshop."""
    return {
        "enrolment_id": str(uuid4()),
        "packet_id": str(uuid4()),
        "captured_at": "2021-03-10T08:30:00+07:00",
        "appointment_on": "2021-03-22",
        "fingers": [{"position": n, "quality": 80, "tries": 1} for n in range(1, 11)],
        "portrait_quality": 88,
        "devices": ["{workshop.scanner}", "{workshop.camera}"],
        "dossier_number": uuid4().hex,
        "finger_images": [paper() for _ in range(10)],
        "templates": [paper()],
        "portrait": paper(),
        "features": "Nốt ruồi dưới mắt trái",
        "cc02": paper(),
        "citizen_signature": paper(),
    }


SEARCH = {
    "capture_attempt": 1,
    "search_id": NOBODY,
    "engine": "nbis",
    "engine_version": "5",
    "threshold_set": "2021-03",
    "gallery_position": 0,
    "candidates": [],
}
QUALITY = {
    "capture_attempt": 1,
    "engine": "nfiq2",
    "engine_version": "2.3",
    "scores": [80] * 10,
    "minutiae": [60] * 10,
    "accepted": True,
}
JOB = {"job_id": "{~.application.job_id}"}
FAULT = {"fault": "machine", "cause": "jam"}
MADE = {"readback_sha256": READBACK, "chip_serial": "04A1B2C3", "document_signer": "ds-01"}
HANDED = {"to": "holder", "mode": "counter", "holder_verified": True, "signature": paper()}
ON_MANIFEST = {"manifest_id": "{~.manifest}", "unit": "001"}
PASSED = {"visual": True, "chip_read": True, "mrz_ok": True, "qr_ok": True}
TOLD = {"reported_at": "2021-03-10T08:00:00+07:00", "channel": "counter"}
SERIALS = [{"first": "{~.block.first_serial}", "last": "{~.block.first_serial}"}]
COUNTS = {"good": 1, "spoiled": 0, "sample": 0, "returned": 0, "left_after": 0}
VIEWS = [{"citizen_id": "{~.candidate}", "view": "different-person"}]

APPLICATION = {
    "complete-capture": Usual("capture-officer", capture()),
    "settle-fee": Usual("reception-officer", {"amount": 50000, "receipt": "BL-1"}),
    "take-back-old-document": Usual(
        "reception-officer", {"document": "cmnd9", "number": "123456789"}
    ),
    "approve-intake": Usual("intake-approver"),
    "return-application": Usual("intake-approver", {"reasons": ["portrait-blurred"]}),
    "recapture": Usual("capture-officer", {**capture(), "because": "portrait-blurred"}),
    "record-register-check": Usual(
        "register-check", {"capture_attempt": 1, "matched": True, "citizen_version": 1}
    ),
    "record-quality-check": Usual("quality-check", QUALITY),
    "record-deduplication": Usual("matcher", SEARCH),
    "approve-application": Usual("card-approver", {"card_data": paper()}),
    "revise-approval": Usual("card-approver", {"reason": "name-misspelt"}),
    "start-personalisation": Usual(
        "print-operator",
        {
            "batch_id": "{~.batch}",
            "machine_id": "{workshop.printer}",
            "blank_serial": "{spare}",
        },
    ),
    "confirm-personalisation": Usual("print-gateway", {**JOB, **MADE}),
    "report-spoiled": Usual("print-operator", {**JOB, **FAULT}),
    "report-outcome-unknown": Usual("print-gateway", {**JOB, "cause": "power"}),
    "resolve-outcome": Usual(
        "quality-controller", {**JOB, **MADE, "finding": "personalised"}, "security-officer"
    ),
    "pass-quality-check": Usual("quality-controller", PASSED),
    "fail-quality-check": Usual("quality-controller", FAULT),
    "dispatch-card": Usual("dispatcher", {"manifest_id": "{~.manifest}", "to_unit": "001"}),
    "record-arrival": Usual("delivery-officer", ON_MANIFEST),
    "report-missing-in-transit": Usual("delivery-officer", ON_MANIFEST),
    "replace-missing-card": Usual("card-approver"),
    "post-card": Usual(
        "delivery-officer", {"carrier": "vnpost", "tracking": "EA1", "address": place()}
    ),
    "hand-over-card": Usual("delivery-officer", HANDED),
    "change-delivery-place": Usual("reception-officer", {"place": place(), "reason": "moved"}),
    "report-delivery-failed": Usual("delivery-officer", {"reason": "absent"}),
    "correct-hand-over": Usual("delivery-officer", {"reason": "wrong-person"}, "intake-approver"),
    "refuse-application": Usual(
        "card-approver", {"reason": "not-entitled", "notice": paper(), "legal_ground": "law-59"}
    ),
    "withdraw-application": Usual("reception-officer", {"reason": "citizen-asks"}),
    "lodge-appeal": Usual("reception-officer", {"appeal_id": NOBODY}),
    "decide-appeal": Usual("director", {"appeal_id": "{~.appeal}", "outcome": "dismissed"}),
    "close-application": Usual("card-approver", {"reason": "error"}),
}
CARD = {
    "issue-card": Usual("director", {"signed_on": "2021-03-10"}),
    "suspend-card": Usual("card-approver", {"ground": "court-order"}),
    "reinstate-card": Usual("card-approver-2", {"ground": "order-ended"}),
    "report-card-lost": Usual("reception-officer", TOLD),
    "report-card-found": Usual("reception-officer", TOLD),
    "hold-card": Usual(
        "data-officer", {"from": "2021-03-08", "decision": paper(), "ground": "custody"}
    ),
    "end-hold": Usual("data-officer", {"to": "2021-03-10", "decision": paper()}),
    "request-revocation": Usual(
        "card-approver", {"request_id": NOBODY, "ground": "issued-against-rules"}
    ),
    "revoke-card": Usual("director", {"request_id": "{~.request}"}),
    "destroy-card": Usual("security-officer", {"method": "shredding"}, "stock-keeper"),
    "record-taken-back": Usual("reception-officer", {"cut": True}),
}
STOCK = {
    "allocate-blanks": Usual(
        "stock-keeper",
        {"machine_id": "{workshop.printer}", "serials": SERIALS},
        "print-operator",
    ),
    "return-blanks": Usual(
        "print-operator", {"machine_id": "{workshop.printer}", "serials": SERIALS}, "stock-keeper"
    ),
    "spoil-blank": Usual("print-operator", {"serial": "{~.block.first_serial}", "cause": "jam"}),
    "draw-sample": Usual(
        "quality-controller", {"serials": SERIALS, "from_account": "vault", "reason": "daily"}
    ),
    "propose-destruction": Usual("stock-keeper", {"serials": SERIALS, "reason": "spoiled"}),
    "destroy-blanks": Usual(
        "security-officer",
        {"proposal_id": "{~.proposal}", "serials": SERIALS, "method": "shredding"},
        "quality-controller",
    ),
    "report-blanks-missing": Usual(
        "stock-keeper", {"serials": SERIALS, "from_account": "vault", "reason": "not-there"}
    ),
    "report-blanks-found": Usual(
        "stock-keeper",
        {"serials": SERIALS, "to_account": "vault", "reason": "behind-shelf"},
        "security-officer",
    ),
    "count-block": Usual("stock-keeper", {"account": "vault", "counted": 7}),
    "close-block": Usual("stock-keeper"),
}
BATCH = {
    "release-batch": Usual("production-planner"),
    "remove-from-batch": Usual(
        "production-planner", {"application_id": "{~.application}", "reason": "urgent"}
    ),
    "cancel-batch": Usual("production-planner", {"reason": "no-blanks"}),
    "hold-batch": Usual("production-planner", {"reason": "machine-fault"}),
    "resume-batch": Usual("production-planner", {"reason": "mended"}),
    "start-batch": Usual(
        "print-operator",
        {"machine_id": "{workshop.printer}", "handed_over": 1, "left_before": 0},
    ),
    "count-batch": Usual("print-operator", COUNTS),
    "close-batch": Usual("quality-controller"),
    "resolve-batch-discrepancy": Usual(
        "security-officer", {"finding": "miscounted"}, "quality-controller"
    ),
}
MANIFEST = {
    "pack-card": Usual(
        "dispatcher",
        {
            "card_id": "{~.application.card_id}",
            "application_id": "{~.application}",
            "box": 1,
            "slot": 1,
        },
    ),
    "unpack-card": Usual("dispatcher", {"card_id": NOBODY}),
    "seal-manifest": Usual("dispatcher", {"seal": "NP-004711"}),
    "hand-to-carrier": Usual(
        "dispatcher", {"carrier": "vnpost", "tracking": "EA1", "due": "2021-03-12"}
    ),
    "receive-manifest": Usual("delivery-officer", {"counted": 1, "seal_intact": True}),
    "report-manifest-lost": Usual("dispatcher"),
    "resolve-manifest-discrepancy": Usual(
        "dispatcher",
        {"finding": "sent-elsewhere", "found": ["{~.application}"]},
        "security-officer",
    ),
}
ADJUDICATION = {
    "record-opinion": Usual("examiner", {"views": VIEWS, "seconds": 90}),
    "record-third-opinion": Usual("senior-examiner", {"views": VIEWS, "seconds": 90}),
    "decide-adjudication": Usual("senior-examiner"),
    "request-evidence": Usual(
        "examiner", {"kind": "ten-print-sheet", "owner_unit": PHUC_XA, "due": "2021-03-15"}
    ),
}
DEVICE = {
    "grant-trust": Usual("security-officer"),
    "record-calibration": Usual(
        "device-officer",
        {"certificate_number": "HC-1", "valid_to": "2022-03-10", "resolution": 500},
        "vendor-engineer",
    ),
    "rotate-key": Usual(
        "device-officer",
        {
            "former": "{~.key_fingerprint}",
            "key_fingerprint": "b" * 64,
            "certificate_sha256": SHA256,
            "former_key": "-----BEGIN PUBLIC KEY-----",
            "signature": "MEUCIQDx",
        },
    ),
    "assign-device": Usual("device-officer", {"unit": "001"}),
    "suspend-trust": Usual("security-officer", {"reason": "doubtful"}),
    "report-device-lost": Usual("province-director"),
    "retire-device": Usual("device-officer"),
}
QUALITY_CASE = {
    "assign-case": Usual(
        "data-quality-officer",
        {"to_unit": "01", "to_role": "province-checker", "due": "2021-03-20"},
    ),
    "report-finding": Usual("area-officer", {"finding": "no-defect", "remark": "đã xác minh"}),
    "resolve-case": Usual("data-officer"),
    "dismiss-case": Usual("province-checker", {"reason": "no-document-exists"}),
    "reopen-case": Usual("data-quality-officer", {"reason": "check-fails-again"}),
}
PACKET = {
    "release-packet": Usual("data-quality-officer", {"reason": "device-trusted-since"}),
    "discard-packet": Usual("security-officer", {"reason": "empty"}, "data-officer"),
}
USUAL: dict[str, dict[str, Usual]] = {
    "card-applications": APPLICATION,
    "cards": CARD,
    "card-stock": STOCK,
    "production-batches": BATCH,
    "dispatch-manifests": MANIFEST,
    "adjudications": ADJUDICATION,
    "data-quality-cases": QUALITY_CASE,
    "devices": DEVICE,
    "enrolment-packets": PACKET,
}


AS_USUAL = Second(Officer("as-usual"))


def deed(
    plural: str,
    name: str,
    where: str,
    status: int,
    code: str,
    *at: str,
    by: str | Officer | None = None,
    second: Second | None = AS_USUAL,
    **changes: Any,
) -> Row:
    """A row about a usual act; `where` is `case.record/verb-noun`, a change to `...` leaves out."""
    record, _, verb = where.partition("/")
    usual = USUAL[plural][verb]
    body = {k: v for k, v in ({**usual.body, **changes}).items() if v is not ...}
    officer = by or usual.officer
    if second is AS_USUAL:
        second = Second(Officer(usual.second)) if usual.second else None
    return Row(
        name,
        status,
        code,
        at,
        path=f"/v1/{plural}/{{{record}}}/{verb}",
        body=_about(body, record.partition(".")[0]),
        officer=Officer(officer) if isinstance(officer, str) else officer,
        second=second,
    )


def _about(value: Any, case: str) -> Any:
    if isinstance(value, dict):
        return {name: _about(inner, case) for name, inner in value.items()}
    if isinstance(value, list):
        return [_about(inner, case) for inner in value]
    return value.replace("{~", "{" + case) if isinstance(value, str) else value


OPENING = {
    "card-applications": Usual(
        "reception-officer",
        {
            "id": minted(),
            "citizen_id": "{adult}",
            "kind": "conversion",
            "reason": "chip-card",
            "place": "office",
            "received_at": "2021-03-10T08:00:00+07:00",
        },
    ),
    "card-stock": Usual(
        "stock-keeper",
        {
            "id": minted(),
            "supplier": "mau",
            "box_number": "HOP-1",
            "first_serial": "QX0000000100",
            "last_serial": "QX0000000199",
            "count": 100,
            "form": FORM,
            "packing_list_sha256": SHA256,
            "seal": "NP-1",
        },
    ),
    "production-batches": Usual(
        "production-planner",
        {
            "id": minted(),
            "batch_number": "LO-1",
            "form": FORM,
            "destination": "001",
            "priority": 5,
            "applications": ["{unbatched.application}"],
        },
    ),
    "dispatch-manifests": Usual(
        "dispatcher", {"id": minted(), "manifest_number": "BK-1", "destination": "001"}
    ),
    "data-quality-cases": Usual(
        "data-quality-officer",
        {
            "id": minted(),
            "check": "DQ-14",
            "dimension": "sufficient",
            "severity": "warning",
            "citizen_id": "{active}",
            "citizen_version": 1,
        },
    ),
    "devices": Usual(
        "device-officer",
        {
            "id": minted(),
            "kind": "printer",
            "make": "Mau",
            "model": "M1",
            "serial": "SN-1",
            "key_fingerprint": "c" * 64,
            "certificate_sha256": SHA256,
        },
    ),
}


def opening(
    plural: str,
    name: str,
    status: int,
    code: str,
    *at: str,
    by: Officer | None = None,
    **changes: Any,
) -> Row:
    """A row about the command that opens a stream."""
    usual = OPENING[plural]
    body = {k: v for k, v in ({**usual.body, **changes}).items() if v is not ...}
    officer = by or Officer(usual.officer)
    return Row(name, status, code, at, path=f"/v1/{plural}", body=body, officer=officer)
