"""One card over HTTP, from the blank in a machine to the holder's hand."""

import hashlib
from typing import Any, Self
from uuid import UUID, uuid4

from application_case import ApplicationCase
from blank_ledger import accounts
from citizen_case import Case, paper
from machines import Machines
from record import Record
from whole_register import WholeRegister
from workshop import Workshop, number


class CardCase(ApplicationCase):
    """An application and what is made for it; each step fails unless it is accepted."""

    def __init__(self, workshop: Workshop, citizen: Case | None = None, **declared: Any) -> None:
        super().__init__(workshop, citizen, **declared)
        self.batch: Record
        self.manifest: Record

    def printing(self, blank: str | None = None) -> Self:
        """A blank in the machine, in a batch of this one application unless it is in one."""
        if not hasattr(self, "batch"):
            self.batch = self.workshop.batch(self.application.id)
        body = self._start(blank or self.workshop.blank())
        return self.step("start-personalisation", "print-operator", **body)

    def start(self, blank: str) -> tuple[int, str]:
        """A blank put into the machine when it must not be: status and code of the refusal."""
        body = self._start(blank)
        return self.application.refused("start-personalisation", "print-operator", **body)

    def printed(self) -> Self:
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

    def printed_by_machine(
        self, to: str = "printed", blank: str | None = None, **rates: float
    ) -> Self:
        """A blank put into the machine, and what the machine made of it."""
        self.printing(blank)
        Machines(self.service, **rates).print(self.application, to=to)
        return self

    def quality_checked(self) -> Self:
        """The card passed by a controller and signed by the director."""
        passed = {"visual": True, "chip_read": True, "mrz_ok": True, "qr_ok": True}
        self.step("pass-quality-check", "quality-controller", **passed)
        self.card.step("issue-card", "director", signed_on="2021-03-10")
        return self

    def counted(self, **counts: int) -> Self:
        """The batch counted and closed."""
        usual = {"good": 1, "spoiled": 0, "sample": 0, "returned": 0, "left_after": 0}
        self.batch.step("count-batch", "print-operator", **usual | counts)
        self.batch.step("close-batch", "quality-controller")
        return self

    def dispatched(self) -> Self:
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

    def arrived(self) -> Self:
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

    def delivered(self, **changes: Any) -> Self:
        return self.step("hand-over-card", "delivery-officer", **self.hand_over(**changes))

    def hand_over(self, **changes: Any) -> dict[str, Any]:
        """The body of a hand-over at the counter to a holder whose finger was compared."""
        verified = {"holder_verified": True, "score": 812}
        return {"to": "holder", "mode": "counter", **verified, "signature": paper(), **changes}

    def made(self) -> Self:
        """Standard printing, from the blank to the counter where the card waits."""
        return self.printed().sent()

    def sent(self, **counts: int) -> Self:
        """From the machine to the counter where the card waits."""
        return self.quality_checked().counted(**counts).dispatched().arrived()

    @property
    def card(self) -> Record:
        """The card of the application, read fresh."""
        return Record(self.service, "cards", self.application.shown["card_id"]).read()

    def delivery(self) -> dict[str, Any]:
        """What was recorded of the hand-over."""
        return self.event("delivered")

    def account_of_blank(self, register: WholeRegister, serial: str | None = None) -> str:
        """Where the books of the stock have the blank of the card, or another one."""
        wanted = serial or self.card.shown["blank_serial"]
        block = register.books[UUID(self.workshop.block_of(wanted))]
        return accounts(block)[0][wanted]

    def _start(self, blank: str) -> dict[str, Any]:
        machine = {"machine_id": self.workshop.printer, "blank_serial": blank}
        return {"batch_id": self.batch.id, **machine}
