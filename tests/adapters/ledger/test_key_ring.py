"""The keys of a ledger in their file: private, never lost by accident, judged before use."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from adapters.ledger.key_ring import KeyRing, KeyRingFile, create, new_ring, replace
from adapters.ledger.notes import COSIGNING_KEY, Note, new_key, signers
from adapters.ledger.ring_file import KeyRingTrouble

ORIGIN = "eid.example/ledger"
TEXT = "text\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger-keys.json"


def signed_by(ring: KeyRing, text: str = TEXT) -> list[str]:
    note = Note(text, ring.sign(text))
    return [key.key_id.hex() for key in signers(note, ring.verifiers())]


def test_a_new_file_is_for_its_owner_only_and_gives_back_its_ring(path: Path) -> None:
    ring = new_ring(ORIGIN)
    create(path, ring)

    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(path.parent) == [path.name]
    again = KeyRing.load(path)
    assert (again.origin, again.verifiers()) == (ORIGIN, ring.verifiers())
    assert again.sign(TEXT) == ring.sign(TEXT)


def test_the_file_has_the_fields_that_are_agreed(path: Path) -> None:
    create(path, new_ring(ORIGIN))
    told = json.loads(path.read_text())

    assert told["origin"] == ORIGIN
    assert [sorted(one) for one in told["keys"]] == [["private", "retired", "vkey"]]
    assert len(base64.b64decode(told["keys"][0]["private"])) == 32


def test_an_existing_file_is_never_made_anew(path: Path) -> None:
    create(path, new_ring(ORIGIN))
    before = path.read_bytes()

    with pytest.raises(KeyRingTrouble, match="exists already and is never replaced"):
        create(path, new_ring(ORIGIN))
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_after_a_rotation_both_keys_sign_and_after_retirement_the_new_one(path: Path) -> None:
    first = new_ring(ORIGIN)
    both = first.with_new_key()
    (old, new) = (one.key_id for one in both.keys)
    replaced = both.retiring(old)
    create(path, first)
    replace(path, replaced)

    assert (signed_by(first), signed_by(both), signed_by(replaced)) == ([old], [old, new], [new])
    assert KeyRing.load(path).verifiers() == both.verifiers()
    assert first.keys[0].signing is not None
    seed = base64.b64encode(first.keys[0].signing.private.private_bytes_raw())
    assert seed not in path.read_bytes()


def test_the_last_key_and_an_unknown_one_cannot_be_retired() -> None:
    ring = new_ring(ORIGIN)
    with pytest.raises(KeyRingTrouble, match="give it a successor first"):
        ring.retiring(ring.keys[0].key_id)
    with pytest.raises(KeyRingTrouble, match="no key 00000000 signs this ledger"):
        ring.retiring("00000000")
    both = ring.with_new_key().retiring(ring.keys[0].key_id)
    with pytest.raises(KeyRingTrouble, match="signs this ledger"):
        both.retiring(ring.keys[0].key_id)


def test_a_lost_key_leaves_its_public_half() -> None:
    lost = new_ring(ORIGIN).verifiers()
    ring = new_ring(ORIGIN, lost)
    assert ring.verifiers()[0] == lost[0]
    assert len(ring.sign(TEXT)) == 1
    with pytest.raises(KeyRingTrouble, match=r"a key of other\.example has never signed eid"):
        new_ring(ORIGIN, (new_key("other.example").verifier,))


def test_a_signer_over_a_file_notices_that_it_was_replaced(path: Path) -> None:
    create(path, new_ring(ORIGIN))
    signer = KeyRingFile(path)
    first = signer.current()
    assert signer.current() is first

    replace(path, first.with_new_key())
    assert len(signer.current().keys) == 2

    path.chmod(0o644)
    with pytest.raises(KeyRingTrouble, match="chmod 600"):
        signer.current()
    path.unlink()
    with pytest.raises(KeyRingTrouble, match="cannot be read"):
        signer.current()


def test_a_signer_over_no_file_is_refused_at_once(path: Path) -> None:
    with pytest.raises(KeyRingTrouble, match=r"ledger-keys\.json cannot be read"):
        KeyRingFile(path).current()


@pytest.mark.parametrize("name", ["", "a b", "a+b"])
def test_a_ledger_has_a_name_that_a_key_can_have(name: str) -> None:
    with pytest.raises(KeyRingTrouble, match="is no key name"):
        new_ring(name)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o644, 0o601])
def test_a_file_open_to_others_is_refused(path: Path, mode: int) -> None:
    create(path, new_ring(ORIGIN))
    path.chmod(mode)
    with pytest.raises(KeyRingTrouble) as refused:
        KeyRing.load(path)
    assert str(refused.value) == f"{path} is open to others than its owner: chmod 600 it"


KEY, OTHER, FOREIGN = (new_key(name) for name in (ORIGIN, ORIGIN, "other.example"))
COSIGNER = new_key(ORIGIN, COSIGNING_KEY)
ID = KEY.verifier.key_id.hex()
SEED = base64.b64encode(KEY.private.private_bytes_raw()).decode()
STORED: dict[str, Any] = {"vkey": KEY.verifier.text(), "private": SEED, "retired": False}


def ring_of(*keys: dict[str, Any], origin: str = ORIGIN, **more: Any) -> bytes:
    return json.dumps({"origin": origin, "keys": keys, **more}).encode()


NO_FILE = "{path} is not a file of ledger keys"
NO_SEED = f"{{path}}: the private half of {ID} is no seed of 32 bytes"
NO_SIGNER = "{path} holds no key that signs: `cancuoc ledger rotate` adds one"
HOSTILE = {
    "nothing": (b"", NO_FILE),
    "no JSON": (b"\xff\xfe", NO_FILE),
    "another shape": (b"[]", NO_FILE),
    "no keys": (b'{"origin": "a"}', NO_FILE),
    "an unknown field": (ring_of(STORED, more=1), NO_FILE),
    "an unknown field of a key": (ring_of(STORED | {"x": 1}), NO_FILE),
    "no text": (ring_of(STORED | {"private": None}), NO_FILE),
    "too large": (ring_of(STORED) + b" " * (1 << 16), NO_FILE),
    "an empty ring": (ring_of(), NO_SIGNER),
    "only retired keys": (ring_of(STORED | {"retired": True}), NO_SIGNER),
    "a broken vkey": (
        ring_of(STORED | {"vkey": "x"}),
        "{path}: a verifier key is name+8 hex digits+base64",
    ),
    "a key of another ledger": (
        ring_of(STORED | {"vkey": FOREIGN.verifier.text()}),
        f"{{path}}: the key {FOREIGN.verifier.key_id.hex()} is no signing key of {ORIGIN}",
    ),
    "another origin": (
        ring_of(STORED, origin="other.example"),
        f"{{path}}: the key {ID} is no signing key of other.example",
    ),
    "the key of a witness": (
        ring_of(STORED | {"vkey": COSIGNER.verifier.text()}),
        f"{{path}}: the key {COSIGNER.verifier.key_id.hex()} is no signing key of {ORIGIN}",
    ),
    "no private half": (ring_of(STORED | {"private": ""}), NO_SEED),
    "no base64": (ring_of(STORED | {"private": "!!"}), NO_SEED),
    "a short seed": (ring_of(STORED | {"private": SEED[:40]}), NO_SEED),
    "the private half of another": (
        ring_of(STORED | {"vkey": OTHER.verifier.text()}),
        f"{{path}}: the private half of {OTHER.verifier.key_id.hex()} is another key's",
    ),
    "one key twice": (ring_of(STORED, STORED), "{path}: two keys have one id"),
}


@pytest.mark.parametrize(("content", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_ring_is_named_and_no_private_key_is_quoted(
    path: Path, content: bytes, sentence: str
) -> None:
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyRingTrouble) as refused:
        KeyRing.load(path)
    assert str(refused.value) == sentence.format(path=path)
    assert SEED[:20] not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_folder_that_is_missing_is_named(path: Path) -> None:
    with pytest.raises(KeyRingTrouble, match=r"ledger-keys\.json cannot be written: No such file"):
        create(path.parent / "nowhere" / path.name, new_ring(ORIGIN))
