"""Who acts in a simulation: invented officers, and the tokens that they show."""

import time
from typing import NamedTuple

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import officer_id

LIFETIME_S = 600


class Officer(NamedTuple):
    """One of the officers of a role in a unit; `ordinal` tells them apart."""

    role: str
    unit: str = "centre"
    ordinal: int = 1


class Tokens:
    """Tokens of the development issuer, each made once for half its lifetime."""

    def __init__(self, issuer: DevelopmentIssuer, audience: str) -> None:
        self._issuer = issuer
        self._audience = audience
        self._known: dict[Officer, tuple[float, str]] = {}

    def of(self, officer: Officer) -> str:
        until, token = self._known.get(officer, (0.0, ""))
        if until < time.monotonic():
            token = self._issued(officer)
            self._known[officer] = (time.monotonic() + LIFETIME_S / 2, token)
        return token

    def countersignature(self, officer: Officer, digest: str) -> str:
        """The second officer's yes to one request (formats §5)."""
        return self._issued(officer, cmd=digest)

    def _issued(self, officer: Officer, **claims: str) -> str:
        who = officer_id(officer.role, officer.unit, officer.ordinal)
        return self._issuer.issue(
            who, officer.unit, (officer.role,), LIFETIME_S, self._audience, **claims
        )
