"""Questions that cannot be answered: query parameters, readers and what they may not see."""

from tests.adapters.http.hostile_row import Officer, reading
from tests.adapters.http.hostile_searches import SEARCH, SEARCHES, SOMEBODY, asked

from citizen_case import TRUC_BACH

ONE = "/v1/citizens/{active}"
WHEN = (
    asked("version 0", f"{ONE}?version=0", "version"),
    asked("a negative version", f"{ONE}?version=-1", "version"),
    asked("a version in words", f"{ONE}?version=one", "version"),
    asked("half a version", f"{ONE}?version=1.5", "version"),
    asked("a version with decimals", f"{ONE}?version=1.0", "version"),
    asked("a version with a plus", f"{ONE}?version=%2B1", "version"),
    asked("a version with an underline", f"{ONE}?version=1_0", "version"),
    asked("a version in other digits", f"{ONE}?version=%D9%A1", "version"),
    asked("an empty version", f"{ONE}?version=", "version"),
    asked("a version that is not there", f"{ONE}?version=99", "version", "version-unknown"),
    asked("a version beyond all integers", f"{ONE}?version={'9' * 30}", "version"),
    asked("a version of far away", f"{ONE}?version={'9' * 18}", "version", "version-unknown"),
    asked("a version of 5000 digits", f"{ONE}?version={'9' * 5000}", "version"),
    asked("two versions", f"{ONE}?version=1&version=2", "version", "parameter-repeated"),
    asked("as of a local time", f"{ONE}?as_of=2021-03-10T08:00:00", "as_of"),
    asked("as of a forgotten escape", f"{ONE}?as_of=2021-03-10T08:00:00+07:00", "as_of"),
    asked("as of a day", f"{ONE}?as_of=2021-03-10", "as_of"),
    asked("as of seconds", f"{ONE}?as_of=1615248000", "as_of"),
    asked("as of seven decimals", f"{ONE}?as_of=2021-03-10T08:00:00.1234567Z", "as_of"),
    asked("as of no day", f"{ONE}?as_of=2021-02-30T08:00:00Z", "as_of"),
    asked("as of the end of time", f"{ONE}?as_of=9999-12-31T23:59:59-14:00", "as_of"),
    asked("as of a word", f"{ONE}?as_of=yesterday", "as_of"),
    asked("as of NUL", f"{ONE}?as_of=%00", "as_of"),
    asked("before anything", f"{ONE}?as_of=2020-01-01T00:00:00Z", "as_of", "not-yet-recorded"),
    asked(
        "at two times",
        f"{ONE}?as_of=2021-03-10T08:00:00Z&version=1",
        "version",
        "parameters-exclusive",
    ),
    asked("effective on no day", f"{ONE}?effective_on=2021-02-30", "effective_on"),
    asked("effective at a time", f"{ONE}?effective_on=2021-03-01T00:00:00", "effective_on"),
    asked("effective on seconds", f"{ONE}?effective_on=0", "effective_on"),
    asked("effective in a month", f"{ONE}?effective_on=2021-03", "effective_on"),
    asked("a parameter misspelt", f"{ONE}?versoin=1", "versoin", "parameter-unknown"),
    asked("a parameter in capitals", f"{ONE}?Version=1", "Version", "parameter-unknown"),
    asked("a page of nothing", f"{ONE}/events?limit=0", "limit"),
    asked("a page too long", f"{ONE}/events?limit=201", "limit"),
    asked("a page in words", f"{ONE}/events?limit=abc", "limit"),
    asked("a page after less than nothing", f"{ONE}/events?after=-1", "after"),
    asked("a difference from nothing", f"{ONE}/diff", "from"),
    asked("a difference from version 0", f"{ONE}/diff?from=0", "from"),
    asked("a difference from the future", f"{ONE}/diff?from=99", "from", "version-unknown"),
    asked("a difference to the future", f"{ONE}/diff?from=1&to=99", "to", "version-unknown"),
    asked("the law on no day", "/v1/rules?on=2021-02-30", "on"),
    asked("the law known at no instant", "/v1/rules?known=2021-03-01T00:00:00", "known"),
    asked("the law misspelt", "/v1/rules?day=2021-03-01", "day", "parameter-unknown"),
)

READERS = (
    reading(
        "a legal officer reads a citizen",
        ONE,
        403,
        "role-may-not-read",
        officer=Officer("legal-officer"),
    ),
    reading(
        "a legal officer searches",
        f"{SEARCH}?q=an",
        403,
        "role-may-not-read",
        officer=Officer("legal-officer"),
    ),
    reading(
        "a dispatcher searches",
        f"{SEARCH}?q=an",
        403,
        "role-may-not-read",
        officer=Officer("dispatcher"),
    ),
    reading(
        "another commune reads", ONE, 403, "unit-outside-authority", officer=Officer(unit=TRUC_BACH)
    ),
    reading(
        "another commune reads the timeline",
        f"{ONE}/events",
        403,
        "unit-outside-authority",
        officer=Officer(unit=TRUC_BACH),
    ),
    reading(
        "another commune reads a difference",
        f"{ONE}/diff?from=1",
        403,
        "unit-outside-authority",
        officer=Officer(unit=TRUC_BACH),
    ),
    reading("a citizen that is not there", f"/v1/citizens/{SOMEBODY}", 404, "citizen-not-found"),
    reading("the timeline of nobody", f"/v1/citizens/{SOMEBODY}/events", 404, "citizen-not-found"),
    reading(
        "reading a citizen that is an instrument", "/v1/citizens/{listed}", 404, "citizen-not-found"
    ),
    reading(
        "reading an instrument that is a citizen",
        "/v1/legal-instruments/{active}",
        404,
        "legal-instrument-not-found",
    ),
)

ROWS = (*WHEN, *SEARCHES, *READERS)
