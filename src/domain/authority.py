"""Who may do what, and where: one table of roles, unit levels and commands (domain §5)."""

import re
from collections.abc import Iterable

from domain.context import Context
from domain.envelope import Actor
from domain.refusals import OutsideAuthority
from domain.units import LEVEL_BY_DIGITS, WHOLE_COUNTRY

Levels = frozenset[str]

COMMUNE: Levels = frozenset({"commune"})
DISTRICT: Levels = frozenset({"district"})
PROVINCE: Levels = frozenset({"province"})
CENTRE: Levels = frozenset({"centre"})
MINISTRY: Levels = frozenset({"ministry"})
OUTSIDE: Levels = frozenset({"outside"})

ROLES: dict[str, Levels] = {
    "area-officer": COMMUNE,
    "commune-chief": COMMUNE,
    "civil-registrar": COMMUNE | DISTRICT,
    "reception-officer": DISTRICT | PROVINCE | CENTRE,
    # A mobile team acts in the name of the unit that sent it.
    "capture-officer": DISTRICT | PROVINCE | CENTRE,
    "intake-approver": DISTRICT | PROVINCE,
    "data-officer": DISTRICT | PROVINCE,
    "province-checker": PROVINCE,
    "data-quality-officer": CENTRE,
    "register-approver": CENTRE,
    "examiner": CENTRE,
    "senior-examiner": CENTRE,
    "card-approver": CENTRE,
    "director": CENTRE,
    "production-planner": CENTRE,
    "print-operator": CENTRE,
    "quality-controller": CENTRE,
    "stock-keeper": CENTRE,
    "security-officer": CENTRE,
    "dispatcher": CENTRE,
    "delivery-officer": DISTRICT | COMMUNE,
    "device-officer": CENTRE,
    "province-director": PROVINCE,
    "steering-secretary": MINISTRY,
    "minister": MINISTRY,
    "legal-officer": MINISTRY,
    "hotline-agent": CENTRE,
    "auditor": MINISTRY,
    "post-courier": OUTSIDE,
    "vendor-engineer": OUTSIDE,
    "citizen": OUTSIDE,
    "matcher": CENTRE,
    "register-check": CENTRE,
    "quality-check": CENTRE,
    "print-gateway": CENTRE,
    "intake": CENTRE,
    "timer": CENTRE,
    "data-check": CENTRE,
    "eraser": CENTRE,
    "station": CENTRE,
    "device": CENTRE,
    "adjudication": CENTRE,
}
"""Every role, and the levels of unit at which it exists."""

SERVICES = frozenset(
    {
        "matcher",
        "register-check",
        "quality-check",
        "print-gateway",
        "intake",
        "timer",
        "data-check",
        "eraser",
        "station",
        "device",
        "adjudication",
    }
)
_NOT_OFFICERS = SERVICES | {"auditor", "post-courier", "vendor-engineer", "citizen"}


def _at_home(*roles: str) -> dict[str, Levels]:
    return {role: ROLES[role] for role in roles}


_OFFICERS = _at_home(*sorted(ROLES.keys() - _NOT_OFFICERS))
_DECIDES_AMENDMENTS = _at_home("commune-chief", "data-officer")
_CAPTURES = _at_home("area-officer", "capture-officer", "civil-registrar")

