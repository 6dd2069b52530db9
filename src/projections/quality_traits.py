"""How each event changes the digests by which an entry is compared with others."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.citizen import events as e
from domain.citizen.facts import Relation
from domain.context import local_day
from domain.quality.redaction import Digest, Redaction
from domain.quality.traits import Traits, TraitsOf
from domain.recorded import Recorded
from projections.quality_memory import PersonMemory, Undo

Undone = tuple[Traits, tuple[Undo, ...]]


class TraitsAfter:
    """`after` gives the memory with traits, numbers and compared sources after one more event."""

    def __init__(self, digest: Digest, redaction: Redaction) -> None:
        self._of = TraitsOf(digest)
        self._redaction = redaction

    def after(self, former: PersonMemory, recorded: Recorded) -> PersonMemory:
        event = recorded.event
        traits, undo = self._joined(former, event)
        if traits is former.traits:
            traits = self._related(traits, event, local_day(recorded.envelope.occurred_at))
        return replace(
            former,
            traits=traits,
            undo=undo,
            pins=self._pins(former, event),
            compared=_compared(former, event),
        )

    def _pins(self, former: PersonMemory, event: e.Event) -> dict[str, int]:
        if not isinstance(event, e.PinEstablished) or event.sealed is None:
            return former.pins
        pin = event.sealed.pin
        return {**former.pins, self._redaction.number(pin): self._of.number(pin)}

    def _joined(self, former: PersonMemory, event: e.Event) -> Undone:
        match event:
            case e.Absorbed(proposal_id, sealed) if sealed:
                after = self._changed(former.traits, sealed.diff)
                return after, (*former.undo, Undo(proposal_id, former.traits, after))
            case e.MergeUndone(proposal_id):
                return _undone(former, proposal_id)
            case _:
                return self._declared(former.traits, event), former.undo

    def _declared(self, traits: Traits, event: e.Event) -> Traits:
        sealed: Any = getattr(event, "sealed", None)
        if isinstance(sealed, e.Declaration):
            return self._of.declared(sealed)
        if isinstance(sealed, e.DiffSealed | e.AmendedSealed):
            return self._changed(traits, sealed.diff)
        return traits

    def _changed(self, traits: Traits, diff: tuple[Any, ...]) -> Traits:
        known = {one.field: self._of.changed(one.field, one.after) for one in diff}
        return replace(traits, **{name: one for name, one in known.items() if one is not None})

    def _related(self, traits: Traits, event: e.Event, day: date) -> Traits:
        match event:
            case e.RelationRecorded(kind, _, to, sealed) if sealed:
                over = to is not None and to < day
                return self._with(traits, kind, sealed.relation, over)
            case e.MaritalStatusRecorded(sealed=sealed) if sealed and sealed.spouse:
                return self._with(traits, "spouse", sealed.spouse, over=False)
            case _:
                return traits

    def _with(self, traits: Traits, kind: str, relation: Relation, over: bool) -> Traits:
        """As the entry itself: one relation of a kind, of which one that is over leaves."""
        link = self._of.link(kind, relation)
        if over:
            return replace(traits, relations=tuple(x for x in traits.relations if x != link))
        others = tuple(one for one in traits.relations if one.kind != kind)
        return replace(traits, relations=(*others, link))


def _undone(former: PersonMemory, proposal_id: UUID) -> Undone:
    """What the merge changed and nobody since is again as it was before."""
    values: dict[str, Any] = {}
    for one in former.undo:
        if one.proposal_id != proposal_id:
            continue
        for field in Traits.__struct_fields__:
            now, after = getattr(former.traits, field), getattr(one.after, field)
            if now == after:
                values[field] = getattr(one.before, field)
    remaining = tuple(one for one in former.undo if one.proposal_id != proposal_id)
    return replace(former.traits, **values), remaining


def _compared(former: PersonMemory, event: e.Event) -> tuple[str, ...]:
    """A declaration taken anew was compared with nothing yet."""
    match event:
        case e.Captured() | e.Recaptured():
            return ()
        case e.Verified(against):
            sources = against
        case e.DiscrepancyRaised(sources=raised):
            sources = raised
        case _:
            return former.compared
    return tuple(sorted({*former.compared, *sources}))
