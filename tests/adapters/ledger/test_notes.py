"""Signed notes and their keys (C2SP signed-note, tlog-cosignature), every byte made here anew.

Long because every way in which a note or a key can be broken stands beside one that is whole.
"""

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from adapters.ledger.checkpoints import Checkpoint, read_checkpoint
from adapters.ledger.notes import (
    COSIGNING_KEY,
    NOTE_KEY,
    Note,
    NoteBroken,
    NoteRefused,
    SignatureLine,
    SigningKey,
    cosign,
    cosigned_at,
    new_key,
    read_note,
    read_vkey,
    sign,
    signers,
)

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
LOG = SigningKey("eid.example/ledger", NOTE_KEY, PRIVATE)
WITNESS = SigningKey("court.example/witness", COSIGNING_KEY, PRIVATE)
TEXT = "eid.example/ledger\n3\nrrb8/nS8tzpBSg+wZ6VXjlJk2w+pspWwUVkVjzKeBnc=\n"

# The key and the note of the Go documentation of golang.org/x/mod/sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_the_note_of_gos_documentation_is_signed_by_its_key() -> None:
    assert signers(read_note(GO_NOTE), [read_vkey(GO_KEY)]) == [read_vkey(GO_KEY)]


def test_a_key_id_is_the_beginning_of_a_hash_over_name_type_and_key() -> None:
    for key, kind in ((LOG, b"\x01"), (WITNESS, b"\x04")):
        expected = sha256(key.name.encode() + b"\n" + kind + PUBLIC).digest()[:4]
        assert key.verifier.key_id == expected
        told = f"{key.name}+{expected.hex()}+{base64.b64encode(kind + PUBLIC).decode()}"
        assert key.verifier.text() == told
        assert read_vkey(told) == key.verifier


def test_a_line_is_a_dash_the_name_and_the_id_with_the_signature() -> None:
    data = base64.b64encode(LOG.verifier.key_id + PRIVATE.sign(TEXT.encode())).decode()
    line = sign(TEXT, LOG)
    assert line.text() == f"\u2014 eid.example/ledger {data}\n"
    assert Note(TEXT, (line,)).whole() == TEXT + "\n" + line.text()


def test_a_cosignature_is_over_its_time_and_the_text() -> None:
    line = cosign(TEXT, WITNESS, 1_700_000_000)
    signed = f"cosignature/v1\ntime 1700000000\n{TEXT}".encode()
    assert line.signature == (1_700_000_000).to_bytes(8, "big") + PRIVATE.sign(signed)
    assert cosigned_at(line) == 1_700_000_000


def test_a_note_is_read_as_it_was_written_and_names_who_signed() -> None:
    note = Note(TEXT, (sign(TEXT, LOG), cosign(TEXT, WITNESS, 7)))
    assert read_note(note.whole()) == note
    known = [WITNESS.verifier, LOG.verifier]
    assert signers(note, known) == [LOG.verifier, WITNESS.verifier]
    assert signers(note, [WITNESS.verifier]) == [WITNESS.verifier]
    assert signers(note, [new_key(LOG.name).verifier]) == []


def test_text_with_empty_lines_ends_at_the_last_of_them() -> None:
    text = "a\n\nb\n"
    note = Note(text, (sign(text, LOG),))
    assert read_note(note.whole()) == note


@given(st.data())
def test_a_text_with_one_altered_byte_is_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(TEXT) - 2))
    other = data.draw(st.sampled_from([c for c in "0a/Z=" if c != TEXT[at]]))
    note = Note(TEXT[:at] + other + TEXT[at + 1 :], (sign(TEXT, LOG), cosign(TEXT, WITNESS, 7)))
    for key in (LOG, WITNESS):
        with pytest.raises(NoteRefused, match=f"signature of {key.name} is not over this text"):
            signers(note, [key.verifier])


@given(st.integers(0, 63), st.integers(1, 255))
def test_an_altered_signature_is_refused(at: int, flip: int) -> None:
    for line, key in ((sign(TEXT, LOG), LOG), (cosign(TEXT, WITNESS, 7), WITNESS)):
        data = bytearray(line.signature)
        data[at] ^= flip
        forged = SignatureLine(line.name, line.key_id, bytes(data))
        with pytest.raises(NoteRefused):
            signers(Note(TEXT, (forged,)), [key.verifier])


def test_one_wrong_signature_of_a_known_key_spoils_the_whole_note() -> None:
    wrong = SignatureLine(LOG.name, LOG.verifier.key_id, bytes(64))
    good = cosign(TEXT, WITNESS, 7)
    with pytest.raises(NoteRefused):
        signers(Note(TEXT, (good, wrong)), [LOG.verifier, WITNESS.verifier])
    assert signers(Note(TEXT, (good, wrong)), [WITNESS.verifier]) == [WITNESS.verifier]


def test_a_cosignature_of_another_length_is_refused() -> None:
    short = SignatureLine(WITNESS.name, WITNESS.verifier.key_id, bytes(64))
    with pytest.raises(NoteRefused):
        signers(Note(TEXT, (short,)), [WITNESS.verifier])


