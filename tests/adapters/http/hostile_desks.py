"""Questions to queues, jobs, boards and case pages that are refused.

Long because it is a table: one row for each way a question can be wrong.
"""

from typing import Any
from uuid import uuid4

from tests.adapters.http.hostile_row import Body, Officer, Row, reading

from citizen_case import DONG_VAN

STATION, OTHER_STATION = str(uuid4()), str(uuid4())
NOBODY = str(uuid4())
TWICE = f'{{"station_id":"{STATION}","station_id":"{STATION}"}}'.encode()
ENGINE = Officer("quality-check")
LEASE = "/v1/jobs/quality-check/lease"
RENEW = "/v1/jobs/quality-check/{leased_job}/renew"
RELEASE = "/v1/jobs/quality-check/{leased_job}/release"
RECEPTION = Officer("reception-officer")
QUEUE = "/v1/work-queues/reception-officer"
CLAIM = f"{QUEUE}/claim"


def asked(
    name: str,
    path: str,
    status: int,
    code: str,
    *at: str,
    by: Officer = ENGINE,
    raw: Body | None = None,
    **body: Any,
) -> Row:
    """A POST that is no command: it has no version and takes no key."""
    return Row(name, status, code, at, path=path, body=body if raw is None else raw, officer=by)


def lease(name: str, code: str, *at: str, **body: Any) -> Row:
    return asked(name, LEASE, 422, code, *at, **{"station_id": STATION, **body})


def job(name: str, path: str, status: int, code: str, *at: str, **body: Any) -> Row:
    return asked(name, path, status, code, *at, **{"station_id": STATION, **body})


JOBS = (
    job("jobs of no kind", "/v1/jobs/dream/lease", 404, "job-kind-unknown"),
    job("a name too long for a kind", f"/v1/jobs/{'x' * 41}/lease", 404, "path-not-uuid"),
    job(
        "jobs of another service", "/v1/jobs/duplicate-search/lease", 403, "job-of-another-service"
    ),
    job("jobs for an officer", LEASE, 403, "job-of-another-service", by=Officer("examiner")),
    job(
        "jobs for an engine of a province",
        LEASE,
        403,
        "job-of-another-service",
        by=Officer("quality-check", "01"),
    ),
    job("jobs with a parameter", f"{LEASE}?limit=3", 422, "parameter-unknown", "parameter limit"),
    asked("jobs for no station", LEASE, 422, "field-missing", "/station_id"),
    lease("jobs for a station without an id", "field-not-uuid", "/station_id", station_id="here"),
    lease("no jobs", "field-out-of-range", "/limit", limit=0),
    lease("201 jobs", "field-out-of-range", "/limit", limit=201),
    lease("half a job", "field-type", "/limit", limit=0.5),
    lease("jobs for no time", "field-out-of-range", "/seconds", seconds=0),
    lease("jobs for longer than an hour", "field-out-of-range", "/seconds", seconds=3601),
    lease("jobs with a wish", "field-unknown", "/wish", wish="quick"),
    asked("jobs asked for in no JSON", LEASE, 400, "body-not-json", raw=b"station=1"),
    asked("jobs for one station twice", LEASE, 400, "body-repeats-name", raw=TWICE),
    asked("jobs asked for in a list", LEASE, 400, "body-not-object", raw=b"[]"),
    asked("jobs asked for with too much", LEASE, 413, "body-too-large", raw=b"{" + b" " * 65_536),
    job(
        "jobs asked for as text", LEASE, 415, "body-not-declared-json", "header Content-Type"
    )._replace(headers={"content-type": "text/plain"}),
    job("jobs for nobody", LEASE, 401, "token-missing", "header Authorization")._replace(
        headers={"authorization": None}
    ),
    job("a job without an id", "/v1/jobs/quality-check/this/renew", 404, "path-not-uuid"),
    job(
        "a job that never was kept", f"/v1/jobs/quality-check/{NOBODY}/renew", 409, "job-not-leased"
    ),
    job(
        "a job that never was given back",
        f"/v1/jobs/quality-check/{NOBODY}/release",
        409,
        "job-not-leased",
    ),
    job("a job kept by another station", RENEW, 409, "job-not-leased", station_id=OTHER_STATION),
    job(
        "a job given back by another station",
        RELEASE,
        409,
        "job-not-leased",
        station_id=OTHER_STATION,
    ),
    job(
        "a job kept after it was given back",
        "/v1/jobs/quality-check/{released_job}/renew",
        409,
        "job-not-leased",
    ),
    job(
        "a job given back twice",
        "/v1/jobs/quality-check/{released_job}/release",
        409,
        "job-not-leased",
    ),
    job("a job kept for no time", RENEW, 422, "field-out-of-range", "/seconds", seconds=0),
)


