"""A device receives a new key only if its former key signed for it."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import NOW
from tests.domain.device.device_givens import (
    CERTIFICATE,
    NEW_KEY,
    OLD_KEY,
    ROTATE,
    TU,
    context,
    given,
    trusted,
)

from domain.device import events as e
from domain.device.decisions import decide
from domain.refusals import AlreadyTaken, RuleBroken

SIGNED = replace(context(TU), facts=True)


def test_a_key_that_the_former_key_signed_takes_its_place() -> None:
    [event] = decide(trusted(), ROTATE, SIGNED)
    state = given((TU, NOW, event), after=trusted())

    assert event == e.KeyRotated(OLD_KEY, NEW_KEY, CERTIFICATE)
    assert (state.key_fingerprint, state.status) == (NEW_KEY, "trusted")
    assert decide(state, ROTATE, SIGNED) == []


@pytest.mark.parametrize("found", [None, False, 1, "yes"])
def test_a_key_that_the_former_key_did_not_sign_is_refused(found: Any) -> None:
    with pytest.raises(RuleBroken, match="former-key-did-not-sign"):
        decide(trusted(), ROTATE, replace(SIGNED, facts=found))


def test_only_the_key_in_use_signs_for_its_successor() -> None:
    with pytest.raises(RuleBroken, match="key-not-in-use"):
        decide(trusted(), replace(ROTATE, former="d" * 64), SIGNED)


def test_a_key_does_not_succeed_itself() -> None:
    with pytest.raises(AlreadyTaken, match="device-key-taken"):
        decide(trusted(), replace(ROTATE, key_fingerprint=OLD_KEY), SIGNED)
