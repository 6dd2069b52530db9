"""Key sets of an issuer: what is taken from them and what is not."""

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, Key, OctKey, OKPKey

from adapters.identity.jwks import StaticKeys
from adapters.identity.refused import KeysUnavailable

ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})


def key_set(*keys: Key) -> dict[str, Any]:
    return {"keys": [key.as_dict(private=False) for key in keys]}


def test_keys_are_found_by_id_and_algorithm() -> None:
    keys = StaticKeys(key_set(ED, EC))
    assert keys.find("ed", "Ed25519") is not None
    assert keys.find("ed", "ES256") is None
    assert keys.find("nobody", "ES256") is None


def test_a_key_set_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(key_set(EC)))
    assert StaticKeys.from_file(file).find(None, "ES256") is not None


@pytest.mark.parametrize(
    "unfit",
    [
        OctKey.generate_key(256).as_dict(private=True),
        {"kty": "RSA", "e": "AQAB", "n": "A" * 171},
        ECKey.generate_key("P-384").as_dict(private=False),
        OKPKey.generate_key("X25519").as_dict(private=False),
        ED.as_dict(private=False) | {"use": "enc"},
        ED.as_dict(private=False) | {"key_ops": ["sign"]},
        EC.as_dict(private=False) | {"alg": "ES512"},
        {"kty": "AKP", "alg": "ML-DSA-44"},
        "a string",
    ],
    ids=["shared secret", "short RSA", "P-384", "X25519", "use", "operation", "alg", "new", "text"],
)
def test_a_key_that_may_not_verify_tokens_is_left_out(unfit: Any) -> None:
    kept = OKPKey.generate_key("Ed25519", {"kid": "kept"}).as_dict(private=False)
    keys = StaticKeys({"keys": [unfit, kept]})
    assert keys.find("kept", "Ed25519") is not None
    assert keys.find(None, "Ed25519") is not None
    with pytest.raises(KeysUnavailable):
        StaticKeys({"keys": [unfit]})


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b'{"keys": {}}',
        b'{"keys": []}',
        b'{"keys": [{"kty": "EC"}]}',
        b"[" * 9000,
        json.dumps({"keys": [ED.as_dict(private=True)]}).encode(),
        json.dumps({"keys": [ED.as_dict(private=False)] * 101}).encode(),
    ],
    ids=["empty", "list", "object", "no keys", "no point", "deep", "private", "too many"],
)
def test_a_malformed_or_private_key_set_is_refused_whole(text: bytes, tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_bytes(text)
    with pytest.raises(KeysUnavailable):
        StaticKeys.from_file(file)
