"""One application for a card over HTTP, from the counter to the holder's hand."""

import hashlib
from typing import Any
from uuid import uuid4

from citizen_case import Case, paper, place
from minting import minted
from workshop import Record, Workshop, number

SERVICE_OF = {"register": "register-check", "quality": "quality-check", "duplicates": "matcher"}


def captured(workshop: Workshop, **changes: Any) -> dict[str, Any]:
    """The body that completes a capture of ten fingers; a change to `...` leaves the field out."""
    body = {
        "enrolment_id": str(uuid4()),
        "packet_id": str(uuid4()),
        "captured_at": "2021-03-10T08:30:00+07:00",
        "appointment_on": "2021-03-22",
        "fingers": [{"position": n, "quality": 80, "tries": 1} for n in range(1, 11)],
        "portrait_quality": 88,
        "devices": [workshop.scanner, workshop.camera],
        "dossier_number": number(),
        "finger_images": [paper() for _ in range(10)],
        "templates": [paper()],
        "portrait": paper(),
        "documents": [],
        "features": "Nốt ruồi dưới mắt trái",
        "cc02": paper(),
        "citizen_signature": paper(),
    }
    return {name: value for name, value in (body | changes).items() if value is not ...}


class CardCase:
    """A citizen with an application; each step fails unless it is accepted."""

    def __init__(self, workshop: Workshop, citizen: Case | None = None, **declared: Any) -> None:
        self.workshop = workshop
        self.service = workshop.service
        self.citizen = citizen or Case(self.service, **declared).active()
        self.application: Record
        self.batch: Record
        self.manifest: Record

    def opened(self, kind: str = "conversion", **changes: Any) -> "CardCase":
        body = {
            "citizen_id": self.citizen.id,
            "kind": kind,
            "reason": "chip-card",
            "place": "office",
            "received_at": "2021-03-10T08:00:00+07:00",
            **changes,
        }
        self.application = Record.opened(
            self.service, "card-applications", "reception-officer", **body
        )
        return self

    def step(self, verb: str, officer: str, second: str | None = None, **body: Any) -> "CardCase":
        self.application.step(verb, officer, second, **body)
        return self

    def captured(self, **changes: Any) -> "CardCase":
        if not hasattr(self, "application"):
            self.opened()
        return self.step(
            "complete-capture", "capture-officer", **captured(self.workshop, **changes)
        )

    def settled(self) -> "CardCase":
        """The fee paid and the old card handed in, as far as they are due."""
        shown = self.application.shown
        self.step("settle-fee", "reception-officer", amount=shown["fee_due"], receipt=number())
        if shown["old_document_due"]:
            self.step(
                "take-back-old-document", "reception-officer", document="cmnd9", number="123456789"
            )
        return self

    def taken_in(self, **changes: Any) -> "CardCase":
        self.captured(**changes).settled()
        return self.step("approve-intake", "intake-approver")

    def register_check(self) -> "CardCase":
        return self.step(
            "record-register-check",
            "register-check",
            capture_attempt=self.attempt,
            matched=True,
            citizen_version=self.citizen.version,
        )

    def quality_check(self, accepted: bool = True, **changes: Any) -> "CardCase":
        body = {
            "capture_attempt": self.attempt,
            "engine": "nfiq2",
            "engine_version": "2.3",
            "scores": [80] * 10,
            "minutiae": [60] * 10,
            "accepted": accepted,
        }
        return self.step("record-quality-check", "quality-check", **body | changes)

    def duplicate_search(self, *candidates: dict[str, Any]) -> "CardCase":
        return self.step(
            "record-deduplication",
            "matcher",
            capture_attempt=self.attempt,
            search_id=str(uuid4()),
            engine="nbis",
            engine_version="5",
            threshold_set="2021-03",
            gallery_position=0,
            candidates=list(candidates),
        )

    def verified(self, **changes: Any) -> "CardCase":
        """Taken in, with the standard checks passed."""
        return self.taken_in(**changes).register_check().quality_check().duplicate_search()

    def approved(self, officer: str = "card-approver", **changes: Any) -> "CardCase":
        if not hasattr(self, "application") or self.application.status != "verified":
            self.verified(**changes)
        return self.step("approve-application", officer, card_data=paper())

    def printing(self, blank: str | None = None) -> "CardCase":
        """A blank in the machine, in a batch of this one application unless it is in one."""
        if not hasattr(self, "batch"):
            self.batch = self.workshop.batch(self.application.id)
        return self.step(
            "start-personalisation",
            "print-operator",
            batch_id=self.batch.id,
            machine_id=self.workshop.printer,
            blank_serial=blank or self.workshop.blank(),
        )

    def printed(self) -> "CardCase":
        self.printing()
        job = self.application.shown["job_id"]
        return self.step(
            "confirm-personalisation",
            "print-gateway",
            job_id=job,
            readback_sha256=hashlib.sha256(job.encode()).hexdigest(),
            chip_serial=uuid4().hex[:16].upper(),
            document_signer="ds-01",
        )

    def quality_checked(self) -> "CardCase":
        """The card passed by a controller and signed by the director."""
        passed = {"visual": True, "chip_read": True, "mrz_ok": True, "qr_ok": True}
        self.step("pass-quality-check", "quality-controller", **passed)
        self.card.step("issue-card", "director", signed_on="2021-03-10")
        return self

    def counted(self, **counts: int) -> "CardCase":
        """The batch counted and closed."""
        usual = {"good": 1, "spoiled": 0, "sample": 0, "returned": 0, "left_after": 0}
        self.batch.step("count-batch", "print-operator", **usual | counts)
        self.batch.step("close-batch", "quality-controller")
        return self

    def dispatched(self) -> "CardCase":
        """Packed, sealed and handed to the carrier; the application follows by itself."""
        shown = self.application.shown
        self.manifest = self.workshop.manifest()
        self.manifest.step(
            "pack-card",
            "dispatcher",
            card_id=shown["card_id"],
            application_id=self.application.id,
            box=1,
            slot=1,
        )
        self.manifest.step("seal-manifest", "dispatcher", seal=number().upper())
        self.application.until("dispatched")
        self.manifest.step(
            "hand-to-carrier", "dispatcher", carrier="vnpost", tracking=number(), due="2021-03-12"
        )
        return self

    def arrived(self) -> "CardCase":
        """Received complete at its destination; the application follows by itself."""
        self.manifest.step(
            "receive-manifest",
            "delivery-officer",
            counted=1,
            seal_intact=True,
            missing=[],
            extra=[],
        )
        self.application.until("arrived")
        return self

    def delivered(self, **changes: Any) -> "CardCase":
        body = {
            "to": "holder",
            "mode": "counter",
            "holder_verified": True,
            "score": 812,
            "signature": paper(),
        }
        return self.step("hand-over-card", "delivery-officer", **body | changes)

    def made(self) -> "CardCase":
        """Standard printing, from the blank to the counter where the card waits."""
        return self.printed().quality_checked().counted().dispatched().arrived()

    @property
    def attempt(self) -> int:
        return int(self.application.shown["capture_attempt"])

    @property
    def card(self) -> Record:
        """The card of the application, read fresh."""
        return Record(self.service, "cards", self.application.shown["card_id"]).read()

    @property
    def person(self) -> Case:
        """The citizen, read fresh."""
        shown = self.citizen.read(officer="auditor")
        self.citizen.version, self.citizen.shown = shown["version"], shown
        return self.citizen


__all__ = ["CardCase", "captured", "minted", "place"]
