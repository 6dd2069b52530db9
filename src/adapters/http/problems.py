"""Every no of this interface as an RFC 9457 problem document, in the officer's language.

The one table from refusals to statuses; no other file knows a status code of a refusal.
"""

from typing import Any

import msgspec
from starlette.responses import Response

from adapters.http.body_text import BodyMalformed
from adapters.http.claim_fields import FIELD_OF_CLAIM
from adapters.http.rate_limit import rate_limit
from adapters.http.sentences import Language, sentence, title
from adapters.identity.refused import KeysUnavailable, TokenRefused
from application.blobs import BlobsUnavailable
from application.bulk_acts import MOST_ITEMS, ListBroken
from application.event_store import (
    KeyReused,
    RowRefused,
    StoreBusy,
    StoreReadOnly,
    StoreUnavailable,
)
from application.order import NotFound
from application.transmissions import SignatureRefused
from application.vault import VaultMismatch, VaultUnavailable
from domain.recorded import StateUnreadable
from domain.refusals import (
    AlreadyTaken,
    Fault,
    NotAllowedNow,
    OutsideAuthority,
    Refusal,
    RuleBroken,
    SameOfficer,
    StaleVersion,
)

MEDIA_TYPE = "application/problem+json"
MOST_FIELDS = 100
_LONGEST_POINTER = 500
STATUS: dict[type[Exception], int] = {
    NotAllowedNow: 409,
    AlreadyTaken: 409,
    SameOfficer: 403,
    OutsideAuthority: 403,
    StaleVersion: 412,
    RuleBroken: 422,
    ListBroken: 422,
    BodyMalformed: 400,
    TokenRefused: 401,
    SignatureRefused: 403,
    NotFound: 404,
    KeyReused: 422,
    RowRefused: 422,
    StoreBusy: 503,
    StoreReadOnly: 503,
    StoreUnavailable: 503,
    VaultUnavailable: 503,
    BlobsUnavailable: 503,
    VaultMismatch: 503,
    KeysUnavailable: 503,
    StateUnreadable: 500,
}


class RequestRefused(Exception):
    """A fault of the request itself: of its headers, its size, its rate or its path."""

    def __init__(
        self, status: int, code: str, /, *, where: dict[str, str] | None = None, **params: Any
    ) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code
        self.where = where
        self.params = params


class FieldAtFault(msgspec.Struct, omit_defaults=True):
    """`pointer` into the body (RFC 6901), or the name of the header or query parameter."""

    code: str
    detail: str
    pointer: str | None = None
    header: str | None = None
    parameter: str | None = None


class Problem(msgspec.Struct, omit_defaults=True):
    """RFC 9457; `type` ends in a stable code, `detail` is a sentence an officer may read."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldAtFault] = []
    current_version: int | None = None


def problem_response(error: Exception, language: Language, instance: str) -> Response:
    """The answer to `error`. An error that is in no table is not ours to answer: raises it."""
    status, code, params = _meaning(error)
    problem = Problem(
        type=f"/v1/problems/{code}",
        title=title(status, language),
        status=status,
        detail=sentence(code, params, language),
        instance=instance,
        errors=_fields(error, language),
        current_version=params.get("version") if status == 412 else None,
    )
    headers = {"content-language": language, "cache-control": "no-store"}
    headers |= _headers(error, status)
    return Response(msgspec.json.encode(problem), status, headers, MEDIA_TYPE)


def _meaning(error: Exception) -> tuple[int, str, dict[str, Any]]:
    match error:
        case Refusal() | TokenRefused() | SignatureRefused():
            return STATUS[type(error)], error.code, error.params
        case RequestRefused():
            return error.status, error.code, error.params
        case BodyMalformed():
            return 400, error.code, error.params
        case NotFound():
            return 404, f"{error.kind}-not-found", {"id": error.stream}
        case StateUnreadable():
            place = {"stream": error.stream, "event": error.version}
            return STATUS[StateUnreadable], "history-unreadable", place
        case _:
            return _operational(error)


def _operational(error: Exception) -> tuple[int, str, dict[str, Any]]:
    codes = {
        KeyReused: "idempotency-key-reused",
        RowRefused: "row-refused",
        StoreBusy: "register-busy",
        StoreReadOnly: "register-read-only",
        KeysUnavailable: "token-keys-unavailable",
    }
    for kind, status in STATUS.items():
        if isinstance(error, kind):
            return status, codes.get(kind, "register-unavailable"), {}
    raise error


def _headers(error: Exception, status: int) -> dict[str, str]:
    if status == 401:
        return {"www-authenticate": 'Bearer realm="cancuoc"'}
    if status == 405:
        return {"allow": getattr(error, "params", {}).get("allow", "")}
    if status in (429, 503):
        params = getattr(error, "params", {})
        wait = getattr(error, "retry_after_s", None) or params.get("wait") or 2
        return {"retry-after": str(wait), **rate_limit(params, wait)}
    return {}


def _fields(error: Exception, language: Language) -> list[FieldAtFault]:
    where = error.where if isinstance(error, RequestRefused) else _place_of(error)
    if where:
        _, code, params = _meaning(error)
        return [FieldAtFault(code=code, detail=sentence(code, params, language), **where)]
    faults: tuple[Fault, ...] = getattr(error, "faults", ())
    most = MOST_ITEMS if isinstance(error, ListBroken) else MOST_FIELDS
    return [
        FieldAtFault(f.code, sentence(f.code, f.params, language), pointer=shown_pointer(f.pointer))
        for f in faults[:most]
    ]


def _place_of(error: Exception) -> dict[str, str] | None:
    """Where a refusal is at fault that says no place itself."""
    match error:
        case TokenRefused():
            return {"header": "Authorization"}
        case StaleVersion():
            return {"header": "If-Match"}
        case KeyReused():
            return {"header": "Idempotency-Key"}
        case AlreadyTaken() if error.code in FIELD_OF_CLAIM:
            return {"pointer": FIELD_OF_CLAIM[error.code]}
        case _:
            return None


def shown_pointer(pointer: str) -> str:
    """A pointer is made of names that the client chose: never too long, always encodable."""
    return pointer.encode("utf-8", "replace").decode()[:_LONGEST_POINTER]
