"""A card case on a register without reactors: what they would do is done by their own commands."""

from card_case import CardCase
from workshop import DESTINATION, number


class QuietCase(CardCase):
    """Counts can be taken between two of its steps, since nothing happens by itself."""

    appeal: str
    request: str

    def sent(self) -> "QuietCase":
        """Packed and sealed in a manifest of its own, and with the carrier."""
        self.packed()
        self.manifest.step("seal-manifest", "dispatcher", seal=number().upper())
        where = {"manifest_id": self.manifest.id, "to_unit": DESTINATION}
        self.step("dispatch-card", "dispatcher", **where)
        posted = {"carrier": "vnpost", "tracking": number(), "due": "2021-03-12"}
        self.manifest.step("hand-to-carrier", "dispatcher", **posted)
        return self

    def packed(self) -> "QuietCase":
        self.manifest = self.workshop.manifest()
        card, application = self.application.shown["card_id"], self.application.id
        places = {"card_id": card, "application_id": application, "box": 1, "slot": 1}
        self.manifest.step("pack-card", "dispatcher", **places)
        return self

    def counted_out(self) -> "QuietCase":
        """The manifest received without its only card."""
        told = {"counted": 0, "seal_intact": True, "missing": [self.application.id], "extra": []}
        self.manifest.step("receive-manifest", "delivery-officer", **told)
        where = {"manifest_id": self.manifest.id, "unit": DESTINATION}
        self.step("report-missing-in-transit", "delivery-officer", **where)
        return self

    def arrived(self) -> "QuietCase":
        told = {"counted": 1, "seal_intact": True, "missing": [], "extra": []}
        self.manifest.step("receive-manifest", "delivery-officer", **told)
        where = {"manifest_id": self.manifest.id, "unit": DESTINATION}
        self.step("record-arrival", "delivery-officer", **where)
        return self

    def made(self) -> "QuietCase":
        self.printed().quality_checked().counted()
        return self.sent().arrived()
