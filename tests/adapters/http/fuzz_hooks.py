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

WORDS = {"code": "pin-taken", "queue": "area-officer", "kind": "quality-check", "version": 1}
"""Parts of paths that are words of this register, and the version that every record has."""
NAMES = {"id", "citizen", "stream"}
"""Parts of paths that are the id of a record."""

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
    given = case.path_parameters or {}
    if not next(_turn) % 3 or not given or not _is_valid(case, ParameterLocation.PATH):
        return
    named = {name: WORDS[name] for name in given.keys() & WORDS.keys()}
    plural = (
        "citizens" if given.keys() & {"citizen", "stream"} else case.operation.path.split("/")[2]
    )
    known = RECORDS.get(plural)
    if known and given.keys() & NAMES:
        record, version = known[next(_turn) % len(known)]
        named |= dict.fromkeys(given.keys() & NAMES, record)
        _put_version(case, _versions.get(record, version))
    case.path_parameters = {**given, **named}


def _put_version(case: Any, version: int) -> None:
    """And leave the second officer out, whose signature no chance makes, two times of three."""
    headers = dict(case.headers or {})
    if next(_turn) % 3:
        headers.pop("countersignature", None)
    if "if-match" in headers and _is_valid(case, ParameterLocation.HEADER):
        headers["if-match"] = f'"{version}"'
    case.headers = headers


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
