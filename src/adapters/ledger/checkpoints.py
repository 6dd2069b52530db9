"""The three lines that a log signs: origin, size, root (C2SP tlog-checkpoint)."""

import re

import msgspec

from adapters.ledger import canonical_base64
from adapters.ledger.canonical_base64 import NotBase64
from adapters.ledger.notes import NoteBroken
from adapters.ledger.tree import HASH_BYTES

_SIZE = re.compile("0|[1-9][0-9]{0,18}")


class Checkpoint(msgspec.Struct, frozen=True):
    """`size` leaves have this root. `origin` is an address without a scheme, and the key's name."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{canonical_base64.written(self.root)}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """From the text of a note; extension lines are passed over. Raises NoteBroken."""
    origin, size, root = [*text.split("\n", 3), "", "", ""][:3]
    if not origin or _SIZE.fullmatch(size) is None:
        raise NoteBroken("a checkpoint begins with its origin and its size")
    try:
        return Checkpoint(origin, int(size), canonical_base64.read(root, HASH_BYTES))
    except NotBase64 as broken:
        raise NoteBroken(f"the root of a checkpoint {broken}") from broken
