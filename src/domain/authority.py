"""Whether an officer may do this, here: the table of mandates applied to a request (domain §5)."""

import re
from collections.abc import Iterable
from datetime import date

from domain.context import Context
from domain.envelope import Actor
from domain.mandates import COMMANDS, COUNTERSIGNERS
from domain.readers import READERS
from domain.refusals import OutsideAuthority, RuleBroken, SameOfficer, refuse_if
from domain.roles import ROLES
from domain.units import LEVEL_BY_DIGITS, WHOLE_COUNTRY, RegisterOfUnits


def authorise(
    command_name: str, actor: Actor, scope_units: tuple[str, ...], context: Context
) -> None:
    """Raise OutsideAuthority unless a role of the officer reaches the command, and the unit it.

    `scope_units` are the units of the record, of which one must lie within the officer's own; none
    for what belongs to no unit and for an opening command, which is in the officer's own unit.
    """
    allowed = COMMANDS[command_name]
    levels = _levels(actor, context)
    may = any(levels & allowed.get(role, frozenset()) for role in actor.roles)
    if not may:
        raise _role_may_not(command_name, actor)
    if scope_units and not _reaches(actor, scope_units, context):
        raise OutsideAuthority("unit-outside-authority", code=scope_units[0])


def authorise_countersigner(
    command_name: str, actor: Actor, countersigner: Actor | None, context: Context | None = None
) -> None:
    """Where the law wants two officers: the second is there, is another one, and may sign this.

    Raises RuleBroken `two-officers-needed`, SameOfficer or OutsideAuthority.
    """
    allowed = COUNTERSIGNERS.get(command_name)
    if allowed is None:
        return
    words = command_in_words(command_name)
    if countersigner is None:
        raise RuleBroken("two-officers-needed", roles=tuple(sorted(allowed)), command=words)
    same = SameOfficer("countersigner-is-the-same")
    refuse_if(countersigner.officer == actor.officer, same)
    levels = _levels(countersigner, context)
    if not any(levels & allowed.get(role, frozenset()) for role in countersigner.roles):
        roles = ", ".join(countersigner.roles)
        raise OutsideAuthority("countersigner-may-not", role=roles, command=words)


def may_read(stream: str, actor: Actor, scope_units: tuple[str, ...], context: Context) -> bool:
    """Whether the officer's work reaches this record: by role, and by unit as for a command."""
    reaches = not scope_units or _reaches(actor, scope_units, context)
    return reads_any(stream, actor, context) and reaches


def reads_any(stream: str, actor: Actor, context: Context | None = None) -> bool:
    """Whether a role of the officer reads streams of this kind at all, wherever they lie.

    Without a context only what the digits of the unit tell of its level counts.
    """
    levels = _levels(actor, context)
    return any(levels & ROLES[role] for role in actor.roles if role in READERS[stream])


def holds(role: str, actor: Actor, context: Context | None = None) -> bool:
    """Whether the officer has this role, in a unit of a level at which it exists."""
    return role in actor.roles and bool(_levels(actor, context) & ROLES[role])


def levels_of(unit: str, units: RegisterOfUnits, on: date) -> frozenset[str]:
    """The level of the unit, and on the day those of ended units whose work fell to it."""
    return frozenset({level_of(unit)}) | units.levels(unit, on)


def require_role_for(command_name: str, roles: Iterable[str], actor: Actor) -> None:
    """Where the form decides which of the roles may give the command."""
    if not set(roles) & set(actor.roles):
        raise _role_may_not(command_name, actor)


def level_of(unit: str) -> str:
    """`province`, `district`, `commune`, `centre`, `ministry`, or `outside` for anything else."""
    return unit if unit in WHOLE_COUNTRY else LEVEL_BY_DIGITS.get(len(unit), "outside")


def command_in_words(command_name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", command_name).lower()


def _levels(actor: Actor, context: Context | None) -> frozenset[str]:
    if context is None:
        return frozenset({level_of(actor.unit)})
    return levels_of(actor.unit, context.units, context.today)


def _role_may_not(command_name: str, actor: Actor) -> OutsideAuthority:
    words = command_in_words(command_name)
    return OutsideAuthority("role-may-not", role=", ".join(actor.roles), command=words)


def _reaches(actor: Actor, scope_units: tuple[str, ...], context: Context) -> bool:
    return any(
        unit == actor.unit or context.units.within(unit, actor.unit, context.today)
        for unit in scope_units
    )
