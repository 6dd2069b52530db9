"""What the data-quality checks see: entries, applications, cards and cases, each by itself.

Everything here is told by one stream. What two persons, or a person and a card, say of each other
is asked of these rows (adapters/postgres/quality_questions.py): streams come in no common order.
"""

from domain.catalogue import CATALOGUE, stream_of
from domain.quality.redaction import Digest
from domain.recorded import Recorded
from projections import quality_rows as rows
from projections.projection import Change
from projections.quality_cards import remember_application, remember_card
from projections.quality_cases import remember_case
from projections.quality_memory import QualityMemory
from projections.quality_person import Law, People

STREAMS = frozenset({"citizen", "card-application", "card", "data-quality-case"})


class Quality:
    """See `Remembering`. `digest` is keyed by the vault, the same for the life of the register."""

    name = "quality"
    version = 1
    tables = rows.ALL
    topics = frozenset(topic for topic in CATALOGUE if stream_of(topic) in STREAMS)
    memory = QualityMemory
    memory_table = rows.MEMORY
    needs_sealed = True
    needs_whole_order = True

    def __init__(self, law: Law, digest: Digest) -> None:
        self._people = People(law, digest)

    def remember(
        self, memory: QualityMemory | None, recorded: Recorded, position: int
    ) -> tuple[QualityMemory, list[Change]]:
        """See `Remembering`."""
        former = memory or QualityMemory()
        match stream_of(recorded.topic):
            case "citizen":
                person, changes = self._people.remember(former.person, recorded, position)
                return QualityMemory(person=person), changes
            case "card-application":
                applied, changes = remember_application(former.application, recorded, position)
                return QualityMemory(application=applied), changes
            case "card":
                card, changes = remember_card(former.card, recorded, position)
                return QualityMemory(card=card), changes
            case _:
                case_, changes = remember_case(former.case, recorded, position)
                return QualityMemory(case=case_), changes
