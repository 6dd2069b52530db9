"""Tokens that must not be believed, each with the reason that it gets.

Long because the table of hostile tokens stands in one place.
"""

import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey
from tests.adapters.identity.forged_tokens import b64, claims_for, raw, signed

from adapters.http.sentences_identity import SENTENCES
from adapters.identity.jwks import StaticKeys
from adapters.identity.refused import TokenRefused
from adapters.identity.token_verifier import TokenVerifier

ISSUER, AUDIENCE = "https://issuer.test", "cancuoc"
KEY = OKPKey.generate_key("Ed25519", {"kid": "ed"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
STRANGER = OKPKey.generate_key("Ed25519", {"kid": "ed"})
JWKS = {"keys": [key.as_dict(private=False) for key in (KEY, RSA, EC)]}
NOW = float(int(time.time()))


def verifier() -> TokenVerifier:
    return TokenVerifier(ISSUER, AUDIENCE, StaticKeys(JWKS), clock=lambda: NOW)


def claims(**changes: Any) -> dict[str, Any]:
    return claims_for(ISSUER, AUDIENCE, NOW, **changes)


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in claims().items() if key != name}


def with_header(**changes: Any) -> bytes:
    return signed(KEY, claims(), {"alg": "Ed25519", "typ": "at+jwt", "kid": "ed"} | changes)


def with_claims(**changes: Any) -> bytes:
    return signed(KEY, claims(**changes))


def good() -> bytes:
    return signed(KEY, claims())


def header_without(name: str) -> bytes:
    header = {"alg": "Ed25519", "typ": "at+jwt", "kid": "ed"}
    return signed(KEY, claims(), {key: value for key, value in header.items() if key != name})


def promoted() -> bytes:
    """The good token with the roles of a director written over its own."""
    head, _, signature = good().split(b".")
    return b".".join((head, b64(json.dumps(claims(roles=["director"])).encode()), signature))


def signature_changed() -> bytes:
    head, body, signature = good().split(b".")
    return b".".join((head, body, (b"B" if signature[:1] == b"A" else b"A") + signature[1:]))


def secret_from_public_key() -> bytes:
    """HS256 keyed with the text of the RSA public key (RFC 8725 §2.1)."""
    head = b64(b'{"alg":"HS256","typ":"at+jwt","kid":"rsa"}')
    signing_input = head + b"." + b64(json.dumps(claims()).encode())
    secret = RSA.as_pem(private=False)
    return signing_input + b"." + b64(hmac.digest(secret, signing_input, "sha256"))


def signature_of_another() -> bytes:
    head, body, _ = good().split(b".")
    return b".".join((head, body, signed(KEY, claims(jti="other")).split(b".")[2]))


def body_of(text: str) -> bytes:
    return raw(KEY, b'{"alg":"Ed25519","typ":"at+jwt","kid":"ed"}', text.encode())


def duplicated(name: str, value: str) -> bytes:
    text = json.dumps(claims())
    return body_of(text[:-1] + f', "{name}": {value}}}')


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("token-missing", lambda: b""),
    "one word": ("token-malformed", lambda: b"letmein"),
    "two segments": ("token-malformed", lambda: b".".join(good().split(b".")[:2])),
    "four segments": ("token-malformed", lambda: good() + b".e30"),
    "three dots only": ("token-malformed", lambda: b"..."),
    "two dots only": ("token-malformed", lambda: b".."),
    "five segments as if encrypted": ("token-malformed", lambda: good() + b".e30.e30"),
    "truncated signature": ("token-signature", lambda: good()[:-2]),
    "truncated inside a byte": ("token-malformed", lambda: good()[:-5]),
    "no signature": ("token-signature", lambda: good().rsplit(b".", 1)[0] + b"."),
    "longer signature": ("token-signature", lambda: good() + b"AAAA"),
    "huge": ("token-too-large", lambda: good() + b"A" * 9000),
    "huge and valid": ("token-too-large", lambda: with_claims(pad="x" * 9000)),
    "not base64url": ("token-malformed", lambda: b"!!!." + good().split(b".", 1)[1]),
    "plain base64 with padding": ("token-malformed", lambda: b64(b"{}") + b"==.e30.AAAA"),
    "second spelling of the signature": ("token-malformed", lambda: good()[:-1] + b"B"),
    "spaces around": ("token-malformed", lambda: b" " + good() + b"\n"),
    "not ASCII": ("token-malformed", lambda: "ế".encode() + good()),
    "NUL byte": ("token-malformed", lambda: b"\x00" + good()),
    "header is not JSON": ("token-malformed", lambda: raw(KEY, b"alg=none", b"{}")),
    "header is a list": ("token-malformed", lambda: raw(KEY, b"[]", b"{}")),
    "header is not UTF-8": ("token-malformed", lambda: raw(KEY, b'{"alg":"\xff"}', b"{}")),
    "header nested deep": ("token-malformed", lambda: raw(KEY, b"[" * 5000, b"{}")),
    "claims nested deep": ("token-malformed", lambda: body_of('{"a":' + "[" * 5000)),
    "claims are a list": ("token-malformed", lambda: body_of("[]")),
    "claims are a string": ("token-malformed", lambda: body_of('"sub"')),
    "claims twice: sub": ("token-malformed", lambda: duplicated("sub", '"x"')),
    "claims twice: roles": ("token-malformed", lambda: duplicated("roles", '["director"]')),
    "header twice: alg": (
        "token-malformed",
        lambda: raw(KEY, b'{"alg":"Ed25519","alg":"none","typ":"JWT"}', b"{}"),
    ),
    "NaN as expiry": ("token-malformed", lambda: body_of('{"exp": NaN}')),
    "alg none": (
        "token-algorithm",
        lambda: b64(b'{"alg":"none","typ":"at+jwt"}') + b"." + b64(b"{}") + b".",
    ),
    "alg nOnE": ("token-algorithm", lambda: with_header(alg="nOnE")),
    "alg missing": ("token-algorithm", lambda: header_without("alg")),
    "alg is a number": ("token-algorithm", lambda: with_header(alg=256)),
    "alg is a list": ("token-algorithm", lambda: with_header(alg=["Ed25519"])),
    "HS256 keyed with the public key": ("token-algorithm", secret_from_public_key),
    "RS512": (
        "token-algorithm",
        lambda: signed(RSA, claims(), {"alg": "RS512", "typ": "JWT", "kid": "rsa"}),
    ),
    "PS256": (
        "token-algorithm",
        lambda: signed(RSA, claims(), {"alg": "PS256", "typ": "JWT", "kid": "rsa"}),
    ),
    "alg of another key": ("token-key-unknown", lambda: with_header(alg="RS256")),
    "RS256 claimed for the curve key": (
        "token-key-unknown",
        lambda: with_header(alg="RS256", kid="ec"),
    ),
    "unknown kid": ("token-key-unknown", lambda: with_header(kid="nobody")),
    "kid is a path": ("token-key-unknown", lambda: with_header(kid="../../dev/null")),
    "kid is a number": ("token-header", lambda: with_header(kid=7)),
    "kid is a list": ("token-header", lambda: with_header(kid=["ed"])),
    "key in the header": (
        "token-header",
        lambda: signed(
            STRANGER,
            claims(),
            {"alg": "Ed25519", "typ": "JWT", "jwk": STRANGER.as_dict(private=False)},
        ),
    ),
    "key address in the header": ("token-header", lambda: with_header(jku="https://evil.test/k")),
    "certificate address in the header": (
        "token-header",
        lambda: with_header(x5u="https://evil.test/c"),
    ),
    "certificate in the header": ("token-header", lambda: with_header(x5c=["AAAA"])),
    "critical extension": ("token-header", lambda: with_header(crit=["exp"], exp=1)),
    "unencoded payload": ("token-header", lambda: with_header(b64=False)),
    "compressed": ("token-header", lambda: with_header(zip="DEF")),
    "typ missing": ("token-type", lambda: header_without("typ")),
    "typ of a DPoP proof": ("token-type", lambda: with_header(typ="dpop+jwt")),
    "typ of a logout token": ("token-type", lambda: with_header(typ="logout+jwt")),
    "typ is null": ("token-type", lambda: with_header(typ=None)),
    "signed by a stranger under our kid": ("token-signature", lambda: signed(STRANGER, claims())),
    "claims changed after signing": ("token-signature", promoted),
    "signature changed": ("token-signature", signature_changed),
    "signature of another token": ("token-signature", signature_of_another),
    "issuer is another": ("token-issuer", lambda: with_claims(iss="https://evil.test")),
    "issuer with a slash": ("token-issuer", lambda: with_claims(iss=ISSUER + "/")),
    "issuer missing": ("token-issuer", lambda: signed(KEY, without("iss"))),
    "issuer is a list": ("token-issuer", lambda: with_claims(iss=[ISSUER])),
    "audience is another": ("token-audience", lambda: with_claims(aud="land-register")),
    "audience list without us": ("token-audience", lambda: with_claims(aud=["a", "b"])),
    "audience list with a number": ("token-audience", lambda: with_claims(aud=[AUDIENCE, 1])),
    "audience as a part of the text": ("token-audience", lambda: with_claims(aud="cancuoc2")),
    "audience missing": ("token-audience", lambda: signed(KEY, without("aud"))),
    "audience is an object": ("token-audience", lambda: with_claims(aud={AUDIENCE: 1})),
    "expired": ("token-expired", lambda: with_claims(exp=NOW - 31)),
    "expired at the edge of the leeway": ("token-expired", lambda: with_claims(exp=NOW - 30)),
    "expired in 1970": ("token-expired", lambda: with_claims(exp=0)),
    "expiry missing": ("token-claims", lambda: signed(KEY, without("exp"))),
    "expiry is text": ("token-claims", lambda: with_claims(exp=str(NOW + 600))),
    "expiry is true": ("token-claims", lambda: with_claims(exp=True)),
    "expiry beyond the calendar": ("token-claims", lambda: with_claims(exp=1e300)),
    "expiry larger than a float": ("token-claims", lambda: with_claims(exp=10**400)),
    "expiry is infinite by overflow": ("token-claims", lambda: body_for_exp("1e999")),
    "expiry is negative": ("token-claims", lambda: with_claims(exp=-1)),
    "issued missing": ("token-claims", lambda: signed(KEY, without("iat"))),
    "issued in the future": ("token-not-yet", lambda: with_claims(iat=NOW + 31)),
    "not before in the future": ("token-not-yet", lambda: with_claims(nbf=NOW + 31)),
    "not before is text": ("token-claims", lambda: with_claims(nbf="now")),
    "not before is null": ("token-claims", lambda: with_claims(nbf=None)),
    "subject missing": ("token-claims", lambda: signed(KEY, without("sub"))),
    "subject is a name": ("token-claims", lambda: with_claims(sub="an.nguyen")),
    "subject is a number": ("token-claims", lambda: with_claims(sub=42)),
    "subject in braces": ("token-claims", lambda: with_claims(sub="{" + "0" * 34 + "}")),
    "subject without hyphens": ("token-claims", lambda: with_claims(sub="0" * 32)),
    "subject with odd hyphens": (
        "token-claims",
        lambda: with_claims(sub="0000-00000000-70008000-00000000000-1"),
    ),
    "unit missing": ("token-claims", lambda: signed(KEY, without("unit"))),
    "unit of four digits": ("token-claims", lambda: with_claims(unit="0001")),
    "unit is a number": ("token-claims", lambda: with_claims(unit=1)),
    "unit with a line feed": ("token-claims", lambda: with_claims(unit="00001\n")),
    "unit in foreign digits": ("token-claims", lambda: with_claims(unit="٠١")),
    "unit is a word": ("token-claims", lambda: with_claims(unit="everywhere")),
    "roles missing": ("token-claims", lambda: signed(KEY, without("roles"))),
    "roles are text": ("token-claims", lambda: with_claims(roles="director")),
    "roles are empty": ("token-claims", lambda: with_claims(roles=[])),
    "roles are too many": ("token-claims", lambda: with_claims(roles=["auditor"] * 17)),
    "role is too long": ("token-claims", lambda: with_claims(roles=["a" * 41])),
    "role is unknown": ("token-claims", lambda: with_claims(roles=["auditor", "root"])),
    "role is a number": ("token-claims", lambda: with_claims(roles=[1])),
    "role is a list": ("token-claims", lambda: with_claims(roles=[["director"]])),
    "role is given twice": ("token-claims", lambda: with_claims(roles=["auditor", "auditor"])),
    "roles are an object": ("token-claims", lambda: with_claims(roles={"director": True})),
    "token id is a number": ("token-claims", lambda: with_claims(jti=1)),
    "token id is too long": ("token-claims", lambda: with_claims(jti="x" * 256)),
    "countersignature used as a bearer": ("token-claims", lambda: with_claims(cmd="AAAA")),
}


