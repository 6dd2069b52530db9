"""Many cards made together: one batch at one machine, one manifest, one table at the school."""

from card_case import CardCase
from machines import Machines
from record import Record
from workshop import Workshop, number


class Consignment:
    """Approved applications of one destination; each step is taken for every one of them."""

    def __init__(self, workshop: Workshop, cases: list[CardCase]) -> None:
        self.workshop = workshop
        self.cases = cases
        self.batch: Record
        self.manifest: Record

    def printed(self) -> "Consignment":
        """All of them by the machine, in one batch."""
        applications = [case.application for case in self.cases]
        self.batch = self.workshop.batch(*(one.id for one in applications))
        for case in self.cases:
            case.batch = self.batch
            case.printing()
        Machines(self.workshop.service).print(*applications)
        return self

    def counted(self) -> "Consignment":
        """Each checked and signed, and the batch closed."""
        for case in self.cases:
            case.quality_checked()
        good = {"good": len(self.cases), "spoiled": 0, "sample": 0, "returned": 0, "left_after": 0}
        self.batch.step("count-batch", "print-operator", **good)
        self.batch.step("close-batch", "quality-controller")
        return self

    def arrived(self) -> "Consignment":
        """All of them in one box, received complete."""
        self.manifest = self.workshop.manifest()
        for slot, case in enumerate(self.cases, 1):
            shown = case.application.shown
            packed = {"card_id": shown["card_id"], "application_id": case.application.id}
            self.manifest.step("pack-card", "dispatcher", **packed, box=1, slot=slot)
        self.manifest.step("seal-manifest", "dispatcher", seal=number().upper())
        carrier = {"carrier": "vnpost", "tracking": number(), "due": "2021-03-12"}
        self.manifest.step("hand-to-carrier", "dispatcher", **carrier)
        counted = {"counted": len(self.cases), "seal_intact": True, "missing": [], "extra": []}
        for case in self.cases:
            case.application.until("dispatched")
        self.manifest.step("receive-manifest", "delivery-officer", **counted)
        for case in self.cases:
            case.application.until("arrived")
        return self

    def delivered(self, mode: str) -> "Consignment":
        for case in self.cases:
            case.delivered(mode=mode)
        return self
