"""Searches that cannot be answered: what was typed, other parameters, cursors and who asks."""

from tests.adapters.http.hostile_row import Officer, Row, reading

SEARCH = "/v1/search/citizens"
CASES = "/v1/search/card-applications"
SOMEBODY = "018f2b6e-7c1a-7f00-8000-5d2b1a4c9e02"


def asked(name: str, path: str, parameter: str, code: str = "parameter-malformed") -> Row:
    """By somebody who may ask at all."""
    role = "reception-officer" if path.startswith(CASES) else "area-officer"
    return reading(name, path, 422, code, f"parameter {parameter}", officer=Officer(role))


CITIZENS = (
    reading("a search for nothing", SEARCH, 422, "search-needs-criterion"),
    reading("a search for a page of nothing", f"{SEARCH}?limit=10", 422, "search-needs-criterion"),
    asked("one letter", f"{SEARCH}?q=a", "q", "search-too-short"),
    asked("one letter and a year", f"{SEARCH}?q=n%201990", "q", "search-too-short"),
    asked("200 blanks", f"{SEARCH}?q={'%20' * 200}", "q", "search-too-short"),
    asked("a wildcard", f"{SEARCH}?q=%25", "q", "search-too-short"),
    asked(
        "a search by eleven digits", f"{SEARCH}?q=an%2000319000000", "q", "search-number-of-no-kind"
    ),
    asked("a number of 200 digits", f"{SEARCH}?q={'9' * 200}", "q", "search-number-of-no-kind"),
    asked(
        "a search with a day that is none",
        f"{SEARCH}?q=an%2030/02/1990",
        "q",
        "date-not-in-calendar",
    ),
    asked("the month 13", f"{SEARCH}?q=13/1990", "q", "date-not-in-calendar"),
    asked("the year 0990", f"{SEARCH}?q=an%200990", "q", "date-year-out-of-range"),
    asked(
        "ten digits of an old number",
        f"{SEARCH}?old_number=1234567890",
        "old_number",
        "cmnd12-malformed",
    ),
    asked(
        "letters of an old number",
        f"{SEARCH}?old_number=12345678x",
        "old_number",
        "cmnd9-malformed",
    ),
    asked("a sex that is none", f"{SEARCH}?sex=other", "sex", "sex-not-listed"),
    asked("a sex of 8 letters", f"{SEARCH}?sex=unknownx", "sex"),
    asked("no letter", f"{SEARCH}?q=", "q", "search-too-short"),
    asked("marks alone", f"{SEARCH}?q=%CC%81%CC%81", "q", "search-too-short"),
    asked("a search with NUL", f"{SEARCH}?q=an%00an", "q", "text-has-nul"),
    asked("a name of 201 letters", f"{SEARCH}?q={'a' * 201}", "q"),
    asked("a birth that is none", f"{SEARCH}?birth=2021-02-30", "birth", "date-not-in-calendar"),
    asked("a birth in words", f"{SEARCH}?birth=spring", "birth", "date-malformed"),
    asked("a search for eleven digits", f"{SEARCH}?pin=00319000000", "pin", "pin-malformed"),
    asked("a number of 13 digits", f"{SEARCH}?pin=0031900000011", "pin"),
    asked("a unit of one digit", f"{SEARCH}?unit=1", "unit", "unit-code-malformed"),
    asked("a unit in words", f"{SEARCH}?unit=hanoi", "unit", "unit-code-malformed"),
    asked("a search page of nothing", f"{SEARCH}?q=an&limit=0", "limit"),
    asked("a search page too long", f"{SEARCH}?q=an&limit=201", "limit"),
    asked("a cursor that is none", f"{SEARCH}?q=an&cursor=abc", "cursor", "cursor-malformed"),
    asked("an empty cursor", f"{SEARCH}?q=an&cursor=", "cursor", "cursor-malformed"),
    asked("a cursor of an id", f"{SEARCH}?q=an&cursor={SOMEBODY}", "cursor", "cursor-malformed"),
    asked(
        "a cursor sealed by nobody",
        f"{SEARCH}?q=an&cursor={'A' * 120}",
        "cursor",
        "cursor-malformed",
    ),
    asked(
        "a cursor in other letters",
        f"{SEARCH}?q=an&cursor=%E2%82%AC%00",
        "cursor",
        "cursor-malformed",
    ),
    asked("a cursor too long", f"{SEARCH}?q=an&cursor={'A' * 4001}", "cursor"),
    asked("two names", f"{SEARCH}?q=an&q=ba", "q", "parameter-repeated"),
    asked("a search misspelt", f"{SEARCH}?name=an", "name", "parameter-unknown"),
)

APPLICATIONS = (
    asked("a state that is none", f"{CASES}?status=lost", "status"),
    asked("a state of NUL", f"{CASES}?status=%00", "status"),
    asked("a kind that is none", f"{CASES}?kind=gift", "kind"),
    asked("a unit of four digits", f"{CASES}?unit=0001", "unit", "unit-code-malformed"),
    asked("a citizen by name", f"{CASES}?citizen=an", "citizen"),
    asked("a batch without hyphens", f"{CASES}?batch={'0' * 32}", "batch"),
    asked("a manifest of nothing", f"{CASES}?manifest=", "manifest"),
    asked("a serial with NUL", f"{CASES}?blank_serial=A%00", "blank_serial", "text-has-nul"),
    asked("a serial of 41 letters", f"{CASES}?blank_serial={'A' * 41}", "blank_serial"),
    asked("received on no day", f"{CASES}?from=2021-02-30", "from"),
    asked("an end before the beginning", f"{CASES}?from=2021-03-02&to=2021-03-01", "to",
          "period-wrong"),
    asked("a page of applications too long", f"{CASES}?limit=201", "limit"),
    asked("a cursor of applications in words", f"{CASES}?cursor=abc", "cursor"),
    asked("two states", f"{CASES}?status=opened&status=opened", "status", "parameter-repeated"),
    asked("applications by name", f"{CASES}?name=an", "name", "parameter-unknown"),
    reading(
        "a legal officer looks for applications",
        CASES,
        403,
        "role-may-not-read",
        officer=Officer("legal-officer"),
    ),
    reading(
        "an area officer looks for applications", CASES, 403, "role-may-not-read", officer=Officer()
    ),
)  # fmt: skip

SEARCHES = (*CITIZENS, *APPLICATIONS)
