"""Which streams belong to one person's case, by what their public facts name."""

from domain.card.events import Personalised
from domain.card_application.events import Opened
from domain.dispatch_manifest.events import CardPacked, CardUnpacked
from domain.enrolment_packet.events import Accepted
from domain.recorded import Recorded
from projections.projection import Change, Drop, Open, TableName

CASE_LINKS = TableName("case_links")


class CaseLinks:
    """A row for each stream that a citizen, or an application of his, leads to.

    Applications, cards and packets name the citizen; a manifest names applications, so that it is
    two steps away. A card names its blank by serial: the claim on the block tells its stream.
    """

    name = "case_links"
    version = 1
    tables = (CASE_LINKS,)
    topics = frozenset(
        {Opened.TOPIC, Personalised.TOPIC, CardPacked.TOPIC, CardUnpacked.TOPIC, Accepted.TOPIC}
    )
    needs_sealed = False

    def rows(self, recorded: Recorded, position: int) -> list[Change]:
        event, stream = recorded.event, recorded.stream
        match event:
            case Opened() | Accepted():
                kind = recorded.topic.split(".", 1)[0]
                values = {"kind": kind, "position": position}
            case Personalised():
                values = {"kind": "card", "serial": event.blank_serial, "position": position}
            case CardPacked():
                values = {"kind": "dispatch-manifest", "position": position}
                return [Open(CASE_LINKS, (event.application_id, stream), values)]
            case CardUnpacked():
                return [Drop(CASE_LINKS, (event.application_id, stream))]
            case _:
                return []
        return [Open(CASE_LINKS, (event.citizen_id, stream), values)]
