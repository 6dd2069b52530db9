"""What each simulated machine answers to a job: a command on the application, and its body."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from cancuoc.station.script import Script
from domain.values.identifiers import derive_id

Answer = tuple[str, dict[str, Any]]
"""The verb of the path and the body; the job's key makes a repeat harmless."""
Gallery = Sequence[tuple[UUID, UUID]]
"""Citizens and applications that a search may find alike: those it was asked about before."""
SAME_PERSON_FROM = 800
"""A score that two sets of prints of one person reach, and those of two persons never."""

_ENGINE = {"engine": "simulated", "engine_version": "1"}


def answer(job: dict[str, Any], script: Script, gallery: Gallery) -> Answer | None:
    """None when the machine says nothing: it has failed, and nobody knows how far it came."""
    if script.is_silent(job):
        return None
    return _MACHINES[job["kind"]](job, script, gallery)


def _register_check(job: dict[str, Any], _script: Script, _gallery: Gallery) -> Answer:
    return "record-register-check", {
        "capture_attempt": job["capture_attempt"],
        "matched": True,
        "citizen_version": job["citizen_version"],
    }


def _quality_check(job: dict[str, Any], script: Script, _gallery: Gallery) -> Answer:
    questioned = script.happens("questioned", job)
    scores = [20 if questioned else one["quality"] for one in job["fingers"] if one["quality"]]
    body = {
        "capture_attempt": job["capture_attempt"],
        **_ENGINE,
        "accepted": not questioned,
        "scores": scores,
        "minutiae": [60] * len(scores),
    }
    return "record-quality-check", body | ({"reason": "nfiq-below-30"} if questioned else {})


def _duplicate_search(job: dict[str, Any], script: Script, gallery: Gallery) -> Answer:
    key = UUID(job["idempotency_key"])
    return "record-deduplication", {
        "capture_attempt": job["capture_attempt"],
        "search_id": str(derive_id(key, "search", str(key))),
        **_ENGINE,
        "threshold_set": "2021-03",
        "gallery_position": len(gallery),
        "candidates": _candidates(job, script, gallery),
    }


def _candidates(job: dict[str, Any], script: Script, gallery: Gallery) -> list[dict[str, Any]]:
    """One of those seen before, with a score that says whether it is the same person."""
    key = UUID(job["idempotency_key"])
    others = [one for one in gallery if str(one[0]) != job["citizen_id"]]
    same = script.happens("duplicates", job)
    if not others or not (same or script.happens("false_candidates", job)):
        return []
    citizen, application = others[int(script.draw("candidate", key) * len(others))]
    score = (SAME_PERSON_FROM if same else SAME_PERSON_FROM // 2) + int(
        script.draw("score", key) * 99
    )
    return [
        {
            "citizen_id": str(citizen),
            "application_id": str(application),
            "rank": 1,
            "score": score,
            "fingers": [1, 2, 6],
        }
    ]


def _personalisation(job: dict[str, Any], script: Script, _gallery: Gallery) -> Answer:
    job_id = UUID(job["job_id"])
    if script.happens("outcome_unknown", job):
        return "report-outcome-unknown", {
            "job_id": str(job_id),
            "cause": "power",
            "last_step": "lock",
        }
    if script.happens("spoiled", job):
        cause = ("jam", "print-defect", "chip-dead")[int(script.draw("cause", job_id) * 3)]
        return "report-spoiled", {"job_id": str(job_id), "cause": cause, "fault": "machine"}
    return "confirm-personalisation", {
        "job_id": str(job_id),
        "readback_sha256": hashlib.sha256(job_id.bytes).hexdigest(),
        "chip_serial": job_id.hex[-16:].upper(),
        "document_signer": "simulated-ds",
    }


def _delivery(job: dict[str, Any], script: Script, _gallery: Gallery) -> Answer:
    key = UUID(job["idempotency_key"])
    if script.happens("delivery_failed", job):
        return "report-delivery-failed", {"reason": "absent"}
    signature = {
        "id": str(derive_id(key, "receipt", str(key))),
        "sha256": hashlib.sha256(key.bytes).hexdigest(),
        "media_type": "application/pdf",
    }
    return "hand-over-card", {
        "to": "holder",
        "mode": "post",
        "holder_verified": False,
        "unverified_reason": "handed-over-by-post",
        "signature": signature,
    }


_MACHINES: dict[str, Callable[[dict[str, Any], Script, Gallery], Answer]] = {
    "register-check": _register_check,
    "quality-check": _quality_check,
    "duplicate-search": _duplicate_search,
    "personalisation": _personalisation,
    "delivery": _delivery,
}
