"""Who an officer was at an earlier moment, by the token that was held then."""

from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pytest
from tests.adapters.identity.counting_keys import (
    ED,
    NOW,
    Clock,
    CountingKeys,
    NoKeysYet,
    claims,
    verifier,
)
from tests.adapters.identity.forged_tokens import signed

from adapters.identity.officers_then import TokensThen
from adapters.identity.refused import KeysUnavailable, TokenRefused
from application.clock import ProgrammeClock
from application.packed_acts import OfficersUnknown
from domain.refusals import OutsideAuthority

DAYS = 86_400


async def test_a_token_that_has_ended_by_now_was_good_then() -> None:
    clock = Clock()
    judge, token = verifier(CountingKeys(ED), clock), signed(ED, claims())
    clock.now = NOW + 5 * DAYS

    assert (await judge.verify_as_of(token, NOW + 60)).actor.roles == ("area-officer",)
    with pytest.raises(TokenRefused, match="token-expired"):
        judge.verify(token)


@pytest.mark.parametrize(
    ("at", "code"), [(NOW + 700, "token-expired"), (NOW - 100, "token-not-yet")]
)
async def test_a_token_is_judged_as_of_the_moment_asked_for(at: float, code: str) -> None:
    judge = verifier(CountingKeys(ED))

    with pytest.raises(TokenRefused, match=code):
        await judge.verify_as_of(signed(ED, claims()), at)


async def test_what_was_revoked_only_later_was_good_then() -> None:
    judge, token = verifier(CountingKeys(ED)), signed(ED, claims())
    judge.revoke_before(NOW + 300)

    assert (await judge.verify_as_of(token, NOW + 60)).token_id
    with pytest.raises(TokenRefused, match="token-revoked"):
        await judge.verify_as_of(token, NOW + 400)


async def test_a_token_judged_as_of_then_is_not_believed_now() -> None:
    clock = Clock()
    judge, token = verifier(CountingKeys(ED), clock), signed(ED, claims())
    clock.now = NOW + 5 * DAYS
    await judge.verify_as_of(token, NOW + 60)

    with pytest.raises(TokenRefused, match="token-expired"):
        judge.verify(token)


async def test_the_moment_of_the_programme_is_carried_into_real_time() -> None:
    offset = -5 * 365 * DAYS
    officers = TokensThen(verifier(CountingKeys(ED)), ProgrammeClock(offset))
    captured_at = datetime.fromtimestamp(NOW + 60, UTC) + timedelta(seconds=offset)
    token = signed(ED, claims()).decode()

    assert (await officers.at(token, captured_at)).unit == "00001"
    with pytest.raises(OutsideAuthority, match="token-not-yet"):
        await officers.at(token, captured_at - timedelta(days=1))


async def test_keys_that_were_never_read_are_read_once_for_a_packet() -> None:
    assert (await verifier(NoKeysYet(ED)).verify_as_of(signed(ED, claims()), NOW)).token_id


async def test_without_the_keys_of_the_issuer_no_officer_is_known() -> None:
    class NeverThere(CountingKeys):
        def find(self, key_id: str | None, algorithm: str) -> NoReturn:
            raise KeysUnavailable("not reached")

    officers = TokensThen(verifier(NeverThere(ED)), ProgrammeClock())

    with pytest.raises(OfficersUnknown):
        await officers.at(signed(ED, claims()).decode(), datetime.fromtimestamp(NOW, UTC))