LINE = sign(TEXT, LOG).text()
EMPTY_LINE = "a note ends in an empty line and its signatures"
SIGNATURE = "a signature line is an em dash, a name, and base64 of id and signature"
UNUSUAL = "is no base64 as it is usually written"
MANY = "a note has 1 to 100 signatures"
NO_NOTES = {
    "nothing": ("", EMPTY_LINE),
    "no signature": (TEXT, EMPTY_LINE),
    "no empty line": (TEXT + LINE, EMPTY_LINE),
    "no text": ("\n\n" + LINE, EMPTY_LINE),
    "no last newline": (TEXT + "\n" + LINE[:-1], EMPTY_LINE),
    "an empty signature part": (TEXT + "\n\n", EMPTY_LINE),
    "a hyphen": (TEXT + "\n" + LINE.replace("\u2014", "-"), SIGNATURE),
    "two spaces": (TEXT + "\n" + LINE.replace(" ", "  "), SIGNATURE),
    "a carriage return": (TEXT + "\n" + LINE.replace("\n", "\r\n"), SIGNATURE),
    "a name with a plus": (TEXT + "\n" + LINE.replace("eid", "e+id"), SIGNATURE),
    "a line after": (TEXT + "\n" + LINE + "more\n", SIGNATURE),
    "no name": (TEXT + "\n\u2014 AAAAAAAA\n", SIGNATURE),
    "an id alone": (TEXT + "\n\u2014 a AAAAAA==\n", SIGNATURE),
    "broken base64": (TEXT + "\n\u2014 a AAAAAAAAA\n", "a key or a signature is no base64"),
    "loose bits": (TEXT + "\n\u2014 a AAAAAAB=\n", f"a key or a signature {UNUSUAL}"),
    "too many": (TEXT + "\n" + LINE * 101, MANY),
}


@pytest.mark.parametrize(("text", "sentence"), NO_NOTES.values(), ids=NO_NOTES)
def test_what_is_no_note_is_named(text: str, sentence: str) -> None:
    with pytest.raises(NoteBroken) as refused:
        read_note(text)
    assert str(refused.value) == sentence


VKEY = LOG.verifier.text()
FORM = "a verifier key is name+8 hex digits+base64"
UNKNOWN = "the key of a is no Ed25519 key that this program knows"
NO_KEYS = {
    "nothing": ("", FORM),
    "no id": ("a+AAAA", FORM),
    "capital id": (VKEY.replace(VKEY.split("+")[1], "ABCDEF01"), FORM),
    "a space": ("a b+00000000+AAAA", FORM),
    "no name": ("+00000000+AAAA", FORM),
    "broken base64": ("a+00000000+AAAAA", "a key or a signature is no base64"),
    "another type": ("a+00000000+" + base64.b64encode(b"\x02" + bytes(32)).decode(), UNKNOWN),
    "a short key": ("a+00000000+" + base64.b64encode(b"\x01" + bytes(31)).decode(), UNKNOWN),
    "another id": (
        VKEY.replace(VKEY.split("+")[1], "00000000"),
        "the key of eid.example/ledger does not have the id 00000000",
    ),
    "another name": (
        VKEY.replace("eid", "did"),
        f"the key of did.example/ledger does not have the id {VKEY.split('+')[1]}",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), NO_KEYS.values(), ids=NO_KEYS)
def test_what_is_no_verifier_key_is_named(text: str, sentence: str) -> None:
    with pytest.raises(NoteBroken) as refused:
        read_vkey(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n", "a\tb", "a\u00a0b"])
def test_what_is_no_key_name_is_refused(name: str) -> None:
    with pytest.raises(NoteBroken, match="is no key name"):
        new_key(name)


def test_a_checkpoint_has_three_lines_and_is_read_back() -> None:
    root = sha256(b"root").digest()
    checkpoint = Checkpoint("eid.example/ledger", 70_000, root)
    assert checkpoint.text() == f"eid.example/ledger\n70000\n{base64.b64encode(root).decode()}\n"
    assert read_checkpoint(checkpoint.text()) == checkpoint
    assert read_checkpoint(checkpoint.text() + "an extension\n") == checkpoint


BEGINS = "a checkpoint begins with its origin and its size"
ROOT_LENGTH = "the root of a checkpoint is not 32 bytes in base64"
NO_BASE64 = "the root of a checkpoint is no base64"
GOOD_ROOT = base64.b64encode(bytes(32)).decode()
NO_CHECKPOINTS = {
    "nothing": ("", BEGINS),
    "no origin": (f"\n1\n{GOOD_ROOT}\n", BEGINS),
    "no size": (f"a\n\n{GOOD_ROOT}\n", BEGINS),
    "a leading zero": (f"a\n01\n{GOOD_ROOT}\n", BEGINS),
    "a sign": (f"a\n+1\n{GOOD_ROOT}\n", BEGINS),
    "below zero": (f"a\n-1\n{GOOD_ROOT}\n", BEGINS),
    "other digits": (f"a\n\u0661\n{GOOD_ROOT}\n", BEGINS),
    "too large": (f"a\n{10**19}\n{GOOD_ROOT}\n", BEGINS),
    "a space": (f"a\n1 \n{GOOD_ROOT}\n", BEGINS),
    "no root": ("a\n1\n\n", ROOT_LENGTH),
    "only two lines": ("a\n1\n", ROOT_LENGTH),
    "a short root": ("a\n1\nAAAA\n", ROOT_LENGTH),
    "no base64": ("a\n1\n!!!!\n", NO_BASE64),
    "loose bits": (f"a\n1\n{GOOD_ROOT[:-2]}B=\n", f"the root of a checkpoint {UNUSUAL}"),
}


@pytest.mark.parametrize(("text", "sentence"), NO_CHECKPOINTS.values(), ids=NO_CHECKPOINTS)
def test_what_is_no_checkpoint_is_named(text: str, sentence: str) -> None:
    with pytest.raises(NoteBroken) as refused:
        read_checkpoint(text)
    assert str(refused.value) == sentence
