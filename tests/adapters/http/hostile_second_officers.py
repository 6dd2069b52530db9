"""Countersignatures that are missing, of another request, of nobody, or not asked for (formats §5).

Long because it is a table: one row for each way a second signature can be worth nothing.
"""

from functools import partial
from typing import Any
from uuid import uuid4

from tests.adapters.http.hostile_row import Officer, Row, Second
from tests.adapters.http.hostile_states import TOO_LATE
from tests.adapters.http.usual_acts import OPENING, USUAL, deed

on = partial(deed, "card-applications")
RESOLVE = "outcome_unknown.application/resolve-outcome"
AT = "header Countersignature"
ANOTHER = "countersignature-for-another"
GUARD = Officer("security-officer")
LONG_AGO = {"iat": 1_600_000_000, "exp": 1_600_000_600}
LATER = {"iat": 4_000_000_000, "exp": 4_000_000_600}


def signed(name: str, status: int, code: str, *at: str, **second: Any) -> Row:
    """The outcome of a doubtful print resolved, with this of a second officer."""
    officer = second.pop("officer", GUARD)
    return on(name, RESOLVE, status, code, *at, second=Second(officer, **second))


def sent(name: str, code: str, value: str | tuple[str, ...]) -> Row:
    """The same with these very bytes for a countersignature."""
    row = on(name, RESOLVE, 401, code, AT, second=None)
    return row._replace(headers={"countersignature": value})


def _places() -> dict[str, str]:
    """Any record for each command that wants two officers."""
    entries = (one for all_ in TOO_LATE.values() for one in all_)
    wheres = (one if isinstance(one, str) else one[0] for one in entries)
    known = {where.partition("/")[2]: where for where in wheres}
    return known | {"destroy-blanks": "proposed_stock.block/destroy-blanks"}


TWO = {verb: plural for plural, acts in USUAL.items() for verb, act in acts.items() if act.second}
PLACES = _places()

MISSING = tuple(
    deed(plural, f"{verb} by one", PLACES[verb], 422, "two-officers-needed", second=None)
    for verb, plural in TWO.items()
)

WRONG = (
    signed("signed for another body", 401, ANOTHER, AT, parts={"body": "{}"}),
    signed("signed for another version", 401, ANOTHER, AT, parts={"if-match": '"1"'}),
    signed("signed for another key", 401, ANOTHER, AT, parts={"idempotency-key": str(uuid4())}),
    signed("signed for another path", 401, ANOTHER, AT, parts={"path": "/v1/cards"}),
    signed("signed for something else", 401, ANOTHER, AT, claims={"cmd": "0" * 64}),
    signed("signed for nothing", 401, ANOTHER, AT, claims={"cmd": ""}),
    signed("signed for a number", 401, ANOTHER, AT, claims={"cmd": 1}),
    signed("an ordinary token as a signature", 401, ANOTHER, AT, claims={"cmd": None}),
    signed("signed long ago", 401, "token-expired", AT, claims=LONG_AGO),
    signed("signed in the future", 401, "token-not-yet", AT, claims=LATER),
    signed("signed for another register", 401, "token-audience", AT, claims={"aud": "other"}),
    signed("signed by another issuer's", 401, "token-issuer", AT, claims={"iss": "urn:other"}),
    signed("signed by nobody", 401, "token-claims", AT, claims={"sub": None}),
    signed("signed in no role", 401, "token-claims", AT, claims={"roles": []}),
    signed("signed in a role of no law", 401, "token-claims", AT, claims={"roles": ["emperor"]}),
    signed("signed with a stranger's key", 401, "token-signature", AT, forged=True),
    signed(
        "signed by the same officer in two roles",
        403,
        "countersigner-is-the-same",
        officer=Officer("quality-controller", None, ("security-officer",)),
    ),
    signed(
        "signed by a role that may not", 403, "countersigner-may-not", officer=Officer("dispatcher")
    ),
    signed(
        "signed in a province by a role of the centre",
        403,
        "countersigner-may-not",
        officer=Officer("security-officer", "01"),
    ),
    sent("a signature of three letters", "token-malformed", "abc"),
    sent("a signature of nothing", "token-missing", ""),
    sent("a token of somebody else's day", ANOTHER, "{good_token}"),
    sent("two signatures", "token-malformed", ("{good_token}", "{good_token}")),
    sent("a signature with its scheme", "token-malformed", "Bearer {good_token}"),
    on(
        "a countersignature as a token", RESOLVE, 401, "token-claims", "header Authorization"
    )._replace(headers={"authorization": "Bearer {cmd_token}"}),
)

NOT_HERE = (
    on(
        "a second officer where one is enough",
        "printed.application/pass-quality-check",
        400,
        "countersignature-not-here",
        AT,
        second=Second(GUARD),
    ),
    *(
        Row(
            f"two officers who open {plural}",
            400,
            "countersignature-not-here",
            (AT,),
            path=f"/v1/{plural}",
            body=dict(usual.body),
            officer=Officer(usual.officer),
            second=Second(GUARD),
        )
        for plural, usual in OPENING.items()
    ),
)

ROWS: tuple[Row, ...] = (*MISSING, *WRONG, *NOT_HERE)
