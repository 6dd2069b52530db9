"""What the opinions come to: two of three for each candidate (domain §1.7)."""

from collections import Counter
from uuid import UUID

from domain.adjudication.state import Adjudication

SAME, DIFFERENT, INSUFFICIENT = "same-person", "different-person", "insufficient"


def majority(state: Adjudication, citizen: UUID) -> str:
    """The view of at least two examiners on a candidate; `insufficient` where no two agree."""
    views = Counter(
        one.view for opinion in state.opinions for one in opinion.views if one.citizen_id == citizen
    )
    return next((view for view, count in views.items() if count >= 2), INSUFFICIENT)


def majorities(state: Adjudication) -> dict[UUID, str]:
    """Each candidate's citizen, the best rank first, and what is held of him."""
    ranked = sorted(state.candidates, key=lambda one: one.rank)
    return {one.citizen_id: majority(state, one.citizen_id) for one in ranked}


def outcome_of(views: dict[UUID, str]) -> str:
    """`confirmed`, `cleared` or `recapture`."""
    held = set(views.values())
    if SAME in held:
        return "confirmed"
    return "cleared" if held == {DIFFERENT} else "recapture"


def unanimous(state: Adjudication) -> bool:
    """Whether every examiner said the same of every candidate."""
    return len({frozenset(one.views) for one in state.opinions}) == 1
