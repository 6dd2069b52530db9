"""What a citizen keeps (C2SP tlog-proof) verifies by itself, and no other paper does."""

import base64

import pytest
from tests.adapters.ledger.trees import leaves, path_of, root_of

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.notes import (
    Note,
    NoteBroken,
    NoteRefused,
    SigningKey,
    cosign,
    new_key,
    sign,
)
from adapters.ledger.receipts import HEADER, Receipt, check_receipt, read_receipt
from adapters.ledger.tree import ProofWrong, leaf_hash

ENTRY = b"what the leaf was made of"
INDEX, SIZE = 4, 7
LOG = new_key("eid.example/ledger")
HASHES = [leaf_hash(ENTRY) if n == INDEX else one for n, one in enumerate(leaves(SIZE))]


def note_by(key: SigningKey, origin: str = LOG.name, root: bytes = b"") -> Note:
    text = Checkpoint(origin, SIZE, root or root_of(HASHES)).text()
    return Note(text, (sign(text, key),))


RECEIPT = Receipt(ENTRY, INDEX, tuple(path_of(INDEX, HASHES)), note_by(LOG))


def test_a_receipt_has_the_lines_of_the_specification_and_is_read_back() -> None:
    lines = RECEIPT.text().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1] == "extra " + base64.b64encode(ENTRY).decode()
    assert lines[2] == "index 4"
    assert [base64.b64decode(one) for one in lines[3:6]] == path_of(INDEX, HASHES)
    assert RECEIPT.text().endswith("\n\n" + RECEIPT.checkpoint.whole())
    assert read_receipt(RECEIPT.text()) == RECEIPT


def test_a_receipt_without_extra_is_read() -> None:
    lines = RECEIPT.text().split("\n")
    assert read_receipt("\n".join([lines[0], *lines[2:]])).extra == b""


def test_a_receipt_verifies_with_the_key_of_the_log_alone() -> None:
    check_receipt(read_receipt(RECEIPT.text()), LOG.verifier)


def test_a_receipt_of_another_log_entry_place_or_root_is_refused() -> None:
    foreign = note_by(LOG, origin="other.example")
    with pytest.raises(NoteRefused, match="has not signed the checkpoint"):
        check_receipt(RECEIPT, new_key(LOG.name).verifier)
    with pytest.raises(NoteRefused, match=r"the checkpoint is of other.example, the key of eid"):
        check_receipt(Receipt(ENTRY, INDEX, RECEIPT.proof, foreign), LOG.verifier)
    for wrong in (
        Receipt(ENTRY + b"!", INDEX, RECEIPT.proof, RECEIPT.checkpoint),
        Receipt(ENTRY, INDEX + 1, RECEIPT.proof, RECEIPT.checkpoint),
        Receipt(ENTRY, SIZE, RECEIPT.proof, RECEIPT.checkpoint),
        Receipt(ENTRY, INDEX, RECEIPT.proof[:-1], RECEIPT.checkpoint),
        Receipt(ENTRY, INDEX, RECEIPT.proof, note_by(LOG, root=bytes(32))),
    ):
        with pytest.raises(ProofWrong):
            check_receipt(wrong, LOG.verifier)


def test_an_altered_signature_is_refused() -> None:
    text = Checkpoint(LOG.name, SIZE, root_of(HASHES)).text()
    forged = Note(text, (sign(text + "more\n", LOG),))
    with pytest.raises(NoteRefused):
        check_receipt(Receipt(ENTRY, INDEX, RECEIPT.proof, forged), LOG.verifier)


def test_what_witnesses_wrote_below_harms_nothing() -> None:
    note = RECEIPT.checkpoint
    line = cosign(note.text, new_key("court.example", 4), 7)
    check_receipt(
        Receipt(ENTRY, INDEX, RECEIPT.proof, Note(note.text, (*note.signatures, line))),
        LOG.verifier,
    )


NOTE = "\n\n" + RECEIPT.checkpoint.whole()
BEGINS = f"a receipt begins with {HEADER}"
NAMES = "a receipt names its index and at most 63 hashes"
BASE64 = "a line of a receipt is no base64"
ONE_HASH = base64.b64encode(bytes(32)).decode()
NO_RECEIPTS = {
    "nothing": ("", BEGINS),
    "another version": ("c2sp.org/tlog-proof@v2\nindex 0" + NOTE, BEGINS),
    "no checkpoint": (f"{HEADER}\nindex 0\n", BEGINS),
    "no index": (HEADER + NOTE, NAMES),
    "extra alone": (f"{HEADER}\nextra AAAA{NOTE}", NAMES),
    "extra after": (f"{HEADER}\nindex 0\nextra AAAA{NOTE}", BASE64),
    "a leading zero": (f"{HEADER}\nindex 01{NOTE}", NAMES),
    "below zero": (f"{HEADER}\nindex -1{NOTE}", NAMES),
    "other digits": (f"{HEADER}\nindex ٣{NOTE}", NAMES),
    "too many hashes": (f"{HEADER}\nindex 0" + f"\n{ONE_HASH}" * 64 + NOTE, NAMES),
    "a short hash": (f"{HEADER}\nindex 0\nAAAA{NOTE}", "the hashes of a receipt have 32 bytes"),
    "no base64": (f"{HEADER}\nindex 0\n!!{NOTE}", BASE64),
    "no base64 in extra": (f"{HEADER}\nextra !\nindex 0{NOTE}", BASE64),
    "no note": (f"{HEADER}\nindex 0\n\nnothing", "a note ends in an empty line and its signatures"),
}


@pytest.mark.parametrize(("text", "sentence"), NO_RECEIPTS.values(), ids=NO_RECEIPTS)
def test_what_is_no_receipt_is_named(text: str, sentence: str) -> None:
    with pytest.raises(NoteBroken) as refused:
        read_receipt(text)
    assert str(refused.value) == sentence
