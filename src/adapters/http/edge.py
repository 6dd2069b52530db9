"""What every route stands on: the office, who is asking, how much they may ask, how to say no."""

from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from starlette.responses import Response
from starlette.types import Scope

from adapters.http.accepted_language import language_of
from adapters.http.problems import STATUS, RequestRefused, problem_response
from adapters.http.rates import Rates
from adapters.http.request_headers import RequestHeaders, bearer_token
from adapters.http.sentences import Language
from adapters.identity.refused import TokenRefused
from adapters.identity.token_verifier import TokenVerifier
from adapters.postgres.operating_mode import WRITING, Mode
from application.office import Office
from application.vault import VaultMismatch
from domain.envelope import Actor
from domain.recorded import StateUnreadable

log = structlog.get_logger()

SIGNATURE_S = 600
"""A list is handed in within ten minutes of its signature, however long its token lives."""


class EdgeLimits(msgspec.Struct, frozen=True):
    """Bytes of a body, seconds of a request, commands a second of one officer and one unit.

    An upload (PUT) has `upload_s`: two megabytes take their time over a line in the mountains.
    """

    body_bytes: int = 65_536
    request_s: float = 10.0
    officer_rate: float = 200.0
    unit_rate: float = 2000.0
    upload_s: float = 120.0


class Edge:
    """Shared by all routes of one process."""

    expected: tuple[type[Exception], ...] = (*STATUS, RequestRefused)

    def __init__(
        self,
        office: Office,
        verifier: TokenVerifier,
        limits: EdgeLimits | None = None,
        language: Language = "vi",
        mode: Callable[[], Mode] = lambda: WRITING,
    ) -> None:
        self.office = office
        self.verifier = verifier
        self.limits = limits or EdgeLimits()
        self.mode = mode
        self._language = language
        self._rates = Rates(self.limits.officer_rate, self.limits.unit_rate)

    @property
    def idempotency_key(self) -> bytes:
        return self.office.vault.kind_key("idempotency")

    async def officer(self, headers: RequestHeaders) -> Actor:
        """Who asks. Raises TokenRefused (401) or RequestRefused (429)."""
        token = bearer_token(headers)
        if not token:
            raise TokenRefused("token-missing")
        actor = (await self.verifier.verify_with_fresh_keys(token)).actor
        self._rates.admit(actor)
        return actor

    def admit_stranger(self) -> None:
        """Who asks without a token for what is public. Raises RequestRefused (429)."""
        self._rates.admit_stranger()

    async def countersigner(self, token: bytes, command: str) -> Actor:
        """The second officer of one command. Raises RequestRefused (401), naming the header."""
        try:
            return (await self.verifier.verify_countersignature(token.strip(), command)).actor
        except TokenRefused as refused:
            where = {"header": "Countersignature"}
            raise RequestRefused(401, refused.code, where=where, **refused.params) from refused

    async def signer(self, token: bytes, command: str) -> Actor:
        """Who signed a list: by a token for this one request, made just now (formats §5).

        Raises RequestRefused (401), naming the header.
        """
        where = {"header": "List-Signature"}
        try:
            bearer = await self.verifier.verify_countersignature(token.strip(), command)
        except TokenRefused as refused:
            foreign = refused.code == "countersignature-for-another"
            code = "list-signature-for-another" if foreign else refused.code
            raise RequestRefused(401, code, where=where, **refused.params) from refused
        if self.verifier.age_of(bearer) > SIGNATURE_S:
            raise RequestRefused(401, "list-signature-old", where=where, most=SIGNATURE_S // 60)
        return bearer.actor

    def language(self, headers: RequestHeaders) -> Language:
        accept = headers.accept_language
        return language_of(accept.decode("latin-1") if accept else None, self._language)

    def problem(self, error: Exception, scope: Scope, headers: RequestHeaders) -> Response:
        path: Any = scope["path"]
        if isinstance(error, StateUnreadable | VaultMismatch):
            # Named without a word of content: whoever runs the register must look at once.
            log.error("register-damaged", path=path, kind=type(error).__name__, reason=str(error))
        return problem_response(error, self.language(headers), path)

    def fault(self, scope: Scope, headers: RequestHeaders) -> Response:
        """The answer when this program failed; what failed is in the log, never in the answer."""
        return self.problem(RequestRefused(500, "internal-fault"), scope, headers)