def claim(name: str, status: int, code: str, *at: str, by: Officer = RECEPTION, **body: Any) -> Row:
    usual = {"stream": "{opened.application}", "stage": "opened", **body}
    return asked(
        name, CLAIM, status, code, *at, by=by, **{k: v for k, v in usual.items() if v is not ...}
    )


QUEUES = (
    reading(
        "a queue of no role", "/v1/work-queues/emperor", 404, "queue-unknown", officer=RECEPTION
    ),
    reading(
        "a queue of another role",
        "/v1/work-queues/director",
        403,
        "queue-of-another-role",
        officer=RECEPTION,
    ),
    reading(
        "a queue of a role that the unit has not",
        QUEUE,
        403,
        "queue-of-another-role",
        officer=Officer("reception-officer", "00001"),
    ),
    reading(
        "a queue from a place that is none",
        f"{QUEUE}?cursor=abc",
        422,
        "cursor-malformed",
        "parameter cursor",
        officer=RECEPTION,
    ),
    reading(
        "a queue from a place of numbers",
        f"{QUEUE}?cursor=MTIz",
        422,
        "cursor-malformed",
        "parameter cursor",
        officer=RECEPTION,
    ),
    reading(
        "a queue of no lines",
        f"{QUEUE}?limit=0",
        422,
        "parameter-malformed",
        "parameter limit",
        officer=RECEPTION,
    ),
    reading(
        "a queue of 201 lines",
        f"{QUEUE}?limit=201",
        422,
        "parameter-malformed",
        "parameter limit",
        officer=RECEPTION,
    ),
    reading(
        "a queue in an order",
        f"{QUEUE}?order=age",
        422,
        "parameter-unknown",
        "parameter order",
        officer=RECEPTION,
    ),
    reading(
        "a queue with two limits",
        f"{QUEUE}?limit=1&limit=2",
        422,
        "parameter-repeated",
        "parameter limit",
        officer=RECEPTION,
    ),
    claim("a case of nobody", 404, "work-not-found", stream=NOBODY),
    claim(
        "a case that is past this stage", 409, "work-not-waiting", stream="{withdrawn.application}"
    ),
    claim("a case that waits elsewhere", 409, "work-not-waiting", stage="printing"),
    claim(
        "a case of another unit",
        403,
        "unit-outside-authority",
        by=Officer("reception-officer", "026"),
    ),
    claim(
        "a case that waits for another role",
        403,
        "work-of-another-role",
        stream="{settled.application}",
        stage="captured",
    ),
    claim(
        "a case in other hands",
        409,
        "work-in-other-hands",
        stream="{in_hand.application}",
        by=Officer("capture-officer", None, ("reception-officer",)),
    ),
    claim("a case of no stage", 422, "field-missing", "/stage", stage=...),
    claim("a case for no time", 422, "field-out-of-range", "/seconds", seconds=0),
    claim("a case for a week", 422, "field-out-of-range", "/seconds", seconds=604_800),
    claim("a case with a wish", 422, "field-unknown", "/wish", wish="please"),
    asked(
        "the next case of another role",
        "/v1/work-queues/director/claim-next",
        403,
        "queue-of-another-role",
        by=RECEPTION,
    ),
    asked(
        "the next case for ever",
        f"{QUEUE}/claim-next",
        422,
        "field-out-of-range",
        "/seconds",
        by=RECEPTION,
        seconds=10**9,
    ),
    asked(
        "a case put back that others have",
        f"{QUEUE}/return",
        409,
        "work-not-in-hand",
        by=Officer("capture-officer", None, ("reception-officer",)),
        stream="{in_hand.application}",
        stage="opened",
    ),
    asked(
        "a case put back that nobody has",
        f"{QUEUE}/return",
        409,
        "work-not-in-hand",
        by=RECEPTION,
        stream=NOBODY,
        stage="opened",
    ),
)

PROGRESS = "/v1/progress"
CLERK = Officer("intake-approver")
KEEPER = Officer("stock-keeper")


def figures(name: str, query: str, status: int, code: str, *at: str) -> Row:
    return reading(name, f"{PROGRESS}?{query}", status, code, *at, officer=CLERK)


