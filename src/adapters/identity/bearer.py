"""What the claims of a token say about its bearer, once the signature is good."""

import re
from typing import Any
from uuid import UUID

import msgspec

from adapters.identity.refused import TokenRefused
from domain.envelope import Actor
from domain.roles import ROLES

KNOWN_ROLES = frozenset(ROLES)
MAX_ROLES = 16
MAX_ROLE_LENGTH = 40
MAX_TOKEN_ID_LENGTH = 255
UNIT = re.compile(r"[0-9]{2}|[0-9]{3}|[0-9]{5}|centre|ministry")
# Four centuries on: a longer date overflows calendars further on.
LATEST_INSTANT = 16_725_225_600.0


class Bearer(msgspec.Struct, frozen=True):
    """The officer whom a verified token names. Instants are POSIX seconds of the real clock."""

    actor: Actor
    issued_at: float
    expires_at: float
    token_id: str | None


class Expected(msgspec.Struct, frozen=True):
    """What a token must say to be meant for this register; `leeway_s` forgives unequal clocks."""

    issuer: str
    audience: str
    leeway_s: float


def bearer_of(
    claims: dict[str, Any], expected: Expected, now: float, command: str | None = None
) -> Bearer:
    """The bearer that the claims describe (RFC 7519 §4.1, RFC 9068 §2.2).

    `command` is the digest of the one request that a countersignature is for (formats §5).
    Raises TokenRefused with the first rule that is not met: issuer, audience, time, the command,
    then the officer, unit and roles. Claims that this register does not know are ignored.
    """
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("token-issuer")
    if expected.audience not in _audiences(claims.get("aud")):
        raise TokenRefused("token-audience")
    issued_at, expires_at = _lifetime(claims, expected.leeway_s, now)
    if claims.get("cmd") != command:
        # A countersignature is bound to one command and opens nothing else.
        code = "token-claims" if command is None else "countersignature-for-another"
        raise TokenRefused(code, claim="cmd")
    actor = Actor(_officer(claims), _unit(claims), _roles(claims))
    return Bearer(actor, issued_at, expires_at, _token_id(claims))


def _audiences(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    return ()


def _lifetime(claims: dict[str, Any], leeway_s: float, now: float) -> tuple[float, float]:
    expires_at = _instant(claims, "exp")
    issued_at = _instant(claims, "iat")
    not_before = _instant(claims, "nbf") if "nbf" in claims else issued_at
    if expires_at + leeway_s <= now:
        raise TokenRefused("token-expired")
    if max(issued_at, not_before) - leeway_s > now:
        raise TokenRefused("token-not-yet")
    return issued_at, expires_at


def _instant(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused("token-claims", claim=name)
    # False for NaN and infinity too, and safe for an integer that no float can hold.
    if not 0 <= value <= LATEST_INSTANT:
        raise TokenRefused("token-claims", claim=name)
    return float(value)


def _officer(claims: dict[str, Any]) -> UUID:
    subject = claims.get("sub")
    # UUID() also reads braces, "urn:uuid:" and missing hyphens; only the RFC 9562 text is meant.
    if not isinstance(subject, str) or len(subject) != 36:
        raise TokenRefused("token-claims", claim="sub")
    try:
        officer = UUID(subject)
    except ValueError as wrong:
        raise TokenRefused("token-claims", claim="sub") from wrong
    if str(officer) != subject.lower():
        raise TokenRefused("token-claims", claim="sub")
    return officer


def _unit(claims: dict[str, Any]) -> str:
    unit = claims.get("unit")
    if not isinstance(unit, str) or UNIT.fullmatch(unit) is None:
        raise TokenRefused("token-claims", claim="unit")
    return unit


def _roles(claims: dict[str, Any]) -> tuple[str, ...]:
    """One to sixteen roles of the register. An unknown one is refused and not dropped: a token
    that means more than this register understands was made for something else."""
    roles = claims.get("roles")
    if not isinstance(roles, list) or not 1 <= len(roles) <= MAX_ROLES:
        raise TokenRefused("token-claims", claim="roles")
    if not all(isinstance(role, str) and len(role) <= MAX_ROLE_LENGTH for role in roles):
        raise TokenRefused("token-claims", claim="roles")
    if len(set(roles)) != len(roles) or not KNOWN_ROLES.issuperset(roles):
        raise TokenRefused("token-claims", claim="roles")
    return tuple(roles)


def _token_id(claims: dict[str, Any]) -> str | None:
    token_id = claims.get("jti")
    if token_id is None:
        return None
    if not isinstance(token_id, str) or not 1 <= len(token_id) <= MAX_TOKEN_ID_LENGTH:
        raise TokenRefused("token-claims", claim="jti")
    return token_id
