"""What each event last put into effect, so that a repeated command is told from a new one (P10).

A command whose effect is in place with the same values changes nothing; with other values it is a
new fact. What only the register adds (a due day, the checks passed) is no value of the command.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from domain.citizen import events as e
from domain.citizen.person import Citizen

Effect = tuple[str, tuple[Any, ...]]
"""What the effect is of, and the values a command states for it."""

_STANDING = "standing"


def effect_of(event: e.Event) -> Effect | None:
    """None for an event that no command repeats by its values alone."""
    told = _EFFECTS.get(type(event))
    return told(event) if told else None


def digest(values: tuple[Any, ...]) -> str:
    """SHA-256, in hex, of the values as JSON: the state keeps no paper twice."""
    return sha256(msgspec.json.encode(values)).hexdigest()


def in_place(state: Citizen, event: e.Event) -> bool:
    """Whether the last event of its kind (and id) said the same."""
    effect = effect_of(event)
    return effect is not None and stands(state, *effect)


def stands(state: Citizen, of: str, values: tuple[Any, ...]) -> bool:
    return state.effects.get(of) == digest(values)


def decision(id_: UUID) -> str:
    """What is decided about an amendment, a discrepancy or a request, each decided once."""
    return f"decision {id_}"


def _standing(event: Any, *values: Any) -> Effect:
    """Each standing takes the place of the one before, whichever it was."""
    return _STANDING, (event.TOPIC, *values, event.sealed)


_EFFECTS: dict[type, Callable[[Any], Effect]] = {
    e.Verified: lambda it: (it.TOPIC, (it.against, it.sealed)),
    e.Returned: lambda it: (it.TOPIC, (it.reasons, it.to_unit, it.sealed)),
    e.AmendmentRequested: lambda it: (
        f"request {it.amendment_id}",
        (it.form, it.legal_ground, it.sealed.documents if it.sealed else None),
    ),
    e.Amended: lambda it: (decision(it.amendment_id), (it.effective_from,)),
    e.AmendmentRejected: lambda it: (decision(it.amendment_id), (it.reason, it.sealed)),
    e.DiscrepancyRaised: lambda it: (
        f"request {it.discrepancy_id}",
        (it.field, it.sources, it.owner_unit, it.sealed),
    ),
    e.DiscrepancyResolved: lambda it: (decision(it.discrepancy_id), (it.finding, it.sealed)),
    e.MaritalStatusRecorded: lambda it: (it.TOPIC, (it.effective_from, it.sealed)),
    e.RelationRecorded: lambda it: (f"relation {it.kind}", (it.from_, it.to, it.sealed)),
    e.DeathRecorded: _standing,
    e.DeclaredMissing: lambda it: _standing(it, it.from_),
    e.StandingRestored: lambda it: _standing(it, it.from_),
    e.NationalityLost: lambda it: _standing(it, it.ground, it.from_),
    e.NationalityRegained: lambda it: _standing(it, it.from_),
    e.PinCancellationRequested: lambda it: (f"request {it.request_id}", (it.ground, it.sealed)),
    e.MergeProposed: lambda it: (f"request {it.proposal_id}", (it.ground, it.sealed)),
    e.MergeUndone: lambda it: (decision(it.proposal_id), (it.reason,)),
    e.LegalHoldPlaced: lambda it: (f"request {it.hold_id}", (it.ground, it.sealed)),
    e.LegalHoldLifted: lambda it: (decision(it.hold_id), (it.reason, it.sealed)),
    e.ErasureOrdered: lambda it: (f"request {it.order_id}", (it.ground, it.sealed)),
    e.PinCancelled: lambda it: (
        decision(it.request_id),
        (it.from_, it.sealed.notice if it.sealed else None),
    ),
}
