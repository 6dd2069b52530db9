"""Headers, methods and paths of requests whose body would do.

Long because it is a table: one row for each way a request can be wrong around its body.
"""

from tests.adapters.http.hostile_row import CAPTURE, Officer, Row, reading

from citizen_case import DONG_VAN, dc01

CHIEF = Officer("commune-chief")
AGAINST = {"against": ["household-book"]}
VERIFY = "/v1/citizens/{captured}/verify-citizen"
KEY = "018f2b6e-7c1a-7f00-8000-5d2b1a4c9e01"
SOMEBODY = "018f2b6e-7c1a-7f00-8000-5d2b1a4c9e02"
UNDER = ("header Idempotency-Key",)


def key(name: str, code: str, value: str | tuple[str, ...] | None) -> Row:
    headers = {"idempotency-key": value}
    return Row(name, 400, code, UNDER, body=dc01(), headers=headers)


def version(name: str, status: int, code: str, value: str | tuple[str, ...] | None) -> Row:
    at = ("header If-Match",)
    headers = {"if-match": value}
    return Row(name, status, code, at, path=VERIFY, body=AGAINST, officer=CHIEF, headers=headers)


def kind(name: str, value: str | tuple[str, ...] | None) -> Row:
    headers = {"content-type": value}
    at = ("header Content-Type",)
    return Row(name, 415, "body-not-declared-json", at, body=dc01(), headers=headers)


def coding(name: str, value: str) -> Row:
    headers: dict[str, str | tuple[str, ...] | None] = {"content-encoding": value}
    at = ("header Content-Encoding",)
    return Row(name, 415, "body-not-declared-json", at, body=dc01(), headers=headers)


def token(name: str, code: str, value: str | tuple[str, ...] | None) -> Row:
    """`{name}` stands for a token of the world."""
    headers = {"authorization": value}
    return Row(name, 401, code, ("header Authorization",), body=dc01(), headers=headers)


KEYS = (
    key("no key", "idempotency-key-missing", None),
    key("an empty key", "idempotency-key-malformed", ""),
    key("a key that is a word", "idempotency-key-malformed", "once"),
    key("a key without hyphens", "idempotency-key-malformed", KEY.replace("-", "")),
    key("a key in braces", "idempotency-key-malformed", "{" + KEY + "}"),
    key("a key in quotes", "idempotency-key-malformed", f'"{KEY}"'),
    key("a key too long", "idempotency-key-malformed", KEY + "0"),
    key("a key of 10 kB", "idempotency-key-malformed", "0" * 10_000),
    key("two keys", "idempotency-key-malformed", (KEY, SOMEBODY)),
    key("one key twice", "idempotency-key-malformed", (KEY, KEY)),
    key("a list of keys", "idempotency-key-malformed", f"{KEY}, {SOMEBODY}"),
    Row(
        "a used key with another body",
        422,
        "idempotency-key-reused",
        UNDER,
        body=lambda world: world["taken_body"] | {"given": "Khác"},
        headers={"idempotency-key": "{taken_key}"},
    ),
    Row(
        "a used key with another path",
        422,
        "idempotency-key-reused",
        UNDER,
        path=VERIFY,
        body=AGAINST,
        officer=Officer(roles=("commune-chief",)),
        headers={"idempotency-key": "{taken_key}"},
    ),
    Row(
        "a used key with another version",
        422,
        "idempotency-key-reused",
        UNDER,
        path="/v1/citizens/{verified}/verify-citizen",
        body=AGAINST,
        officer=CHIEF,
        headers={"idempotency-key": "{verifying_key}", "if-match": '"2"'},
    ),
)

UNREACHED = (
    Row(
        "a used key for what does not exist",
        422,
        "idempotency-key-reused",
        UNDER,
        path=f"/v1/citizens/{SOMEBODY}/verify-citizen",
        body=AGAINST,
        officer=CHIEF,
        headers={"idempotency-key": "{verifying_key}", "if-match": '"1"'},
    ),
    Row(
        "a stale version of an entry of another district",
        403,
        "unit-outside-authority",
        path=VERIFY,
        body=AGAINST,
        officer=Officer("commune-chief", DONG_VAN),
        headers={"if-match": '"7"'},
    ),
)

