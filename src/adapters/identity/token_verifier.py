"""From the bytes of a bearer token to the officer who acts, or a reason why not."""

import asyncio
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from adapters.identity.bearer import Bearer, Expected, bearer_of
from adapters.identity.compact_token import MAX_TOKEN_BYTES, CompactToken, read_compact
from adapters.identity.jwks import KeySource, canonical_algorithm
from adapters.identity.refused import KeysUnavailable, TokenRefused
from adapters.identity.token_cache import TokenCache

ALGORITHMS = ("RS256", "ES256", "Ed25519", "EdDSA")


class TokenVerifier:
    """Verifies tokens of one issuer for one audience (RFC 8725, RFC 9068).

    `clock` is the real one in POSIX seconds: a token's life is not programme time. A verified
    token is remembered, so a repeat costs a hash and a look-up; its expiry is tested each time.
    """

    cached_tokens: ClassVar[int] = 50_000

    def __init__(
        self,
        issuer: str,
        audience: str,
        keys: KeySource,
        algorithms: tuple[str, ...] = ALGORITHMS,
        leeway_s: float = 30.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        unknown = set(algorithms) - set(ALGORITHMS)
        if unknown or not algorithms:
            raise ValueError(f"token algorithms must be among {ALGORITHMS}, not {sorted(unknown)}")
        self._expected = Expected(issuer, audience, leeway_s)
        self._keys = keys
        self._algorithms = frozenset(algorithms)
        self._clock = clock
        self._cache = TokenCache(self.cached_tokens)
        self._generation = keys.generation
        self._revocation_epoch = 0.0
        self._revoked: Mapping[UUID, float] = {}
        self._reading: asyncio.Future[bool] | None = None

    @property
    def revocation_epoch(self) -> float:
        """Tokens issued before this instant (POSIX seconds) are refused."""
        return self._revocation_epoch

    def revoke_before(self, instant: float) -> None:
        """Make a change of permissions felt at once: older tokens are refused from now on.

        The epoch never moves back. `iat` is mostly whole seconds, so a token issued in the
        second of the revocation is refused as well and its officer signs in once more.
        """
        if instant > self._revocation_epoch:
            self._revocation_epoch = instant
            self._cache.clear()

    def revoke_officers(self, before: Mapping[UUID, float]) -> None:
        """Officers, with the instant before which their refused tokens were issued.

        This is all that is revoked one by one: whoever is not named is believed again.
        """
        if before != self._revoked:
            self._revoked = dict(before)
            self._cache.clear()

    def verify(self, token: bytes | str) -> Bearer:
        """The bearer of the token.

        Raises TokenRefused, or KeysUnavailable when the issuer's keys were never read. Does not
        wait for the network: `token-key-unknown` is worth one `verify_with_fresh_keys`.
        """
        raw = token.encode("ascii", "replace") if isinstance(token, str) else token
        if len(raw) > MAX_TOKEN_BYTES:
            raise TokenRefused("token-too-large", most=MAX_TOKEN_BYTES)
        self._forget_withdrawn_keys()
        digest = sha256(raw).digest()
        bearer = self._cache.find(digest)
        if bearer is not None:
            return self._still_valid(digest, bearer)
        bearer = self._judge(read_compact(raw))
        self._cache.keep(digest, bearer)
        return bearer

    async def verify_countersignature(self, token: bytes, command: str) -> Bearer:
        """The second officer, whose token is for this one command (formats §5).

        `command` is the request's digest (`cmd`). Never remembered: it opens one request only.
        """
        return await self._judged_once(token, command)

    def age_of(self, bearer: Bearer) -> float:
        """Seconds since the token was issued."""
        return self._clock() - bearer.issued_at

    async def verify_as_of(self, token: bytes, instant: float) -> Bearer:
        """The bearer at an earlier instant (POSIX seconds): who acted at a station then.

        The token must have been valid at that instant; one that was revoked only later was good.
        """
        return await self._judged_once(token, None, instant)

    async def _judged_once(
        self, token: bytes, command: str | None, earlier: float | None = None
    ) -> Bearer:
        """Judged and not remembered; keys that are missing are read once more."""
        read = read_compact(token)
        try:
            return self._judge(read, command, earlier)
        except TokenRefused as refused:
            if refused.code != "token-key-unknown":
                raise
        except KeysUnavailable:
            # Nothing was read yet: the second attempt tells.
            pass
        await self._keys_read_again()
        return self._judge(read, command, earlier)

    async def verify_with_fresh_keys(self, token: bytes | str) -> Bearer:
        """As `verify`, but keys that are missing are first read once more, in a thread.

        The key source limits how often that happens, and all who wait share one reading, so
        tokens with invented key ids cost the issuer and this program next to nothing.
        """
        try:
            return self.verify(token)
        except TokenRefused as refused:
            if refused.code != "token-key-unknown":
                raise
        except KeysUnavailable:
            # Nothing was read yet: the same cure, and the second attempt tells.
            pass
        await self._keys_read_again()
        return self.verify(token)

    async def _keys_read_again(self) -> None:
        if self._reading is None or self._reading.done():
            self._reading = asyncio.ensure_future(asyncio.to_thread(self._keys.refresh))
        await asyncio.shield(self._reading)

    def _forget_withdrawn_keys(self) -> None:
        if self._keys.generation != self._generation:
            self._generation = self._keys.generation
            self._cache.clear()

    def _still_valid(self, digest: bytes, bearer: Bearer) -> Bearer:
        if bearer.expires_at + self._expected.leeway_s <= self._clock():
            self._cache.drop(digest)
            raise TokenRefused("token-expired")
        return bearer

    def _judge(
        self, token: CompactToken, command: str | None = None, earlier: float | None = None
    ) -> Bearer:
        if token.algorithm not in self._algorithms:
            raise TokenRefused("token-algorithm")
        if not self._signed(token):
            raise TokenRefused("token-signature")
        instant = self._clock() if earlier is None else earlier
        bearer = bearer_of(token.claims, self._expected, instant, command)
        revoked = max(self._revocation_epoch, self._revoked.get(bearer.actor.officer, 0.0))
        came_later = earlier is not None and earlier < revoked
        if bearer.issued_at < revoked and not came_later:
            raise TokenRefused("token-revoked")
        return bearer

    def _signed(self, token: CompactToken) -> bool:
        """Whether the key that the issuer published for this algorithm made the signature.

        The key decides its algorithm (jwks.py), never the token, so a public key cannot be
        taken for a shared secret (RFC 8725 §2.1).
        """
        name = canonical_algorithm(token.algorithm)
        key = self._keys.find(token.key_id, name)
        if key is None:
            raise TokenRefused("token-key-unknown")
        try:
            return JWSRegistry.algorithms[name].verify(token.signing_input, token.signature, key)
        except (JoseError, ValueError) as wrong:
            raise TokenRefused("token-signature") from wrong
