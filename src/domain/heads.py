"""Who answers for the work of a unit: its head, and the heads of the units above (domain §5)."""

from collections.abc import Iterable

from domain.authority import levels_of
from domain.context import Context
from domain.envelope import Actor

_HEADS: dict[str, frozenset[str]] = {
    "commune": frozenset({"commune-chief"}),
    "district": frozenset({"intake-approver"}),
    "province": frozenset({"intake-approver", "province-director"}),
    "centre": frozenset({"director"}),
    "ministry": frozenset({"steering-secretary", "minister"}),
}
"""Level of unit -> roles; in a province the head of PC06 approves intake."""


def answers_for(units: Iterable[str], actor: Actor, context: Context) -> bool:
    """Whether the officer heads one of these units, or one above it, on the day."""
    levels = levels_of(actor.unit, context.units, context.today)
    heads = {role for level in levels for role in _HEADS.get(level, ())}
    if not heads & set(actor.roles):
        return False
    return any(
        unit == actor.unit or context.units.within(unit, actor.unit, context.today)
        for unit in units
    )
