"""Officers who act twice in a case, in the wrong unit, or in no role of the case (domain §5).

Long because it is a table: one row for each rule that parts two steps of a case.
"""

from functools import partial

from tests.adapters.http.hostile_row import Officer, Row
from tests.adapters.http.hostile_states import TOO_LATE
from tests.adapters.http.usual_acts import NOBODY, OPENING, USUAL, deed

from adapters.identity.development_officers import OFFICER_BY_NAME

application = partial(deed, "card-applications")
APPROVE = "verified_case.application/approve-application"
CLEARED = "cleared.application/approve-application"
EARLIER = "earlier-officer-may-not-approve"
MINISTRY = "ministry"


def also(officer: str, role: str, unit: str | None = None) -> Officer:
    """One person with two roles at once."""
    return Officer(officer, unit, (OFFICER_BY_NAME[officer].role, role))


TWICE = (
    application(
        "who captured approves the intake",
        "settled.application/approve-intake",
        403,
        "capturer-may-not-approve-intake",
        by=also("capture-officer", "intake-approver"),
    ),
    application(
        "who captured approves the card",
        APPROVE,
        403,
        EARLIER,
        by=also("capture-officer", "card-approver", "centre"),
    ),
    application(
        "who approved the intake approves the card",
        APPROVE,
        403,
        EARLIER,
        by=also("intake-approver", "card-approver", "centre"),
    ),
    application(
        "who examined the pair approves the card",
        CLEARED,
        403,
        EARLIER,
        by=also("examiner", "card-approver"),
    ),
    application(
        "who decided on the pair approves the card",
        CLEARED,
        403,
        EARLIER,
        by=also("senior-examiner", "card-approver"),
    ),
    application(
        "who overrode the engine approves the card",
        "overridden.application/approve-application",
        403,
        EARLIER,
        by=also("examiner", "card-approver"),
    ),
    application(
        "who printed passes the card",
        "printed.application/pass-quality-check",
        403,
        "printer-may-not-check-quality",
        by=also("print-operator", "quality-controller"),
    ),
    application(
        "who printed fails the card",
        "printed.application/fail-quality-check",
        403,
        "printer-may-not-check-quality",
        by=also("print-operator", "quality-controller"),
    ),
    application(
        "who refused decides the appeal",
        "appealed.application/decide-appeal",
        403,
        "refuser-may-not-decide-appeal",
        by=also("card-approver", "director"),
    ),
    deed(
        "cards",
        "who asked decides the revocation",
        "asked.card/revoke-card",
        403,
        "requester-may-not-decide",
        by=also("card-approver", "director"),
    ),
)

ELSEWHERE = (
    application(
        "a capture in another district",
        "opened.application/complete-capture",
        403,
        "unit-outside-authority",
        by=Officer("capture-officer", "026"),
    ),
    application(
        "an intake of another district",
        "settled.application/approve-intake",
        403,
        "unit-outside-authority",
        by=Officer("intake-approver", "026"),
    ),
    application(
        "a hand-over in another district",
        "arrived.application/hand-over-card",
        403,
        "unit-outside-authority",
        by=Officer("delivery-officer", "026"),
    ),
    deed(
        "dispatch-manifests",
        "a manifest received in another district",
        "dispatched.manifest/receive-manifest",
        403,
        "unit-outside-authority",
        by=Officer("delivery-officer", "026"),
    ),
    deed(
        "devices",
        "a loss reported by another province",
        "assigned/report-device-lost",
        403,
        "unit-outside-authority",
    ),
)


def _each(name: str, by: str, unit: str | None = None) -> tuple[Row, ...]:
    """Every command given so; `by` is whom, or the usual officer when it is empty."""
    entries = ((plural, one) for plural, all_ in TOO_LATE.items() for one in all_)
    rows = []
    for plural, entry in entries:
        where = entry if isinstance(entry, str) else entry[0]
        verb = where.partition("/")[2]
        officer = Officer(by or USUAL[plural][verb].officer, unit)
        rows.append(deed(plural, f"{verb} {name}", where, 403, "role-may-not", by=officer))
    return tuple(rows)


def _openings(name: str, unit: str) -> tuple[Row, ...]:
    return tuple(
        Row(
            f"{plural} opened {name}",
            403,
            "role-may-not",
            path=f"/v1/{plural}",
            body=dict(usual.body),
            officer=Officer(usual.officer, unit),
        )
        for plural, usual in OPENING.items()
    )


def _absent() -> tuple[Row, ...]:
    """A command on a record that there is not, and one on a version that is past."""
    rows = []
    for plural, entries in TOO_LATE.items():
        where = entries[0] if isinstance(entries[0], str) else entries[0][0]
        record = where.partition("/")[0]
        stream = plural if plural == "card-stock" else plural[:-1].replace("batche", "batch")
        acted = deed(
            plural, f"{plural} that changed", where, 412, f"{stream}-changed", "header If-Match"
        )
        gone = deed(plural, f"{plural} that are not there", where, 404, f"{stream}-not-found")
        path = acted.path.replace(f"{{{record}}}", NOBODY)
        rows.append(acted._replace(headers={"if-match": '"0"'}))
        rows.append(gone._replace(path=path, headers={"if-match": '"1"'}))
    return tuple(rows)


ROWS: tuple[Row, ...] = (
    *TWICE,
    *ELSEWHERE,
    *_each("by an auditor", "auditor"),
    *_each("in the ministry", "", MINISTRY),
    *_openings("in the ministry", MINISTRY),
    *_absent(),
)