BOARDS = (
    figures("figures of another district", "unit=026", 403, "unit-outside-authority"),
    figures("figures of the province above", "unit=01", 403, "unit-outside-authority"),
    figures("figures of no unit", "unit=99999", 403, "unit-outside-authority"),
    figures("figures of a name", "unit=Hanoi-1954", 422, "parameter-malformed", "parameter unit"),
    figures("figures of two letters", "unit=zz", 422, "unit-code-malformed", "parameter unit"),
    figures("figures of an empty unit", "unit=", 422, "unit-code-malformed", "parameter unit"),
    reading(
        "figures for the centre of no unit",
        f"{PROGRESS}?unit=99999",
        422,
        "unit-unknown",
        "parameter unit",
        officer=Officer("director"),
    ),
    figures(
        "figures backwards", "from=2021-03-10&to=2021-03-01", 422, "period-wrong", "parameter to"
    ),
    figures(
        "figures of a decade", "from=2011-03-10&to=2021-03-10", 422, "period-wrong", "parameter to"
    ),
    figures("figures since a word", "from=yesterday", 422, "parameter-malformed", "parameter from"),
    figures(
        "figures since a number", "from=1615000000", 422, "parameter-malformed", "parameter from"
    ),
    figures("figures until no day", "to=2021-02-30", 422, "parameter-malformed", "parameter to"),
    figures("figures by name", "by=name", 422, "parameter-malformed", "parameter by"),
    figures("figures by a comma", "by=day,", 422, "parameter-malformed", "parameter by"),
    figures("figures on a basis", "basis=hearsay", 422, "parameter-malformed", "parameter basis"),
    figures("figures below perhaps", "below=maybe", 422, "parameter-malformed", "parameter below"),
    figures("figures with a wish", "colour=red", 422, "parameter-unknown", "parameter colour"),
    figures(
        "figures of two units", "unit=001&unit=001", 422, "parameter-repeated", "parameter unit"
    ),
    reading(
        "figures for nobody",
        PROGRESS,
        401,
        "token-missing",
        "header Authorization",
        headers={"authorization": None},
    ),
    reading("stock for an area officer", "/v1/stock", 403, "role-may-not-read"),
    reading("blocks for an area officer", "/v1/stock/blocks", 403, "role-may-not-read"),
    reading(
        "stock of a colour",
        "/v1/stock?colour=red",
        422,
        "parameter-unknown",
        "parameter colour",
        officer=KEEPER,
    ),
    reading(
        "blocks from nowhere",
        "/v1/stock/blocks?cursor=here",
        422,
        "parameter-malformed",
        "parameter cursor",
        officer=KEEPER,
    ),
    reading(
        "no blocks",
        "/v1/stock/blocks?limit=0",
        422,
        "parameter-malformed",
        "parameter limit",
        officer=KEEPER,
    ),
    reading(
        "all blocks",
        "/v1/stock/blocks?limit=201",
        422,
        "parameter-malformed",
        "parameter limit",
        officer=KEEPER,
    ),
)

QUALITY = "/v1/quality"
CHECKER = Officer("data-officer")


def quality(name: str, query: str, status: int, code: str, *at: str) -> Row:
    return reading(name, f"{QUALITY}?{query}", status, code, *at, officer=CHECKER)


def doubles(name: str, query: str, status: int, code: str, *at: str) -> Row:
    return reading(name, f"{QUALITY}/duplicates{query}", status, code, *at, officer=CHECKER)


