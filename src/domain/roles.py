"""Roles of the office and its services, and the levels of unit at which each exists (domain §5)."""

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
    # Outside the police, yet signed in by it, mostly with the centre as their unit.
    "post-courier": OUTSIDE | CENTRE,
    "vendor-engineer": OUTSIDE | CENTRE,
    "citizen": OUTSIDE,
    "matcher": CENTRE,
    "register-check": CENTRE,
    "quality-check": CENTRE,
    "print-gateway": CENTRE,
    # It acts in the name of the province whose station it serves.
    "intake": PROVINCE | CENTRE,
    "timer": CENTRE,
    "data-check": CENTRE,
    "eraser": CENTRE,
    "station": CENTRE,
    "device": CENTRE,
    "adjudication": CENTRE,
    "process-manager": CENTRE,
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
        "process-manager",
    }
)
INSIDE = frozenset({"timer", "eraser", "data-check", "adjudication", "process-manager"})
"""Services that are part of the program itself and never sign in."""
NOT_OFFICERS = SERVICES | {"auditor", "post-courier", "vendor-engineer", "citizen"}


def at_home(*roles: str) -> dict[str, Levels]:
    return {role: ROLES[role] for role in roles}


OFFICERS = at_home(*sorted(ROLES.keys() - NOT_OFFICERS))
"""Any officer of any unit, which excludes services, auditors and outsiders."""
