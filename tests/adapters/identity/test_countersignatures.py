"""A countersignature is believed for the one request that it names, and for nothing else."""

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from joserfc.jwk import OKPKey
from tests.adapters.identity.counting_keys import (
    ED,
    NOW,
    CountingKeys,
    NoKeysYet,
    claims,
    verifier,
)
from tests.adapters.identity.forged_tokens import raw, signed

from adapters.identity.bearer import Bearer
from adapters.identity.compact_token import MAX_TOKEN_BYTES
from adapters.identity.refused import TokenRefused
from adapters.identity.token_verifier import TokenVerifier

COMMAND = "1f" * 32
OTHER = "2f" * 32
STRANGER = OKPKey.generate_key("Ed25519", {"kid": "ed"})


def judged(judge: TokenVerifier, token: bytes, command: str = COMMAND) -> Bearer:
    return asyncio.run(judge.verify_countersignature(token, command))


def countersigned(**changes: Any) -> bytes:
    return signed(ED, claims(**{"cmd": COMMAND, **changes}))


def test_the_second_officer_is_who_signed_for_this_command() -> None:
    bearer = judged(verifier(CountingKeys(ED)), countersigned())

    assert bearer.actor.roles == ("area-officer",)


class Hostile(NamedTuple):
    name: str
    token: Callable[[], bytes]
    code: str


TABLE = (
    Hostile("of another command", lambda: countersigned(cmd=OTHER), "countersignature-for-another"),
    Hostile("of no command", lambda: signed(ED, claims()), "countersignature-for-another"),
    Hostile("of null", lambda: countersigned(cmd=None), "countersignature-for-another"),
    Hostile(
        "in capitals", lambda: countersigned(cmd=COMMAND.upper()), "countersignature-for-another"
    ),
    Hostile(
        "with a blank", lambda: countersigned(cmd=f"{COMMAND} "), "countersignature-for-another"
    ),
    Hostile(
        "of two commands", lambda: countersigned(cmd=[COMMAND]), "countersignature-for-another"
    ),
    Hostile(
        "of half a command", lambda: countersigned(cmd=COMMAND[:32]), "countersignature-for-another"
    ),
    Hostile("of a truth", lambda: countersigned(cmd=True), "countersignature-for-another"),
    Hostile("expired", lambda: countersigned(exp=NOW - 31), "token-expired"),
    Hostile("not yet", lambda: countersigned(iat=NOW + 31), "token-not-yet"),
    Hostile("for another register", lambda: countersigned(aud="other"), "token-audience"),
    Hostile("of another issuer", lambda: countersigned(iss="urn:other"), "token-issuer"),
    Hostile("of nobody", lambda: countersigned(sub=""), "token-claims"),
    Hostile("of no role", lambda: countersigned(roles=[]), "token-claims"),
    Hostile("of no unit", lambda: countersigned(unit="x"), "token-claims"),
    Hostile("by a stranger", lambda: signed(STRANGER, claims(cmd=COMMAND)), "token-signature"),
    Hostile(
        "by nobody",
        lambda: countersigned().rpartition(b".")[0] + b".",
        "token-signature",
    ),
    Hostile(
        "by another algorithm",
        lambda: raw(ED, b'{"alg":"HS256","typ":"JWT","kid":"ed"}', b"{}"),
        "token-algorithm",
    ),
    Hostile("too long", lambda: b"x" * (MAX_TOKEN_BYTES + 1), "token-too-large"),
    Hostile("no token", lambda: b"second officer", "token-malformed"),
)


@pytest.mark.parametrize("hostile", TABLE, ids=lambda hostile: hostile.name)
def test_a_worthless_countersignature_is_refused(hostile: Hostile) -> None:
    with pytest.raises(TokenRefused) as refused:
        judged(verifier(CountingKeys(ED)), hostile.token())

    assert refused.value.code == hostile.code


def test_a_countersignature_opens_nothing_as_a_token() -> None:
    judge = verifier(CountingKeys(ED))
    token = countersigned()
    judged(judge, token)

    with pytest.raises(TokenRefused, match="token-claims"):
        judge.verify(token)


def test_a_token_that_was_believed_before_signs_for_nothing() -> None:
    """The memory of tokens is not asked: it knows of no command."""
    judge = verifier(CountingKeys(ED))
    token = signed(ED, claims())
    judge.verify(token)

    with pytest.raises(TokenRefused, match="countersignature-for-another"):
        judged(judge, token)


def test_a_countersignature_is_judged_anew_each_time() -> None:
    keys = CountingKeys(ED)
    judge, token = verifier(keys), countersigned()
    judged(judge, token)

    with pytest.raises(TokenRefused, match="countersignature-for-another"):
        judged(judge, token, OTHER)
    assert keys.asked == 2


def test_one_that_was_issued_before_a_revocation_is_refused() -> None:
    judge = verifier(CountingKeys(ED))
    judge.revoke_before(NOW + 1)

    with pytest.raises(TokenRefused, match="token-revoked"):
        judged(judge, countersigned())


def test_a_key_that_is_not_known_yet_is_read_once() -> None:
    keys = CountingKeys(OKPKey.generate_key("Ed25519", {"kid": "other"}))
    keys.next = (ED,)

    assert judged(verifier(keys), countersigned()).expires_at == NOW + 600
    assert keys.refreshed == 1


def test_a_key_that_nobody_publishes_is_refused_after_one_reading() -> None:
    keys = CountingKeys(OKPKey.generate_key("Ed25519", {"kid": "other"}))

    with pytest.raises(TokenRefused, match="token-key-unknown"):
        judged(verifier(keys), countersigned())
    assert keys.refreshed == 1


def test_where_no_key_was_ever_read_they_are_read_first() -> None:
    assert judged(verifier(NoKeysYet(ED)), countersigned()).actor.unit == "00001"
