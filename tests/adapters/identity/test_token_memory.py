"""What the verifier remembers of tokens, and when it must forget."""

import time

import pytest
from tests.adapters.identity.counting_keys import (
    EC,
    ED,
    NOW,
    Clock,
    CountingKeys,
    NoKeysYet,
    claims,
    verifier,
)
from tests.adapters.identity.forged_tokens import signed

from adapters.identity.refused import KeysUnavailable, TokenRefused
from adapters.identity.token_cache import TokenCache
from adapters.identity.token_verifier import TokenVerifier


def test_text_and_bytes_of_one_token_are_the_same_token() -> None:
    keys = CountingKeys(ED)
    judge, token = verifier(keys), signed(ED, claims())
    assert judge.verify(token) is judge.verify(token.decode())
    assert keys.asked == 1


def test_a_repeated_token_costs_no_second_signature() -> None:
    keys = CountingKeys(ED)
    judge, token = verifier(keys), signed(ED, claims())
    for _ in range(5):
        judge.verify(token)
    assert keys.asked == 1


def test_a_cached_token_expires_all_the_same() -> None:
    clock, keys = Clock(), CountingKeys(ED)
    judge, token = verifier(keys, clock), signed(ED, claims())
    judge.verify(token)
    clock.now = NOW + 630
    for _ in range(2):
        with pytest.raises(TokenRefused, match="token-expired"):
            judge.verify(token)


def test_a_refused_token_is_not_remembered_as_good() -> None:
    clock, keys = Clock(), CountingKeys(ED)
    judge, token = verifier(keys, clock), signed(ED, claims(nbf=NOW + 100))
    with pytest.raises(TokenRefused, match="token-not-yet"):
        judge.verify(token)
    clock.now = NOW + 100
    assert judge.verify(token).token_id


def test_a_change_of_permissions_refuses_older_tokens_at_once() -> None:
    judge, token = verifier(CountingKeys(ED)), signed(ED, claims())
    judge.verify(token)
    judge.revoke_before(NOW + 1)
    with pytest.raises(TokenRefused, match="token-revoked"):
        judge.verify(token)
    assert judge.verify(signed(ED, claims(iat=NOW + 1))).token_id


def test_the_revocation_epoch_never_moves_back() -> None:
    judge = verifier(CountingKeys(ED))
    judge.revoke_before(NOW + 1)
    judge.revoke_before(NOW - 1000)
    assert judge.revocation_epoch == NOW + 1
    with pytest.raises(TokenRefused, match="token-revoked"):
        judge.verify(signed(ED, claims()))


def test_a_withdrawn_key_makes_its_cached_tokens_be_judged_again() -> None:
    keys = CountingKeys(ED, EC)
    judge, token = verifier(keys), signed(ED, claims())
    judge.verify(token)
    keys.give(EC)
    keys.generation += 1
    with pytest.raises(TokenRefused, match="token-key-unknown"):
        judge.verify(token)


async def test_an_unknown_key_is_looked_up_once_more_at_the_issuer() -> None:
    keys = CountingKeys(EC)
    keys.next = (EC, ED)
    bearer = await verifier(keys).verify_with_fresh_keys(signed(ED, claims()))
    assert bearer.token_id
    assert keys.refreshed == 1


async def test_a_key_that_the_issuer_does_not_publish_stays_unknown() -> None:
    keys = CountingKeys(EC)
    with pytest.raises(TokenRefused, match="token-key-unknown"):
        await verifier(keys).verify_with_fresh_keys(signed(ED, claims()))


async def test_no_other_refusal_makes_the_issuer_be_asked() -> None:
    keys = CountingKeys(ED)
    with pytest.raises(TokenRefused, match="token-expired"):
        await verifier(keys).verify_with_fresh_keys(signed(ED, claims(exp=1)))
    assert keys.refreshed == 0


async def test_keys_that_were_never_read_are_read_for_the_first_token() -> None:
    keys = NoKeysYet(ED)
    with pytest.raises(KeysUnavailable):
        verifier(keys).verify(signed(ED, claims()))
    bearer = await verifier(keys).verify_with_fresh_keys(signed(ED, claims()))
    assert bearer.token_id


def test_the_cache_forgets_the_token_that_was_used_longest_ago() -> None:
    cache = TokenCache(capacity=2)
    bearer = verifier(CountingKeys(ED)).verify(signed(ED, claims()))
    cache.keep(b"a", bearer)
    cache.keep(b"b", bearer)
    cache.find(b"a")
    cache.keep(b"c", bearer)
    assert [cache.find(name) is not None for name in (b"a", b"b", b"c")] == [True, False, True]
    assert len(cache) == 2


def test_the_verifier_remembers_no_more_tokens_than_its_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(TokenVerifier, "cached_tokens", 3)
    keys = CountingKeys(ED)
    judge = verifier(keys)
    tokens = [signed(ED, claims(jti=str(number))) for number in range(4)]
    for token in tokens:
        judge.verify(token)
    judge.verify(tokens[0])
    assert keys.asked == 5


def test_a_cached_token_costs_about_a_microsecond() -> None:
    judge, token = verifier(CountingKeys(ED)), signed(ED, claims())
    judge.verify(token)
    best = min(_seconds_for_a_thousand(judge, token) for _ in range(20))
    # Generous, because the machine may be busy: a signature alone takes about a hundred.
    assert best / 1000 < 20e-6


def _seconds_for_a_thousand(judge: TokenVerifier, token: bytes) -> float:
    start = time.perf_counter()
    for _ in range(1000):
        judge.verify(token)
    return time.perf_counter() - start
