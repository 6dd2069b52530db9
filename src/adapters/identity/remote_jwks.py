"""The issuer's published keys, fetched over HTTPS and kept between fetches."""

import logging
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from joserfc.jwk import Key

from adapters.identity.jwks import KeyIndex, find_key, index_keys, parse_jwks
from adapters.identity.refused import KeysUnavailable

MAX_KEY_SET_BYTES = 262_144
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

log = logging.getLogger(__name__)


class RemoteKeys:
    """Keys by URL: read again when older than `max_age_s`, and when a token names a new one.

    At most one attempt per `min_interval_s`, so that tokens with invented key ids cannot make
    this program hammer the issuer. Old keys keep serving while the issuer is away.
    """

    def __init__(
        self,
        url: str,
        min_interval_s: float = 10.0,
        max_age_s: float = 600.0,
        timeout_s: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = checked_url(url)
        self._min_interval_s = min_interval_s
        self._max_age_s = max_age_s
        self._timeout_s = timeout_s
        self._clock = clock
        self._reading = threading.Lock()
        self._attempted_at: float | None = None
        self._keys: KeyIndex | None = None
        self.generation = 0

    def find(self, key_id: str | None, algorithm: str) -> Key | None:
        if self._age() > self._max_age_s:
            self._refresh_in_background()
        if self._keys is None:
            raise KeysUnavailable(f"the keys at {self._url.geturl()} were not read yet")
        return find_key(self._keys, key_id, algorithm)

    def refresh(self) -> bool:
        """Fetch the key set now. False when one was tried less than `min_interval_s` ago.

        Raises KeysUnavailable when the issuer cannot be reached or answers nonsense; the keys
        known so far stay. Called from any thread.
        """
        with self._reading:
            if self._age() < self._min_interval_s:
                return False
            self._attempted_at = self._clock()
            self._adopt(index_keys(parse_jwks(fetch(self._url, self._timeout_s))))
            return True

    def _age(self) -> float:
        if self._attempted_at is None:
            return float("inf")
        return self._clock() - self._attempted_at

    def _adopt(self, fresh: KeyIndex) -> None:
        if self._keys is not None and _withdrawn(self._keys, fresh):
            self.generation += 1
        self._keys = fresh

    def _refresh_in_background(self) -> None:
        if not self._reading.locked():
            threading.Thread(target=self._refresh_or_log, name="jwks", daemon=True).start()

    def _refresh_or_log(self) -> None:
        try:
            self.refresh()
        except KeysUnavailable as unavailable:
            log.warning("token keys were not refreshed: %s", unavailable)


def _withdrawn(former: KeyIndex, fresh: KeyIndex) -> bool:
    return any(
        at not in fresh or fresh[at].thumbprint() != key.thumbprint() for at, key in former.items()
    )


def checked_url(url: str) -> SplitResult:
    """An https address, or plain http to this machine; anything else is a ValueError."""
    parts = urlsplit(url)
    plain_here = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or plain_here):
        raise ValueError(f"a key set address must be https, or http on this machine: {url}")
    return parts


def fetch(url: SplitResult, timeout_s: float) -> bytes:
    """The body at the address. Follows no redirect and no proxy: the address is the trust."""
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=timeout_s)
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        connection.request("GET", target, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        body = answer.read(MAX_KEY_SET_BYTES + 1)
    except (OSError, HTTPException) as wrong:
        raise KeysUnavailable(f"{url.geturl()} could not be read") from wrong
    finally:
        connection.close()
    if answer.status != 200 or len(body) > MAX_KEY_SET_BYTES:
        raise KeysUnavailable(f"{url.geturl()} answered {answer.status} with {len(body)} bytes")
    return body