def body_for_exp(number: str) -> bytes:
    text = json.dumps(without("exp"))
    return body_of(text[:-1] + f', "exp": {number}}}')


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_is_refused_with_its_reason(name: str) -> None:
    reason, forge = HOSTILE[name]
    with pytest.raises(TokenRefused) as refused:
        verifier().verify(forge())
    assert refused.value.code == reason


@pytest.mark.parametrize("name", HOSTILE)
def test_a_refused_token_stays_refused_when_it_is_sent_again(name: str) -> None:
    reason, forge = HOSTILE[name]
    token, judge = forge(), verifier()
    for _ in range(2):
        with pytest.raises(TokenRefused, match=reason):
            judge.verify(token)


def test_every_reason_has_a_sentence_in_both_languages_that_takes_its_parameters() -> None:
    for reason, forge in HOSTILE.values():
        with pytest.raises(TokenRefused) as refused:
            verifier().verify(forge())
        english, vietnamese = (text.format(**refused.value.params) for text in SENTENCES[reason])
        assert english != vietnamese


def test_the_untouched_token_is_believed() -> None:
    bearer = verifier().verify(good())
    assert bearer.actor.officer == UUID(claims()["sub"])
    assert bearer.actor.unit == "00001"
    assert bearer.actor.roles == ("area-officer",)


def test_text_with_letters_outside_ascii_is_malformed() -> None:
    for text in ("ế." + good().decode(), "\ud800" + good().decode()):
        with pytest.raises(TokenRefused, match="token-malformed"):
            verifier().verify(text)