COUNTERSIGNED = tuple(
    Row(
        name,
        400,
        "countersignature-not-here",
        ("header Countersignature",),
        path=path,
        body=body,
        officer=officer,
        headers={"countersignature": value},
    )
    for name, path, body, officer, value in (
        ("a second officer's token", VERIFY, AGAINST, CHIEF, "{good_token}"),
        ("an empty countersignature", VERIFY, AGAINST, CHIEF, ""),
        ("a second officer where nothing is read yet", CAPTURE, dc01(), Officer(), "Nguyen"),
    )
)

VERSIONS = (
    version("no version", 428, "if-match-missing", None),
    version("If-Match that is empty", 400, "if-match-malformed", ""),
    version("a version without quotes", 400, "if-match-malformed", "1"),
    version("a version in single quotes", 400, "if-match-malformed", "'1'"),
    version("a weak version", 400, "if-match-malformed", 'W/"1"'),
    version("any version", 400, "if-match-malformed", "*"),
    version("a list of versions", 400, "if-match-malformed", '"1", "2"'),
    version("two strong versions", 400, "if-match-malformed", ('"1"', '"2"')),
    version("If-Match below 0", 400, "if-match-malformed", '"-1"'),
    version("a version with a leading zero", 400, "if-match-malformed", '"01"'),
    version("If-Match with half a version", 400, "if-match-malformed", '"1.5"'),
    version("If-Match in words", 400, "if-match-malformed", '"one"'),
    version("If-Match beyond all integers", 400, "if-match-malformed", '"' + "9" * 40 + '"'),
    version("a version of 10 kB", 400, "if-match-malformed", '"' + "9" * 10_000 + '"'),
    version("If-Match 0", 412, "citizen-changed", '"0"'),
    version("a future version", 412, "citizen-changed", '"2"'),
    version("a version of a far future", 412, "citizen-changed", '"999999999999999999"'),
    Row(
        "a stale version",
        412,
        "citizen-changed",
        ("header If-Match",),
        body=AGAINST,
        officer=CHIEF,
        path="/v1/citizens/{verified}/verify-citizen",
        headers={"if-match": '"1"'},
    ),
    Row(
        "a version of what does not exist",
        400,
        "if-match-not-here",
        ("header If-Match",),
        body=dc01(),
        headers={"if-match": '"0"'},
    ),
    Row(
        "any version of what does not exist",
        400,
        "if-match-not-here",
        ("header If-Match",),
        body=dc01(),
        headers={"if-match": "*"},
    ),
)

CONTENT = (
    kind("no content type", None),
    kind("an empty content type", ""),
    kind("text", "text/plain"),
    kind("declared a form", "application/x-www-form-urlencoded"),
    kind("parts", "multipart/form-data; boundary=x"),
    kind("declared XML", "application/xml"),
    kind("a patch", "application/json-patch+json"),
    kind("a problem", "application/problem+json"),
    kind("JSON of another kind", "text/json"),
    kind("two content types", ("application/json", "text/plain")),
    coding("declared gzip", "gzip"),
    coding("br", "br"),
    coding("coded twice", "identity, gzip"),
)

TOKENS = (
    token("no token", "token-missing", None),
    token("an empty header", "token-missing", ""),
    token("a scheme alone", "token-missing", "Bearer"),
    token("a password", "token-missing", "Basic YW46YW4="),
    token("a token without scheme", "token-missing", "{good_token}"),
    token("garbage", "token-malformed", "Bearer garbage"),
    token("three empty parts", "token-malformed", "Bearer .."),
    token("not base64", "token-malformed", "Bearer a+b.c/d.e="),
    token("a token cut short", "token-malformed", "Bearer {cut_token}"),
    token("a token with another payload", "token-signature", "Bearer {altered_token}"),
    token("no algorithm", "token-algorithm", "Bearer {none_token}"),
    token("an algorithm of shared secrets", "token-algorithm", "Bearer {hs256_token}"),
    token("a key of one's own", "token-key-unknown", "Bearer {stranger_token}"),
    token("a key in the token", "token-header", "Bearer {embedded_token}"),
    token("expired", "token-expired", "Bearer {expired_token}"),
    token("not yet", "token-not-yet", "Bearer {future_token}"),
    token("another audience", "token-audience", "Bearer {audience_token}"),
    token("another issuer", "token-issuer", "Bearer {issuer_token}"),
    token("no subject", "token-claims", "Bearer {nobody_token}"),
    token("a role that is none", "token-claims", "Bearer {role_token}"),
    token("no role", "token-claims", "Bearer {roleless_token}"),
    token("a unit that is none", "token-claims", "Bearer {unit_token}"),
    token("a countersignature", "token-claims", "Bearer {cmd_token}"),
    token("9 kB", "token-too-large", "Bearer " + "a" * 9_000),
    token("two tokens", "token-malformed", ("Bearer {good_token}", "Bearer {good_token}")),
    reading(
        "reading without a token",
        "/v1/citizens/{captured}",
        401,
        "token-missing",
        "header Authorization",
        headers={"authorization": None},
    ),
    reading(
        "searching without a token",
        "/v1/search/citizens?q=an",
        401,
        "token-missing",
        "header Authorization",
        headers={"authorization": None},
    ),
    reading(
        "the law without a token",
        "/v1/rules",
        401,
        "token-missing",
        "header Authorization",
        headers={"authorization": None},
    ),
    reading(
        "a token in the query",
        "/v1/rules?access_token={good_token}",
        401,
        "token-missing",
        "header Authorization",
        headers={"authorization": None},
    ),
)


