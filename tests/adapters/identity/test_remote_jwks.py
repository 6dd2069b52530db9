"""Keys fetched from a real HTTP server on this machine."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc.jwk import ECKey, Key, OKPKey

from adapters.identity.refused import KeysUnavailable
from adapters.identity.remote_jwks import RemoteKeys

ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})


def key_set(*keys: Key) -> dict[str, Any]:
    return {"keys": [key.as_dict(private=False) for key in keys]}


class Issuer:
    """A real HTTP server on loopback that answers with whatever the test sets."""

    def __init__(self) -> None:
        self.body = json.dumps(key_set(ED)).encode()
        self.status = 200
        self.location: str | None = None
        self.requests = 0
        issuer = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.requests += 1
                self.send_response(issuer.status)
                if issuer.location:
                    self.send_header("Location", issuer.location)
                self.end_headers()
                self.wfile.write(issuer.body)

            def log_request(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/keys?tenant=1"

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    server = Issuer()
    yield server
    server.stop()


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def remote(issuer: Issuer, clock: Clock) -> RemoteKeys:
    return RemoteKeys(issuer.url, min_interval_s=10, max_age_s=600, clock=clock)


def test_remote_keys_are_fetched_and_kept(issuer: Issuer) -> None:
    keys = remote(issuer, Clock())
    assert keys.refresh()
    for _ in range(5):
        assert keys.find("ed", "Ed25519") is not None
    assert issuer.requests == 1


def test_the_issuer_is_asked_at_most_once_in_the_interval(issuer: Issuer) -> None:
    clock = Clock()
    keys = remote(issuer, clock)
    assert [keys.refresh() for _ in range(50)] == [True] + [False] * 49
    clock.now += 10
    assert keys.refresh()
    assert issuer.requests == 2


def test_failing_attempts_count_against_the_interval_too(issuer: Issuer) -> None:
    issuer.status = 500
    keys = remote(issuer, Clock())
    with pytest.raises(KeysUnavailable):
        keys.refresh()
    assert not keys.refresh()
    assert issuer.requests == 1


def test_old_keys_serve_while_the_issuer_is_away(issuer: Issuer) -> None:
    clock = Clock()
    keys = remote(issuer, clock)
    keys.refresh()
    issuer.status, clock.now = 503, clock.now + 60
    with pytest.raises(KeysUnavailable):
        keys.refresh()
    assert keys.find("ed", "Ed25519") is not None


def test_old_keys_are_renewed_in_the_background(issuer: Issuer) -> None:
    clock = Clock()
    keys = remote(issuer, clock)
    keys.refresh()
    issuer.body = json.dumps(key_set(ED, EC)).encode()
    clock.now += 601
    assert keys.find("ec", "ES256") is None
    assert _soon(lambda: keys.find("ec", "ES256") is not None)


def test_keys_that_were_never_read_are_unavailable_until_they_are(issuer: Issuer) -> None:
    keys = remote(issuer, Clock())
    with pytest.raises(KeysUnavailable):
        keys.find("ed", "Ed25519")
    assert _soon(lambda: issuer.requests == 1)


def test_a_withdrawn_key_is_noticed_and_an_added_one_is_not_a_withdrawal(issuer: Issuer) -> None:
    clock = Clock()
    keys = remote(issuer, clock)
    generations = []
    for published in (key_set(ED), key_set(ED, EC), key_set(EC)):
        issuer.body = json.dumps(published).encode()
        clock.now += 10
        keys.refresh()
        generations.append(keys.generation)
    assert generations == [0, 0, 1]


def test_another_key_under_an_old_id_is_a_withdrawal(issuer: Issuer) -> None:
    clock = Clock()
    keys = remote(issuer, clock)
    keys.refresh()
    issuer.body = json.dumps(key_set(OKPKey.generate_key("Ed25519", {"kid": "ed"}))).encode()
    clock.now += 10
    keys.refresh()
    assert keys.generation == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, b"{}"), (204, b""), (200, b"<html>"), (200, b" " * 300_000)],
    ids=["not found", "empty", "a page", "too large"],
)
def test_an_odd_answer_of_the_issuer_changes_nothing(
    issuer: Issuer, status: int, body: bytes
) -> None:
    issuer.status, issuer.body = status, body
    with pytest.raises(KeysUnavailable):
        remote(issuer, Clock()).refresh()


def test_a_redirect_is_not_followed(issuer: Issuer) -> None:
    issuer.status, issuer.location = 302, issuer.url
    with pytest.raises(KeysUnavailable):
        remote(issuer, Clock()).refresh()
    assert issuer.requests == 1


def test_an_unreachable_issuer_is_unavailable(issuer: Issuer) -> None:
    keys = remote(issuer, Clock())
    issuer.stop()
    with pytest.raises(KeysUnavailable):
        keys.refresh()


def _soon(happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.01)
    return False
