"""Each command once in a state in which it is not possible.

Long because it is a table: one row for each command.
"""

from typing import Any

from tests.adapters.http.hostile_row import Row
from tests.adapters.http.usual_acts import NOBODY, deed

TOO_LATE: dict[str, tuple[str | tuple[str, dict[str, Any]], ...]] = {
    "card-applications": (
        "verified_case.application/complete-capture",
        "opened.application/settle-fee",
        "opened.application/take-back-old-document",
        "opened.application/approve-intake",
        "opened.application/return-application",
        "opened.application/recapture",
        "opened.application/record-register-check",
        "opened.application/record-quality-check",
        "opened.application/record-deduplication",
        "opened.application/approve-application",
        "verified_case.application/revise-approval",
        "printed.application/start-personalisation",
        "printed.application/confirm-personalisation",
        "printed.application/report-spoiled",
        "printed.application/report-outcome-unknown",
        "printed.application/resolve-outcome",
        "approved_case.application/pass-quality-check",
        "approved_case.application/fail-quality-check",
        "arrived.application/dispatch-card",
        "delivered.application/record-arrival",
        "arrived.application/report-missing-in-transit",
        "arrived.application/replace-missing-card",
        "opened.application/post-card",
        "opened.application/hand-over-card",
        "delivered.application/change-delivery-place",
        "opened.application/report-delivery-failed",
        "arrived.application/correct-hand-over",
        "delivered.application/refuse-application",
        "approved_case.application/withdraw-application",
        "opened.application/lodge-appeal",
        ("dismissed.application/decide-appeal", {"outcome": "upheld"}),
        "delivered.application/close-application",
    ),
    "cards": (
        "delivered.card/issue-card",
        "revoked.card/suspend-card",
        "delivered.card/reinstate-card",
        "revoked.card/report-card-lost",
        "delivered.card/report-card-found",
        "revoked.card/hold-card",
        "revoked.card/end-hold",
        "revoked.card/request-revocation",
        ("revoked.card/revoke-card", {"request_id": NOBODY}),
        "delivered.card/destroy-card",
        "delivered.card/record-taken-back",
    ),
    "card-stock": (
        "closed_block.block/allocate-blanks",
        "closed_block.block/return-blanks",
        "closed_block.block/draw-sample",
        "closed_block.block/report-blanks-found",
        "closed_block.block/count-block",
        "closed_and_emptied.block/close-block",
    ),
    "production-batches": (
        "counted_batch.batch/release-batch",
        "counted_batch.batch/remove-from-batch",
        "released.batch/cancel-batch",
        "counted_batch.batch/hold-batch",
        "planned.batch/resume-batch",
        "planned.batch/start-batch",
        "planned.batch/count-batch",
        "planned.batch/close-batch",
        "planned.batch/resolve-batch-discrepancy",
    ),
    "dispatch-manifests": (
        ("sealed_manifest.manifest/pack-card", {"slot": 2}),
        "sealed_manifest.manifest/unpack-card",
        "dispatched.manifest/seal-manifest",
        "packed.manifest/hand-to-carrier",
        "packed.manifest/receive-manifest",
        "packed.manifest/report-manifest-lost",
        "packed.manifest/resolve-manifest-discrepancy",
    ),
    "adjudications": (
        ("agreed.adjudication/record-opinion", {"seconds": 1}),
        "agreed.adjudication/record-third-opinion",
        "closed_adjudication.adjudication/decide-adjudication",
        "decided.adjudication/request-evidence",
    ),
    "data-quality-cases": (
        "quality_found.quality/assign-case",
        ("quality_found.quality/report-finding", {"finding": "defect"}),
        "quality_assigned.quality/resolve-case",
        "quality_resolved.quality/dismiss-case",
        "quality_assigned.quality/reopen-case",
    ),
    "devices": (
        "retired/grant-trust",
        "retired/record-calibration",
        "registered/rotate-key",
        "retired/assign-device",
        "registered/suspend-trust",
        "retired_in_district/report-device-lost",
        ("retired/retire-device", {"reason": "broken"}),
    ),
    "enrolment-packets": (
        "received_packet/release-packet",
        "received_packet/discard-packet",
    ),
}
"""Stream -> a case, its record and the command, which comes too early or too late."""

ALWAYS = frozenset(
    {
        # A block is open or closed, and a closed one still has cards to be lost or destroyed.
        "spoil-blank",
        "propose-destruction",
        "destroy-blanks",
        "report-blanks-missing",
    }
)
"""Commands that every state allows."""

CODES = {
    "card-applications": "card-application-is",
    "cards": "card-is",
    "card-stock": "card-stock-is",
    "production-batches": "production-batch-is",
    "dispatch-manifests": "dispatch-manifest-is",
    "adjudications": "adjudication-is",
    "data-quality-cases": "data-quality-case-is",
    "devices": "device-is",
    "enrolment-packets": "enrolment-packet-is",
}


def _row(plural: str, entry: str | tuple[str, dict[str, Any]]) -> Row:
    where, changes = (entry, {}) if isinstance(entry, str) else entry
    record, _, verb = where.partition("/")
    name = f"{verb} when {record.partition('.')[0]}"
    return deed(plural, name, where, 409, CODES[plural], **changes)


ROWS: tuple[Row, ...] = tuple(
    _row(plural, entry) for plural, entries in TOO_LATE.items() for entry in entries
)