def elsewhere(name: str, path: str, code: str = "path-unknown", method: str = "POST") -> Row:
    return Row(
        name,
        404,
        code,
        method=method,
        path=path,
        body=AGAINST,
        officer=CHIEF,
        headers={"if-match": '"1"'},
    )


def not_so(method: str, path: str) -> Row:
    return Row(f"{method} {path}", 405, "method-not-allowed", method=method, path=path)


PATHS = (
    elsewhere("an unknown path", "/v1/nobody"),
    elsewhere("an unknown version", "/v2/citizens"),
    elsewhere("a slash at the end", "/v1/citizens/"),
    elsewhere("a slash too many", "//v1/citizens"),
    elsewhere("a step upwards", "/v1/citizens/%2e%2e/legal-instruments"),
    elsewhere("an unknown command", "/v1/citizens/{captured}/promote-citizen"),
    elsewhere("a command in capitals", "/v1/citizens/{captured}/VerifyCitizen"),
    elsewhere("a command of another stream", "/v1/citizens/{captured}/issue-instrument"),
    elsewhere("an id that is a word", "/v1/citizens/an/verify-citizen", "path-not-uuid"),
    elsewhere(
        "an id without hyphens",
        f"/v1/citizens/{KEY.replace('-', '')}/verify-citizen",
        "path-not-uuid",
    ),
    elsewhere(
        "an id in braces in the path", f"/v1/citizens/%7B{KEY}%7D/verify-citizen", "path-not-uuid"
    ),
    elsewhere(
        "an id as a name in the path",
        f"/v1/citizens/urn:uuid:{KEY}/verify-citizen",
        "path-not-uuid",
    ),
    elsewhere("an id with a slash", "/v1/citizens/a%2Fb/verify-citizen"),
    elsewhere("an id with NUL", "/v1/citizens/%00/verify-citizen", "path-not-uuid"),
    elsewhere("an id that is no UTF-8", "/v1/citizens/%ff%fe/verify-citizen", "path-not-uuid"),
    elsewhere(
        "an id with a line break",
        "/v1/citizens/a%0d%0aSet-Cookie:%20a=b/verify-citizen",
        "path-not-uuid",
    ),
    elsewhere("an id of 8 kB", "/v1/citizens/" + "a" * 8_000 + "/verify-citizen", "path-not-uuid"),
    elsewhere("reading a word", "/v1/citizens/an", "path-not-uuid", "GET"),
    elsewhere("reading braces", f"/v1/citizens/%7B{KEY}%7D", "path-not-uuid", "GET"),
    elsewhere("an unknown problem", "/v1/problems/no-problem", method="GET"),
    elsewhere("a file of this machine", "/docs/assets/%2e%2e/%2e%2e/app.py", method="GET"),
    not_so("GET", "/v1/citizens"),
    not_so("PUT", "/v1/citizens"),
    not_so("DELETE", "/v1/citizens/{captured}"),
    not_so("PATCH", "/v1/citizens/{captured}"),
    not_so("POST", "/v1/citizens/{captured}"),
    not_so("GET", "/v1/citizens/{captured}/verify-citizen"),
    not_so("POST", "/v1/search/citizens"),
    not_so("POST", "/v1/rules"),
    not_so("DELETE", "/healthz"),
    Row(
        "a query of a command",
        422,
        "parameter-unknown",
        ("parameter dry_run",),
        path="/v1/citizens?dry_run=true",
        body=dc01(),
    ),
)

ROWS = (*KEYS, *UNREACHED, *COUNTERSIGNED, *VERSIONS, *CONTENT, *TOKENS, *PATHS)
