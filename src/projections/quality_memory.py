"""What the quality view remembers of a stream: an entry, an application, a card or a case.

The memory of an entry holds stand-ins (domain/quality/redaction.py) and keyed digests: names,
numbers, addresses and documents are nowhere in this view.
"""

from datetime import date
from uuid import UUID

import msgspec

from domain.card.state import Card
from domain.citizen.person import Citizen
from domain.quality.traits import Traits
from projections.quality_cards import AppliedMemory
from projections.quality_cases import CaseMemory
from projections.quality_counts import Counted
from projections.quality_rows import KeyRow


class Noted(msgspec.Struct, frozen=True):
    """A failing check: a digest of what it saw, since which position, and its rows."""

    evidence: int
    since: int
    firsts: tuple[date, ...] = ()


class Undo(msgspec.Struct, frozen=True):
    """What a merge changed in the traits of the entry that stays."""

    proposal_id: UUID
    before: Traits
    after: Traits


class PersonMemory(msgspec.Struct, frozen=True):
    """`citizen` is the entry with stand-ins, of which `pins` gives the digests of the numbers.

    `compared` are sources, `acts` the last day on which officers of a commune acted on the entry.
    `named` are the traits counted in the frequencies of names. An erased person leaves `erased`.
    """

    citizen: Citizen | None = None
    traits: Traits = Traits()
    pins: dict[str, int] = {}
    compared: tuple[str, ...] = ()
    acts: dict[str, date] = {}
    undo: tuple[Undo, ...] = ()
    failures: dict[str, Noted] = {}
    keys: tuple[KeyRow, ...] = ()
    due: tuple[date, ...] = ()
    counted: tuple[Counted, ...] = ()
    named: Traits | None = None
    erased: bool = False


class QualityMemory(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the four, by the kind of the stream."""

    person: PersonMemory | None = None
    application: AppliedMemory | None = None
    card: Card | None = None
    case: CaseMemory | None = None
