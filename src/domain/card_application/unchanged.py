"""Whether what was approved is still true of the citizen when the card is written (guard 26)."""

from collections.abc import Iterator

from domain.card_application.application import CardApplication
from domain.card_application.approval import ON_THE_CARD
from domain.card_application.guards import numbered_citizen
from domain.citizen.person import Citizen
from domain.context import Context
from domain.refusals import RuleBroken, refuse_if


def refuse_changed_citizen(state: CardApplication, context: Context) -> None:
    """A death or a merge since the approval is refused by what the citizen is now."""
    person, _ = numbered_citizen(context)
    fields = tuple(_changed_since(state, person.state))
    refuse_if(bool(fields), RuleBroken("citizen-changed-since-approval", fields=fields))


def _changed_since(state: CardApplication, citizen: Citizen) -> Iterator[str]:
    for field in (*ON_THE_CARD, "pin"):
        if citizen.field_versions.get(field, 0) > state.approved_citizen_version:
            yield field
