"""The sealed part: its bytes pinned for ever, and every way of tampering with it refused."""

import hashlib
import hmac
from uuid import UUID

import pytest
from Crypto.Cipher import AES
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF
from hypothesis import given
from hypothesis import strategies as st

from adapters.keys.data_key import Binding, DataKey, open_sealed, seal, sealing_key_id
from application.vault import claim_digest
from domain.recorded import SealBroken

SECRET = bytes(range(32))
KEY_ID = UUID("01900000-0000-7000-8000-00000000000a")
STREAM = UUID("01900000-0000-7000-8000-000000000001")
NONCE = bytes(range(100, 112))
PLAINTEXT = '{"surname":"Nguyễn","note":null}'.encode()
CLEAR = b"\x01\x00\x00\x00\x02{}"
HERE = Binding(STREAM, 3, "citizen.captured.v1", CLEAR)
KEY = DataKey(SECRET)

# The format of every event ever stored. If this fails, the code is wrong, never the vector.
PINNED = bytes.fromhex("""
    010190000000007000800000000000000a6465666768696a6b6c6d6e6f2484fc61e0acb5138a201a
    a467ecf193a6c654fce499dbfbcf697ff6d2aa899bb70279ecbf0c925fa7ecdc488dceb4b8275756
    45ccc0185c31933428da69c6261d20ca0981e3f76b60113d8482eb9059304f
""")


def test_the_sealed_bytes_are_what_they_were_on_the_first_day() -> None:
    assert seal(KEY_ID, KEY, PLAINTEXT, HERE, NONCE) == PINNED


def test_the_first_days_bytes_still_open() -> None:
    assert open_sealed(KEY, PINNED, HERE) == PLAINTEXT
    assert sealing_key_id(PINNED, HERE) == KEY_ID


def test_another_library_following_the_written_format_makes_the_same_bytes() -> None:
    aad = b"cancuoc/seal/1" + STREAM.bytes + (3).to_bytes(8, "big") + (19).to_bytes(2, "big")
    aad += b"citizen.captured.v1" + hashlib.sha256(CLEAR).digest()
    sealing = AES.new(_derived(b"cancuoc/seal"), AES.MODE_GCM, nonce=NONCE)
    sealing.update(aad)
    ciphertext, tag = sealing.encrypt_and_digest(PLAINTEXT)
    commitment = hmac.new(_derived(b"cancuoc/commit"), aad, hashlib.sha256).digest()

    assert b"\x01" + KEY_ID.bytes + NONCE + commitment + ciphertext + tag == PINNED


def _derived(info: bytes) -> bytes:
    key = HKDF(SECRET, 32, b"", SHA256, context=info)
    assert isinstance(key, bytes)
    return key


ELSEWHERE = {
    "another stream": HERE._replace(stream=UUID(int=STREAM.int + 1)),
    "another version": HERE._replace(version=4),
    "another topic": HERE._replace(topic="citizen.recaptured.v1"),
    "another public part": HERE._replace(clear=b"\x01\x00\x00\x00\x03{ }"),
}


@pytest.mark.parametrize("there", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_sealed_part_moved_to_another_place_is_refused(there: Binding) -> None:
    with pytest.raises(SealBroken) as refused:
        open_sealed(KEY, PINNED, there)

    assert (refused.value.stream, refused.value.version) == (there.stream, there.version)


@pytest.mark.parametrize("there", ELSEWHERE.values(), ids=ELSEWHERE)
def test_the_cipher_alone_would_refuse_a_moved_part_too(there: Binding) -> None:
    forged = PINNED[:29] + KEY.commit(there.aad()) + PINNED[61:]

    with pytest.raises(SealBroken, match="ciphertext was altered"):
        open_sealed(KEY, forged, there)


def test_another_key_is_refused_by_the_commitment() -> None:
    with pytest.raises(SealBroken, match="commitment"):
        open_sealed(DataKey(bytes(32)), PINNED, HERE)


def test_a_commitment_that_was_exchanged_is_refused_although_the_cipher_would_open() -> None:
    forged = PINNED[:29] + bytes(32) + PINNED[61:]

    assert KEY.decrypt(NONCE, PINNED[61:], HERE.aad()) == PLAINTEXT
    with pytest.raises(SealBroken, match="commitment"):
        open_sealed(KEY, forged, HERE)


@given(st.integers(0, len(PINNED) - 1))
def test_a_part_cut_short_anywhere_is_refused(length: int) -> None:
    with pytest.raises(SealBroken):
        open_sealed(KEY, PINNED[:length], HERE)


@given(st.integers(0, len(PINNED) * 8 - 1))
def test_a_single_bit_changed_anywhere_but_in_the_key_id_is_refused(bit: int) -> None:
    altered = bytearray(PINNED)
    altered[bit // 8] ^= 1 << bit % 8
    names_another_key = 1 <= bit // 8 < 17

    if names_another_key:
        assert sealing_key_id(bytes(altered), HERE) != KEY_ID
        return
    with pytest.raises(SealBroken):
        open_sealed(KEY, bytes(altered), HERE)


def test_sealing_again_takes_a_new_nonce() -> None:
    sealed = {seal(KEY_ID, KEY, PLAINTEXT, HERE) for _ in range(100)}

    assert len({part[17:29] for part in sealed}) == 100


def test_a_refusal_tells_the_place_and_nothing_of_the_content() -> None:
    with pytest.raises(SealBroken) as refused:
        open_sealed(KEY, PINNED[:-1] + b"\x00", HERE)

    assert str(refused.value).startswith(f"{STREAM}/3 citizen.captured.v1: ")
    assert "Nguy" not in repr(refused.value)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_data_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        DataKey(bytes(length))


def test_a_data_key_does_not_show_its_secret() -> None:
    assert SECRET.hex() not in repr(KEY)
    assert not hasattr(KEY, "__dict__")


def test_a_hidden_claim_is_the_written_hmac_over_the_composed_text() -> None:
    written = hmac.new(SECRET, "pin\x1fNguyễn".encode(), hashlib.sha256).digest()

    assert claim_digest(SECRET, "pin", "Nguyễn") == written
    assert claim_digest(SECRET, "pin", "Nguye\u0302\u0303n") == written
    assert claim_digest(SECRET, "birth-certificate", "Nguyễn") != written
