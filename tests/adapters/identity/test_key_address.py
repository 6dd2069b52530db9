"""From where the keys of an issuer may come."""

import pytest

from adapters.identity.remote_jwks import checked_url


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.test/keys",
        "http://127.0.0.1.evil.test/keys",
        "file:///etc/passwd",
        "ftp://issuer.test/keys",
        "https://",
        "//issuer.test/keys",
        "",
    ],
)
def test_keys_come_over_https_or_from_this_machine_only(url: str) -> None:
    with pytest.raises(ValueError, match="must be https"):
        checked_url(url)


@pytest.mark.parametrize(
    "url", ["https://issuer.test/keys", "http://localhost:81/k", "http://[::1]:81/k"]
)
def test_https_and_loopback_addresses_are_accepted(url: str) -> None:
    assert checked_url(url).geturl() == url
