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
    approved = state.approved_citizen_version
    for field in ON_THE_CARD:
        if citizen.field_versions.get(field, 0) > approved:
            yield field
    if citizen.field_versions.get("pin", 0) > approved or _numbered_later(state, citizen):
        yield "pin"


def _numbered_later(state: CardApplication, citizen: Citizen) -> bool:
    """A number that began after the day of the approval is not the one approved."""
    issued_on = state.issued_on
    return issued_on is not None and citizen.pins[-1].from_ > issued_on