QUALITY_ROWS = (
    quality("quality of another district", "unit=026", 403, "unit-outside-authority"),
    quality("quality of no unit", "unit=99999", 403, "unit-outside-authority"),
    quality("quality of a name", "unit=Hanoi-1954", 422, "parameter-malformed", "parameter unit"),
    quality("quality of two letters", "unit=xx", 422, "unit-code-malformed", "parameter unit"),
    quality("quality of an empty unit", "unit=", 422, "unit-code-malformed", "parameter unit"),
    reading(
        "quality for the centre of no unit",
        f"{QUALITY}?unit=99999",
        422,
        "unit-unknown",
        "parameter unit",
        officer=Officer("director"),
    ),
    quality(
        "quality backwards", "from=2021-03-10&to=2021-03-01", 422, "period-wrong", "parameter to"
    ),
    quality(
        "quality of a decade", "from=2011-03-10&to=2021-03-10", 422, "period-wrong", "parameter to"
    ),
    quality(
        "quality of too many days and units",
        "from=2020-03-10&to=2021-03-10&by=day&below=true",
        422,
        "period-too-fine",
        "parameter by",
    ),
    quality("quality since a word", "from=once", 422, "parameter-malformed", "parameter from"),
    quality("quality until no day", "to=2021-02-30", 422, "parameter-malformed", "parameter to"),
    quality("quality by sex", "by=sex", 422, "parameter-malformed", "parameter by"),
    quality("quality below perhaps", "below=maybe", 422, "parameter-malformed", "parameter below"),
    quality("quality with a wish", "colour=red", 422, "parameter-unknown", "parameter colour"),
    quality(
        "quality of two units", "unit=001&unit=001", 422, "parameter-repeated", "parameter unit"
    ),
    reading("quality for a clerk", QUALITY, 403, "role-may-not-read", officer=CLERK),
    reading(
        "quality for nobody",
        QUALITY,
        401,
        "token-missing",
        "header Authorization",
        headers={"authorization": None},
    ),
    doubles("doubles of nobody named", "", 422, "parameter-malformed", "parameter citizen"),
    doubles("doubles of a word", "?citizen=x", 422, "parameter-malformed", "parameter citizen"),
    doubles("doubles of nobody", f"?citizen={NOBODY}", 404, "citizen-not-found"),
    doubles(
        "doubles with a wish",
        f"?citizen={NOBODY}&colour=red",
        422,
        "parameter-unknown",
        "parameter colour",
    ),
    reading(
        "doubles for a clerk",
        f"{QUALITY}/duplicates?citizen={NOBODY}",
        403,
        "role-may-not-read",
        officer=CLERK,
    ),
)

PAGES = (
    reading("a case of nobody read", f"/v1/cases/{NOBODY}", 404, "citizen-not-found"),
    reading("a case without an id", "/v1/cases/me", 404, "path-not-uuid"),
    reading(
        "a case for a device officer",
        "/v1/cases/{adult}",
        403,
        "role-may-not-read",
        officer=Officer("device-officer"),
    ),
    reading(
        "a case of another commune",
        "/v1/cases/{adult}",
        403,
        "unit-outside-authority",
        officer=Officer("area-officer", DONG_VAN),
    ),
    reading(
        "a case read with a wish",
        "/v1/cases/{adult}?with=love",
        422,
        "parameter-unknown",
        "parameter with",
    ),
    reading(
        "reactions from nowhere",
        "/v1/reactions?cursor=1",
        422,
        "parameter-malformed",
        "parameter cursor",
    ),
    reading("no reactions", "/v1/reactions?limit=0", 422, "parameter-malformed", "parameter limit"),
    reading(
        "reactions of somebody", "/v1/reactions?of=me", 422, "parameter-unknown", "parameter of"
    ),
    *(
        reading(
            f"{plural} for an area officer", f"/v1/{plural}/{{{place}}}", 403, "role-may-not-read"
        )
        for plural, place in {
            "card-applications": "opened.application",
            "cards": "delivered.card",
            "card-stock": "vault.block",
            "production-batches": "planned.batch",
            "dispatch-manifests": "packed.manifest",
            "adjudications": "agreed.adjudication",
            "devices": "trusted",
            "enrolment-packets": "received_packet",
        }.items()
    ),
    *(
        reading(
            f"{plural} of no id",
            f"/v1/{plural}/{NOBODY}/events",
            404,
            code,
            officer=Officer("auditor"),
        )
        for plural, code in {
            "card-applications": "card-application-not-found",
            "cards": "card-not-found",
            "card-stock": "card-stock-not-found",
            "production-batches": "production-batch-not-found",
            "dispatch-manifests": "dispatch-manifest-not-found",
            "adjudications": "adjudication-not-found",
            "data-quality-cases": "data-quality-case-not-found",
            "devices": "device-not-found",
            "enrolment-packets": "enrolment-packet-not-found",
        }.items()
    ),
    reading(
        "an application of another district",
        "/v1/card-applications/{opened.application}",
        403,
        "unit-outside-authority",
        officer=Officer("reception-officer", "026"),
    ),
    reading(
        "a manifest of another district",
        "/v1/dispatch-manifests/{packed.manifest}",
        403,
        "unit-outside-authority",
        officer=Officer("delivery-officer", "026"),
    ),
)

ROWS: tuple[Row, ...] = (*JOBS, *QUEUES, *BOARDS, *QUALITY_ROWS, *PAGES)
