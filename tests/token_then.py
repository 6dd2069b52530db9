"""Tokens as officers held them at an earlier moment of the programme."""

from datetime import datetime, timedelta
from typing import Any

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import OFFICER_BY_NAME
from service import AUDIENCE, Service


def token_at(
    service: Service,
    officer: str,
    instant: str,
    issuer: DevelopmentIssuer | None = None,
    **claims: Any,
) -> str:
    """The token that an officer held at an instant of programme time, valid for eight hours."""
    offset = timedelta(seconds=service.count("SELECT offset_s FROM programme_clock"))
    real = int((datetime.fromisoformat(instant) - offset).timestamp())
    who = OFFICER_BY_NAME[officer]
    held: dict[str, Any] = {"iat": real - 3600, "exp": real + 7 * 3600, **claims}
    unit, roles = held.pop("unit", who.unit), held.pop("roles", (who.role,))
    issuer = issuer or service.issuer
    return issuer.issue(who.officer, unit, roles, 0, AUDIENCE, **held)
