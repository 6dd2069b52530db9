"""Where every card application stands, by its public facts alone."""

from typing import Any

import msgspec

from domain.card_application import events as e
from domain.context import local_day
from domain.production_batch.events import ApplicationRemoved, Planned
from domain.recorded import Recorded
from domain.units import RegisterOfUnits
from projections.jurisdictions import Jurisdictions
from projections.projection import Change, Open, Set, TableName
from projections.residence import Values

APPLICATION_SEARCH = TableName("application_search")
APPLICATION_MEMORY = TableName("application_memory")

_STATUS: dict[type, str] = {
    e.Captured: "captured",
    e.Recaptured: "captured",
    e.IntakeApproved: "intake-approved",
    e.Returned: "returned",
    e.DuplicateSuspected: "duplicate-suspected",
    e.DuplicateCleared: "intake-approved",
    e.DuplicateConfirmed: "duplicate-confirmed",
    e.Verified: "verified",
    e.Approved: "approved",
    e.ApprovalWithdrawn: "verified",
    e.PersonalisationStarted: "printing",
    e.Printed: "printed",
    e.Spoiled: "approved",
    e.OutcomeDoubted: "outcome-unknown",
    e.QualityChecked: "quality-checked",
    e.Dispatched: "dispatched",
    e.Arrived: "arrived",
    e.ReportedMissing: "missing-in-transit",
    e.LostInTransit: "approved",
    e.Posted: "posted",
    e.Delivered: "delivered",
    e.HandOverCorrected: "arrived",
    e.DeliveryFailed: "delivery-failed",
    e.Refused: "refused",
    e.Withdrawn: "withdrawn",
    e.AppealLodged: "appealed",
    e.AppealUpheld: "captured",
    e.AppealDismissed: "refused",
    e.Closed: "closed",
}
STATUSES = frozenset({"opened", *_STATUS.values()})


class Tried(msgspec.Struct, frozen=True):
    """A delivery had failed before the hand-over: correcting that leads back to the failure."""


class ApplicationSearch:
    """A row for each application; every event is a partial update.

    A blank is that of the last attempt; a batch is known from the plan on. Who was sent a card sees
    its application too, as in `application.card_applications`.
    """

    name = "application_search"
    version = 1
    tables = (APPLICATION_SEARCH, APPLICATION_MEMORY)
    topics = frozenset(
        {
            e.Opened.TOPIC,
            Planned.TOPIC,
            ApplicationRemoved.TOPIC,
            *(getattr(kind, "TOPIC", "") for kind in _STATUS),
        }
    )
    needs_sealed = False
    needs_whole_order = True
    memory = Tried
    memory_table = APPLICATION_MEMORY

    def __init__(self, units: RegisterOfUnits) -> None:
        self._places = Jurisdictions(units)

    def remember(
        self, memory: Tried | None, recorded: Recorded, position: int
    ) -> tuple[Tried | None, list[Change]]:
        event, stream = recorded.event, recorded.stream
        match event:
            case Planned(_, _, _, _, applications):
                batch = {"batch_id": stream, "position": position}
                return None, [Set(APPLICATION_SEARCH, (one,), batch) for one in applications]
            case ApplicationRemoved(application_id):
                none = {"batch_id": None, "position": position}
                return None, [Set(APPLICATION_SEARCH, (application_id,), none)]
        values = {"version": recorded.version, "position": position, **self._values(recorded)}
        if isinstance(event, e.Opened):
            return None, [Open(APPLICATION_SEARCH, (stream,), {**values, "opened_at": position})]
        if isinstance(event, e.HandOverCorrected) and memory:
            values["status"] = _STATUS[e.DeliveryFailed]
        return _kept(memory, event), [Set(APPLICATION_SEARCH, (stream,), values)]

    def _values(self, recorded: Recorded) -> Values:
        event, day = recorded.event, local_day(recorded.envelope.recorded_at)
        match event:
            case e.Opened():
                return {
                    "status": "opened",
                    "kind": event.kind,
                    "citizen_id": event.citizen_id,
                    "intake_unit": event.intake_unit,
                    "intake_places": self._seen_from(event.intake_unit, day),
                    "received_on": local_day(event.received_at),
                }
            case e.PersonalisationStarted():
                found = {"batch_id": event.batch_id, "blank_serial": event.blank_serial}
            case e.ApprovalWithdrawn():
                found = {"batch_id": None}
            case e.Dispatched(manifest_id, unit) | e.Arrived(manifest_id, unit):
                sent_to = {"to_unit": unit, "sent_places": self._seen_from(unit, day)}
                found = {"manifest_id": manifest_id, **sent_to}
            case e.LostInTransit():
                found = dict.fromkeys(("manifest_id", "to_unit", "sent_places"))
            case _:
                found = {}
        return {"status": _STATUS[type(event)], **found}

    def _seen_from(self, unit: str, day: Any) -> str:
        return " ".join(self._places.reaching(unit, day))


def _kept(memory: Tried | None, event: Any) -> Tried | None:
    if isinstance(event, e.DeliveryFailed):
        return Tried()
    return memory if isinstance(event, e.Delivered) else None
