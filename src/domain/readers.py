"""Whose work needs to read which kind of record (domain §5); the auditor reads everything."""

_PRODUCTION = {
    "production-planner",
    "print-operator",
    "print-gateway",
    "quality-controller",
    "stock-keeper",
    "security-officer",
    "director",
}
_CARDS = {
    "reception-officer",
    "capture-officer",
    "intake-approver",
    "data-officer",
    "card-approver",
    "director",
    "delivery-officer",
    "hotline-agent",
    "security-officer",
    "quality-controller",
}

READERS: dict[str, frozenset[str]] = {
    "citizen": frozenset(
        {
            "area-officer",
            "commune-chief",
            "civil-registrar",
            "capture-officer",
            "data-officer",
            "province-checker",
            "data-quality-officer",
            "register-approver",
            "director",
            "reception-officer",
            "intake-approver",
            "examiner",
            "senior-examiner",
            "card-approver",
            "delivery-officer",
            "security-officer",
            "hotline-agent",
            "register-check",
            "timer",
            "auditor",
        }
    ),
    "legal-instrument": frozenset({"auditor"}),
    "card-application": frozenset(
        _CARDS
        | _PRODUCTION
        | {
            "examiner",
            "senior-examiner",
            "data-quality-officer",
            "province-checker",
            "dispatcher",
            "register-check",
            "quality-check",
            "matcher",
            "post-courier",
            "auditor",
        }
    ),
    "card": frozenset(_CARDS | _PRODUCTION | {"dispatcher", "auditor"}),
    "card-stock": frozenset(_PRODUCTION | {"auditor"}),
    "production-batch": frozenset(_PRODUCTION | {"dispatcher", "auditor"}),
    "dispatch-manifest": frozenset(
        {"dispatcher", "delivery-officer", "security-officer", "auditor"}
    ),
    "adjudication": frozenset({"examiner", "senior-examiner", "director", "auditor"}),
    "data-quality-case": frozenset(
        {
            "area-officer",
            "commune-chief",
            "data-officer",
            "province-checker",
            "data-quality-officer",
            "register-approver",
            "director",
            "auditor",
        }
    ),
    # Figures of units, which name nobody.
    "quality": frozenset(
        {
            "area-officer",
            "commune-chief",
            "civil-registrar",
            "data-officer",
            "province-checker",
            "province-director",
            "data-quality-officer",
            "register-approver",
            "director",
            "steering-secretary",
            "minister",
            "auditor",
        }
    ),
    "device": frozenset(
        {
            "device-officer",
            "security-officer",
            "capture-officer",
            "intake-approver",
            "print-operator",
            "device",
            "station",
            "auditor",
        }
    ),
    "enrolment-packet": frozenset(
        {"intake", "data-officer", "data-quality-officer", "security-officer", "station", "auditor"}
    ),
    "register-export": frozenset({"auditor", "director", "data-officer"}),
    # Which stream had an event when: commitments, which name nobody. Hashes alone ask nobody.
    "ledger": frozenset({"auditor"}),
}
"""Stream -> roles. Legal instruments are public and ask nobody."""
