"""Which streams belong to one person's case, by what their public facts name."""

from uuid import UUID

from domain.card.events import Personalised
from domain.card_application.events import Opened
from domain.data_quality_case.events import Detected
from domain.dispatch_manifest.events import CardPacked, CardUnpacked
from domain.enrolment_packet.events import Accepted, Quarantined
from domain.recorded import Recorded
from projections.projection import Change, Drop, Open, TableName

CASE_LINKS = TableName("case_links")

NOBODY = UUID(int=0)
"""Stands for whom a packet is about, until the register has taken it over."""


class CaseLinks:
    """A row for each stream that a citizen, or an application of his, leads to.

    Applications, cards, packets and data-quality cases name the citizen; a manifest names
    applications, so that it is two steps away. A card names its blank by serial: the claim on the
    block tells its stream. Of a pair with a failed check the case belongs to the first alone, since
    the other is named in its sealed part. A packet in quarantine is nobody's in public; the eraser
    has to find it all the same.
    """

    name = "case_links"
    version = 2
    tables = (CASE_LINKS,)
    topics = frozenset(
        {
            Opened.TOPIC,
            Personalised.TOPIC,
            CardPacked.TOPIC,
            CardUnpacked.TOPIC,
            Accepted.TOPIC,
            Quarantined.TOPIC,
            Detected.TOPIC,
        }
    )
    needs_sealed = False

    def rows(self, recorded: Recorded, position: int) -> list[Change]:
        event, stream = recorded.event, recorded.stream
        match event:
            case Opened() | Accepted() | Detected():
                kind = recorded.topic.split(".", 1)[0]
                values = {"kind": kind, "position": position}
            case Quarantined():
                values = {"kind": "enrolment-packet", "position": position}
                return [Open(CASE_LINKS, (NOBODY, stream), values)]
            case Personalised():
                values = {"kind": "card", "serial": event.blank_serial, "position": position}
            case CardPacked():
                values = {"kind": "dispatch-manifest", "position": position}
                return [Open(CASE_LINKS, (event.application_id, stream), values)]
            case CardUnpacked():
                return [Drop(CASE_LINKS, (event.application_id, stream))]
            case _:
                return []
        found = [Drop(CASE_LINKS, (NOBODY, stream))] if isinstance(event, Accepted) else []
        return [*found, Open(CASE_LINKS, (event.citizen_id, stream), values)]
