"""Keys and claims that the tests of the verifier share."""

from collections.abc import Callable
from typing import Any

from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from tests.adapters.identity.forged_tokens import claims_for

from adapters.identity.jwks import StaticKeys
from adapters.identity.refused import KeysUnavailable
from adapters.identity.token_verifier import TokenVerifier

ISSUER, AUDIENCE, NOW = "https://issuer.test", "cancuoc", 1_700_000_000.0
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


class CountingKeys:
    """Keys that count how often a signature was about to be checked, and may be exchanged."""

    def __init__(self, *keys: Key) -> None:
        self.generation = 0
        self.asked = 0
        self.refreshed = 0
        self.next: tuple[Key, ...] = ()
        self.give(*keys)

    def give(self, *keys: Key) -> None:
        self._keys = StaticKeys({"keys": [key.as_dict(private=False) for key in keys]})

    def find(self, key_id: str | None, algorithm: str) -> Key | None:
        self.asked += 1
        return self._keys.find(key_id, algorithm)

    def refresh(self) -> bool:
        self.refreshed += 1
        if self.next:
            self.give(*self.next)
        return bool(self.next)


class NoKeysYet(CountingKeys):
    def find(self, key_id: str | None, algorithm: str) -> Key | None:
        if not self.refreshed:
            raise KeysUnavailable("not read yet")
        return super().find(key_id, algorithm)


def verifier(keys: CountingKeys, clock: Callable[[], float] = lambda: NOW) -> TokenVerifier:
    return TokenVerifier(ISSUER, AUDIENCE, keys, clock=clock)


def claims(**changes: Any) -> dict[str, Any]:
    return claims_for(ISSUER, AUDIENCE, NOW, **changes)
