"""What its holder keeps: the proof that one entry is in the ledger (C2SP tlog-proof).

It verifies offline and for ever, with the log's public key and nothing else.
"""

import re

import msgspec

from adapters.ledger import canonical_base64
from adapters.ledger.canonical_base64 import NotBase64
from adapters.ledger.checkpoints import read_checkpoint
from adapters.ledger.notes import Note, NoteBroken, NoteRefused, VerifierKey, read_note, signers
from adapters.ledger.tree import HASH_BYTES, check_inclusion, leaf_hash

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
_INDEX = re.compile("index (0|[1-9][0-9]{0,18})")


class Receipt(msgspec.Struct, frozen=True):
    """`extra` holds the entry itself, so that the leaf can be made again from the receipt alone."""

    extra: bytes
    index: int
    proof: tuple[bytes, ...]
    checkpoint: Note

    def text(self) -> str:
        lines = [HEADER, f"extra {canonical_base64.written(self.extra)}", f"index {self.index}"]
        return "\n".join(
            [*lines, *map(canonical_base64.written, self.proof), "", self.checkpoint.whole()]
        )


def read_receipt(text: str) -> Receipt:
    """Raises NoteBroken."""
    head, split, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not split or lines[0] != HEADER:
        raise NoteBroken(f"a receipt begins with {HEADER}")
    extra = b""
    if lines[1:] and lines[1].startswith("extra "):
        extra = _bytes(lines.pop(1).removeprefix("extra "))
    index = _INDEX.fullmatch(lines[1]) if lines[1:] else None
    if index is None or len(lines) > MOST_HASHES + 2:
        raise NoteBroken("a receipt names its index and at most 63 hashes")
    proof = tuple(_bytes(line) for line in lines[2:])
    if any(len(one) != HASH_BYTES for one in proof):
        raise NoteBroken("the hashes of a receipt have 32 bytes")
    return Receipt(extra, int(index[1]), proof, read_note(checkpoint))


def check_receipt(receipt: Receipt, key: VerifierKey) -> None:
    """That the entry in `extra` is in the log of this key.

    Raises NoteRefused, ProofWrong, NoteBroken.
    """
    if key not in signers(receipt.checkpoint, [key]):
        raise NoteRefused(f"{key.name} has not signed the checkpoint of this receipt")
    checkpoint = read_checkpoint(receipt.checkpoint.text)
    if checkpoint.origin != key.name:
        raise NoteRefused(f"the checkpoint is of {checkpoint.origin}, the key of {key.name}")
    leaf = leaf_hash(receipt.extra)
    check_inclusion(leaf, receipt.index, checkpoint.size, receipt.proof, checkpoint.root)


def _bytes(text: str) -> bytes:
    try:
        return canonical_base64.read(text)
    except NotBase64 as broken:
        raise NoteBroken(f"a line of a receipt {broken}") from broken
