"""Whether the one who takes the card is the holder or somebody entitled to (guard 36)."""

from domain.card_application.application import CardApplication
from domain.card_application.commands import HandOverCard
from domain.card_application.guards import entry_of_citizen
from domain.citizen.facts import DeclaredRelation, Relation
from domain.context import Context
from domain.guards import refuse_field

NAMED = ("representative",)
LAWFUL = ("representative", "father", "mother")
"""Who stands for somebody that was captured with a lawful representative present."""


def refuse_stranger(state: CardApplication, command: HandOverCard, context: Context) -> None:
    if command.to == "holder":
        return
    stranger = refuse_field("/recipient", "recipient-not-named")
    if command.recipient is None:
        raise stranger
    kinds = LAWFUL if state.representative else NAMED
    recipient = command.recipient.fact()
    relations = entry_of_citizen(context).relations
    if not any(_is_named(recipient, one, kinds) for one in relations):
        raise stranger


def _is_named(recipient: Relation, declared: DeclaredRelation, kinds: tuple[str, ...]) -> bool:
    return declared.kind in kinds and _same_person(recipient, declared.relation)


def _same_person(one: Relation, other: Relation) -> bool:
    """By register id or number where the entry has one; by name where it has nothing else."""
    for key in ("citizen_id", "pin", "cmnd9"):
        known = getattr(other, key)
        if known is not None and getattr(one, key) is not None:
            return bool(known == getattr(one, key))
    only_named = other.citizen_id is None and other.pin is None and other.cmnd9 is None
    return only_named and other.name is not None and one.name == other.name
