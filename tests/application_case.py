"""One application for a card over HTTP, from the counter to the approval of the centre."""

from typing import Any, Self
from uuid import uuid4

from citizen_case import Case, paper
from machines import Machines
from minting import minted
from record import Record
from workshop import Workshop, number

OLD_PAPER = {"document": "cmnd9", "number": "123456789"}
OLD_CARD = {"document": "chip-card", "number": "001190000001"}


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


class ApplicationCase:
    """A citizen with an application; each step fails unless it is accepted."""

    def __init__(self, workshop: Workshop, citizen: Case | None = None, **declared: Any) -> None:
        self.workshop = workshop
        self.service = workshop.service
        self.citizen = citizen or Case(self.service, **declared).active()
        self.application: Record

    def opened(
        self, kind: str = "conversion", officer: str = "reception-officer", **changes: Any
    ) -> Self:
        body = self._request(kind, **changes)
        self.application = Record.opened(self.service, "card-applications", officer, **body)
        return self

    def refused_opening(self, kind: str, **changes: Any) -> tuple[int, str]:
        """A request that is turned away at the counter: status and code."""
        body = {"id": minted(), **self._request(kind, **changes)}
        answer = self.service.post("/v1/card-applications", body, "reception-officer")
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["type"].rpartition("/")[2]

    def step(self, verb: str, officer: str, second: str | None = None, **body: Any) -> Self:
        self.application.step(verb, officer, second, **body)
        return self

    def captured(self, **changes: Any) -> Self:
        if not hasattr(self, "application"):
            self.opened()
        return self.step(
            "complete-capture", "capture-officer", **captured(self.workshop, **changes)
        )

    def refused_capture(self, **changes: Any) -> tuple[int, str]:
        """A capture at which the form is found wanting: the status and the code of its faults."""
        body = captured(self.workshop, **changes)
        answer = self.application.ask("complete-capture", "capture-officer", **body)
        codes = {one["code"] for one in answer.json()["errors"]}
        assert len(codes) == 1, answer.text
        return answer.status_code, codes.pop()

    def settled(self) -> Self:
        """The fee paid and the old card handed in, as far as they are due."""
        shown = self.application.shown
        self.step("settle-fee", "reception-officer", amount=shown["fee_due"], receipt=number())
        if shown["old_document_due"]:
            old = OLD_CARD if shown["kind"] == "exchange" else OLD_PAPER
            self.step("take-back-old-document", "reception-officer", **old)
        return self

    def taken_in(self, **changes: Any) -> Self:
        self.captured(**changes).settled()
        return self.step("approve-intake", "intake-approver")

    def register_check(self) -> Self:
        return self.step(
            "record-register-check",
            "register-check",
            capture_attempt=self.attempt,
            matched=True,
            citizen_version=self.citizen.version,
        )

    def quality_check(self, accepted: bool = True, **changes: Any) -> Self:
        body = {
            "capture_attempt": self.attempt,
            "engine": "nfiq2",
            "engine_version": "2.3",
            "scores": [80] * 10,
            "minutiae": [60] * 10,
            "accepted": accepted,
        }
        return self.step("record-quality-check", "quality-check", **body | changes)

    def duplicate_search(self, *candidates: dict[str, Any]) -> Self:
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

    def checked(self, to: str = "verified", **rates: float) -> Self:
        """The standard checks, done by the machines; `rates` are of what goes wrong there."""
        Machines(self.service, **rates).check(self.application, to=to)
        return self

    def verified(self, **changes: Any) -> Self:
        """Taken in, with the standard checks passed."""
        return self.taken_in(**changes).register_check().quality_check().duplicate_search()

    def approved(self, officer: str = "card-approver", **changes: Any) -> Self:
        if not hasattr(self, "application") or self.application.status != "verified":
            self.verified(**changes)
        return self.step("approve-application", officer, card_data=paper())

    @property
    def attempt(self) -> int:
        return int(self.application.shown["capture_attempt"])

    @property
    def person(self) -> Case:
        """The citizen, read fresh."""
        return self.citizen.refresh()

    def event(self, name: str) -> dict[str, Any]:
        """The public part of the last event of the application with this name."""
        return self.events(name)[-1]

    def events(self, name: str) -> list[dict[str, Any]]:
        answer = self.service.get(f"{self.application.path}/events", "auditor")
        topic = f"card-application.{name}.v1"
        return [one["data"] for one in answer.json()["items"] if one["topic"] == topic]

    def _request(self, kind: str, **changes: Any) -> dict[str, Any]:
        return {
            "citizen_id": self.citizen.id,
            "kind": kind,
            "reason": "chip-card",
            "place": "office",
            "received_at": "2021-03-10T08:00:00+07:00",
            **changes,
        }
