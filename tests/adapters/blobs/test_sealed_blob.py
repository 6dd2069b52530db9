"""The bytes of a sealed object: their layout pinned for ever, by another library too."""

import hashlib
import hmac
from uuid import UUID

from Crypto.Cipher import AES
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF

from adapters.blobs.sealed_blob import BlobBinding, key_of_blob, open_blob, seal_blob
from adapters.keys.data_key import DataKey

SECRET = bytes(range(32))
KEY_ID = UUID("01900000-0000-7000-8000-00000000000a")
BINDING = BlobBinding(UUID(int=1), UUID(int=11), "image/jpeg")
CONTENT = "chân dung".encode()
AAD = b"cancuoc/blob/1" + UUID(int=1).bytes + UUID(int=11).bytes + b"\x00\x0aimage/jpeg"


def derived(info: bytes) -> bytes:
    key = HKDF(SECRET, 32, b"", SHA256, context=info)
    assert isinstance(key, bytes)
    return key


def test_the_binding_is_what_the_format_says() -> None:
    assert BINDING.aad() == AAD


def test_another_library_following_the_written_format_opens_an_object() -> None:
    sealed = seal_blob(KEY_ID, DataKey(SECRET), CONTENT, BINDING)
    opening = AES.new(derived(b"cancuoc/seal"), AES.MODE_GCM, nonce=sealed[17:29])
    opening.update(AAD)

    assert sealed[:17] == b"\x01" + KEY_ID.bytes
    assert sealed[29:61] == hmac.digest(derived(b"cancuoc/commit"), AAD, hashlib.sha256)
    assert opening.decrypt_and_verify(sealed[61:-16], sealed[-16:]) == CONTENT


def test_an_object_sealed_by_another_library_opens_here() -> None:
    nonce = bytes(range(100, 112))
    sealing = AES.new(derived(b"cancuoc/seal"), AES.MODE_GCM, nonce=nonce)
    sealing.update(AAD)
    ciphertext, tag = sealing.encrypt_and_digest(CONTENT)
    commitment = hmac.digest(derived(b"cancuoc/commit"), AAD, hashlib.sha256)
    sealed = b"\x01" + KEY_ID.bytes + nonce + commitment + ciphertext + tag

    assert key_of_blob(sealed) == KEY_ID
    assert open_blob(DataKey(SECRET), sealed, BINDING) == CONTENT


def test_every_seal_has_a_nonce_of_its_own() -> None:
    nonces = {seal_blob(KEY_ID, DataKey(SECRET), b"", BINDING)[17:29] for _ in range(50)}

    assert len(nonces) == 50