COMMANDS: dict[str, dict[str, Levels]] = {
    "CaptureCitizen": _CAPTURES,
    "CorrectCapture": _CAPTURES,
    "RecaptureCitizen": _CAPTURES,
    "VerifyCitizen": _at_home("commune-chief", "data-officer", "data-quality-officer"),
    "ReturnCitizen": _at_home("data-officer", "province-checker", "register-approver"),
    "ApproveCitizen": _at_home("register-approver"),
    "NotifyPin": _at_home("area-officer", "civil-registrar"),
    "RequestAmendment": _at_home(
        "area-officer", "capture-officer", "data-officer", "civil-registrar"
    ),
    "ApproveAmendment": _DECIDES_AMENDMENTS,
    "RejectAmendment": _DECIDES_AMENDMENTS,
    "RaiseDiscrepancy": {**_OFFICERS, **_at_home("register-check")},
    "ResolveDiscrepancy": _at_home("data-officer", "commune-chief"),
    "RecordResidence": _at_home("area-officer"),
    "RecordMaritalStatus": _at_home("civil-registrar", "area-officer"),
    "RecordRelation": _at_home("area-officer", "civil-registrar"),
    "RecordDeath": _at_home("civil-registrar", "commune-chief"),
    "DeclareMissing": _at_home("commune-chief"),
    "RestoreStanding": {"data-officer": PROVINCE},
    "RecordNationalityLost": _at_home("data-quality-officer"),
    "RecordNationalityRegained": _at_home("data-quality-officer"),
    "RequestPinCancellation": _at_home("commune-chief", "data-quality-officer"),
    "ReestablishPin": _at_home("director"),
    "CancelPin": _at_home("director"),
    "MarkDeadlineMissed": _at_home("timer"),
    "ListInstrument": _at_home("legal-officer"),
    "IssueInstrument": _at_home("legal-officer"),
    "BringIntoForce": _at_home("legal-officer", "timer"),
    "ProposeRule": _at_home("legal-officer"),
    "ConfirmRule": _at_home("legal-officer"),
}
"""Command -> role -> the levels of unit at which that role may give it."""

READS_CITIZENS = frozenset(
    {
        *(role for name in COMMANDS for role in COMMANDS[name] if name != "RaiseDiscrepancy"),
        "reception-officer",
        "intake-approver",
        "examiner",
        "senior-examiner",
        "card-approver",
        "delivery-officer",
        "security-officer",
        "hotline-agent",
        "auditor",
    }
) - {"legal-officer"}
"""Roles whose work needs the entry of a citizen. The auditor reads everything, commands nothing."""


def authorise(
    command_name: str, actor: Actor, scope_units: tuple[str, ...], context: Context
) -> None:
    """Raise OutsideAuthority unless a role of the officer reaches the command, and the unit it.

    `scope_units` are the units of the record, of which one must lie within the officer's own; none
    for what belongs to no unit and for an opening command, which is in the officer's own unit.
    """
    allowed = COMMANDS[command_name]
    level = level_of(actor.unit)
    may = any(level in allowed.get(role, ()) for role in actor.roles)
    if not may:
        raise _role_may_not(command_name, actor)
    if scope_units and not _reaches(actor, scope_units, context):
        raise OutsideAuthority("unit-outside-authority", code=scope_units[0])


def may_read_citizen(actor: Actor, scope_units: tuple[str, ...], context: Context) -> bool:
    """Whether the officer's work reaches this citizen: by role, and by unit as for a command."""
    return may_search_citizens(actor) and _reaches(actor, scope_units, context)


def may_search_citizens(actor: Actor) -> bool:
    """Whether a role of the officer looks for citizens at all; the view knows in which units."""
    level = level_of(actor.unit)
    return any(level in ROLES[role] for role in actor.roles if role in READS_CITIZENS)


def require_role_for(command_name: str, roles: Iterable[str], actor: Actor) -> None:
    """Where the form decides which of the roles may give the command."""
    if not set(roles) & set(actor.roles):
        raise _role_may_not(command_name, actor)


def level_of(unit: str) -> str:
    """`province`, `district`, `commune`, `centre`, `ministry`, or `outside` for anything else."""
    return unit if unit in WHOLE_COUNTRY else LEVEL_BY_DIGITS.get(len(unit), "outside")


def command_in_words(command_name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", command_name).lower()


def _role_may_not(command_name: str, actor: Actor) -> OutsideAuthority:
    words = command_in_words(command_name)
    return OutsideAuthority("role-may-not", role=", ".join(actor.roles), command=words)


def _reaches(actor: Actor, scope_units: tuple[str, ...], context: Context) -> bool:
    return any(
        unit == actor.unit or context.units.within(unit, actor.unit, context.today)
        for unit in scope_units
    )
