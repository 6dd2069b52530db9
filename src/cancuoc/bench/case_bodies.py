"""What each command of a whole case says: a citizen's conversion to the chip card."""

import hashlib
from typing import Any
from uuid import UUID, uuid4

SHA256 = "9f" * 32
FORM = "chip-2021"
"""The form of the day on which the benchmark's register lives."""
RECEIVED = "2021-03-01T07:30:00+07:00"
CAPTURED = "2021-03-01T07:45:00+07:00"
TODAY = "2021-03-01"
REGISTERED, TRUSTED = "2021-01-04T08:00:00+07:00", "2021-01-04T09:00:00+07:00"
BLANKS = 100

Body = dict[str, Any]


def paper() -> Body:
    """A scan kept elsewhere."""
    return {"id": str(uuid4()), "sha256": SHA256, "media_type": "application/pdf"}


def number() -> str:
    """A number that no other paper bears."""
    return uuid4().hex[:12].upper()


def device(id_: UUID, kind: str) -> Body:
    return {
        "id": str(id_),
        "kind": kind,
        "make": "Mau",
        "model": "M1",
        "serial": number(),
        "key_fingerprint": uuid4().hex * 2,
        "certificate_sha256": SHA256,
        "occurred_at": REGISTERED,
    }


def block(id_: UUID, first: str) -> Body:
    return {
        "id": str(id_),
        "supplier": "mau",
        "box_number": number(),
        "first_serial": first,
        "last_serial": f"{first[:-2]}99",
        "count": BLANKS,
        "form": FORM,
        "packing_list_sha256": SHA256,
        "seal": number(),
    }


def opening(id_: UUID, citizen: UUID) -> Body:
    return {
        "id": str(id_),
        "citizen_id": str(citizen),
        "kind": "conversion",
        "reason": "chip-card",
        "place": "office",
        "received_at": RECEIVED,
    }


def capture(devices: tuple[UUID, ...]) -> Body:
    return {
        "enrolment_id": str(uuid4()),
        "packet_id": str(uuid4()),
        "captured_at": CAPTURED,
        "appointment_on": "2021-03-22",
        "fingers": [{"position": n, "quality": 80, "tries": 1} for n in range(1, 11)],
        "portrait_quality": 88,
        "devices": [str(one) for one in devices],
        "dossier_number": number(),
        "finger_images": [paper() for _ in range(10)],
        "templates": [paper()],
        "portrait": paper(),
        "documents": [],
        "features": "Nốt ruồi dưới mắt trái",
        "cc02": paper(),
        "citizen_signature": paper(),
    }


def suspicion(attempt: int, citizen: UUID, application: UUID) -> Body:
    """What the matcher says when it finds somebody alike."""
    candidate = {
        "citizen_id": str(citizen),
        "application_id": str(application),
        "rank": 1,
        "score": 640,
        "fingers": [1, 2, 6],
    }
    return {
        "capture_attempt": attempt,
        "search_id": str(uuid4()),
        "engine": "simulated",
        "engine_version": "1",
        "threshold_set": "2021-03",
        "gallery_position": 0,
        "candidates": [candidate],
    }


def opinion(candidate: UUID) -> Body:
    views = [{"citizen_id": str(candidate), "view": "different-person"}]
    return {"views": views, "seconds": 95}


def batch(id_: UUID, applications: list[UUID], destination: str) -> Body:
    return {
        "id": str(id_),
        "batch_number": number(),
        "form": FORM,
        "destination": destination,
        "priority": 5,
        "applications": [str(one) for one in applications],
    }


def confirmed(job: UUID) -> Body:
    return {
        "job_id": str(job),
        "readback_sha256": hashlib.sha256(job.bytes).hexdigest(),
        "chip_serial": uuid4().hex[:16].upper(),
        "document_signer": "simulated-ds",
    }


PASSED: Body = {"visual": True, "chip_read": True, "mrz_ok": True, "qr_ok": True}
SIGNED: Body = {"signed_on": TODAY}
RECEIVED_WHOLE: Body = {"seal_intact": True, "missing": [], "extra": []}


def packed(application: UUID, card: UUID, slot: int) -> Body:
    return {
        "card_id": str(card), "application_id": str(application), "box": 1, "slot": slot,
    }  # fmt: skip


def carrier() -> Body:
    return {"carrier": "vnpost", "tracking": number(), "due": "2021-03-03"}


def handed_over() -> Body:
    return {
        "to": "holder",
        "mode": "counter",
        "holder_verified": True,
        "score": 812,
        "signature": paper(),
    }
