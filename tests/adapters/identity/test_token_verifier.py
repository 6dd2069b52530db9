"""Good tokens of every accepted kind are believed."""

import pytest
from joserfc.jwk import Key, OKPKey
from tests.adapters.identity.counting_keys import (
    AUDIENCE,
    EC,
    ED,
    ISSUER,
    NOW,
    RSA,
    CountingKeys,
    claims,
    verifier,
)
from tests.adapters.identity.forged_tokens import raw, signed

from adapters.identity.bearer import Bearer
from adapters.identity.refused import TokenRefused
from adapters.identity.token_verifier import TokenVerifier


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(ED, "Ed25519"), (ED, "EdDSA"), (EC, "ES256"), (RSA, "RS256")],
    ids=["Ed25519", "EdDSA", "ES256", "RS256"],
)
def test_every_accepted_algorithm_is_verified_through_the_key_set(key: Key, algorithm: str) -> None:
    token = signed(key, claims(), {"alg": algorithm, "typ": "at+jwt", "kid": key.kid})
    bearer = verifier(CountingKeys(ED, EC, RSA)).verify(token)
    assert bearer.actor.roles == ("area-officer",)


@pytest.mark.parametrize("kind", ["at+jwt", "AT+JWT", "application/at+jwt", "JWT"])
def test_an_access_token_may_write_its_type_in_four_ways(kind: str) -> None:
    token = signed(ED, claims(), {"alg": "Ed25519", "typ": kind, "kid": "ed"})
    assert verifier(CountingKeys(ED)).verify(token).token_id == "one"


def test_a_token_without_key_id_is_verified_by_the_only_key_of_its_algorithm() -> None:
    token = signed(ED, claims(), {"alg": "Ed25519", "typ": "JWT"})
    assert verifier(CountingKeys(ED, RSA)).verify(token).expires_at == NOW + 600


def test_a_token_without_key_id_is_refused_when_two_keys_could_have_signed_it() -> None:
    other = OKPKey.generate_key("Ed25519", {"kid": "other"})
    token = signed(ED, claims(), {"alg": "Ed25519", "typ": "JWT"})
    with pytest.raises(TokenRefused, match="token-key-unknown"):
        verifier(CountingKeys(ED, other)).verify(token)


def test_an_algorithm_that_the_office_does_not_allow_is_refused() -> None:
    judge = TokenVerifier(ISSUER, AUDIENCE, CountingKeys(RSA), ("ES256",), clock=lambda: NOW)
    with pytest.raises(TokenRefused, match="token-algorithm"):
        judge.verify(signed(RSA, claims(), {"alg": "RS256", "typ": "JWT", "kid": "rsa"}))


@pytest.mark.parametrize("algorithms", [(), ("none",), ("RS256", "HS256")])
def test_a_verifier_cannot_be_configured_with_a_weak_algorithm(algorithms: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="token algorithms must be among"):
        TokenVerifier(ISSUER, AUDIENCE, CountingKeys(ED), algorithms)


@pytest.mark.parametrize("audience", [AUDIENCE, [AUDIENCE], ["other", AUDIENCE]])
def test_the_audience_may_be_one_or_a_list(audience: object) -> None:
    assert verifier(CountingKeys(ED)).verify(signed(ED, claims(aud=audience))).token_id


@pytest.mark.parametrize(
    "edge", [{"exp": NOW - 29}, {"iat": NOW + 30}, {"nbf": NOW + 30}, {"exp": NOW + 0.5}]
)
def test_unequal_clocks_are_forgiven_within_the_leeway(edge: dict[str, float]) -> None:
    assert verifier(CountingKeys(ED)).verify(signed(ED, claims(**edge))).token_id


@pytest.mark.parametrize("unit", ["01", "001", "00001", "centre", "ministry"])
def test_the_unit_is_a_code_of_a_known_shape(unit: str) -> None:
    assert verifier(CountingKeys(ED)).verify(signed(ED, claims(unit=unit))).actor.unit == unit


def test_claims_of_other_systems_are_ignored() -> None:
    token = signed(ED, claims(scope="openid", client_id="desk", email="a@b.test"))
    assert verifier(CountingKeys(ED)).verify(token).token_id


def test_claims_are_never_read_before_the_signature_is_good() -> None:
    stranger = OKPKey.generate_key("Ed25519", {"kid": "ed"})
    header = b'{"alg":"Ed25519","typ":"JWT","kid":"ed"}'
    with pytest.raises(TokenRefused, match="token-signature"):
        verifier(CountingKeys(ED)).verify(raw(stranger, header, b'{"exp":"never"}'))


def test_a_bearer_tells_when_it_was_issued_and_expires() -> None:
    bearer: Bearer = verifier(CountingKeys(ED)).verify(signed(ED, claims()))
    assert (bearer.issued_at, bearer.expires_at) == (NOW, NOW + 600)
