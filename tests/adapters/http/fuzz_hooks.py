"""What schemathesis loads into its own process: who asks, and which records there are.

It reads the plan of `fuzzing.py` from the file that FUZZ_PLAN names. Valid requests are led to
records that exist, with the version read last, so that they get past 404 and 412 into the rules.
"""

import atexit
import json
import os
from collections import Counter, defaultdict
from itertools import count
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

PLAN: dict[str, Any] = json.loads(Path(os.environ["FUZZ_PLAN"]).read_text())
TOKENS: dict[str, list[str]] = PLAN["tokens"]
RECORDS: dict[str, list[list[Any]]] = PLAN["records"]
PLANTED: dict[str, Any] = PLAN.get("planted", {})
"""A fault that the test plants in every answer, to see that it is found."""

_turn = count()
_versions: dict[str, int] = {}
_seen: defaultdict[str, Counter[int]] = defaultdict(Counter)
atexit.register(lambda: Path(PLAN["seen"]).write_text(json.dumps(_seen)))


@schemathesis.serializer("application/jose")
def as_bytes(_context: Any, value: Any) -> bytes:
    """A signed text is sent as it was made."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def _operation(case: Any) -> str:
    return str(case.operation.definition.raw["operationId"])


@schemathesis.auth(refresh_interval=None)
class Officers:
    """Mostly an officer who may; every fourth time one of the others."""

    def get(self, case: Any, _context: Any) -> str | None:
        tokens = TOKENS.get(_operation(case))
        if not tokens:
            return None
        turn = next(_turn)
        return tokens[0] if turn % 4 else tokens[turn // 4 % len(tokens)]

    def set(self, case: Any, token: str | None, _context: Any) -> None:
        if token is not None:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}


def _is_valid(case: Any, place: ParameterLocation) -> bool:
    if case.meta is None:
        return False
    part = case.meta.components.get(place)
    return part is None or part.mode is GenerationMode.POSITIVE


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Lead a valid path to a record that exists, two times of three."""
    known = RECORDS.get(case.operation.path.split("/")[2] if "/v1/" in case.path else "")
    if not known or not next(_turn) % 3 or not _is_valid(case, ParameterLocation.PATH):
        return
    _put_id(case, *known[next(_turn) % len(known)])


def _put_id(case: Any, record: str, version: int) -> None:
    parameters = case.path_parameters or {}
    if "countersignature" in (case.headers or {}) and next(_turn) % 3:
        case.headers = {k: v for k, v in case.headers.items() if k != "countersignature"}
    if "id" in parameters:
        case.path_parameters = {**parameters, "id": record}
        if "if-match" in (case.headers or {}) and _is_valid(case, ParameterLocation.HEADER):
            current = _versions.get(record, version)
            case.headers = {**case.headers, "if-match": f'"{current}"'}


@schemathesis.hook
def after_call(_context: Any, case: Any, response: Any) -> None:
    """Note the version of what was read or changed; plant the fault where one is asked for."""
    _seen[_operation(case)][response.status_code] += 1
    etag = response.headers.get("etag", [""])[0].strip('"')
    record = (case.path_parameters or {}).get("id")
    if etag.isdecimal() and isinstance(record, str):
        _versions[record] = int(etag)
    if "status" in PLANTED:
        response.status_code = PLANTED["status"]
    if "body" in PLANTED and response.status_code == 200:
        response.content = json.dumps(PLANTED["body"]).encode()
    for name, value in PLANTED.get("headers", {}).items():
        response.headers[name] = [value]
