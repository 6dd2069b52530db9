"""The three lines that a log signs: origin, size, root (C2SP tlog-checkpoint)."""

import base64
import binascii
import re

import msgspec

from adapters.ledger.notes import NoteBroken
from adapters.ledger.tree import HASH_BYTES

_SIZE = re.compile("0|[1-9][0-9]{0,18}")


class Checkpoint(msgspec.Struct, frozen=True):
    """`size` leaves have this root. `origin` is an address without a scheme, and the key's name."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """From the text of a note; extension lines are passed over. Raises NoteBroken."""
    origin, size, root = [*text.split("\n", 3), "", "", ""][:3]
    if not origin or _SIZE.fullmatch(size) is None:
        raise NoteBroken("a checkpoint begins with its origin and its size")
    try:
        digest = base64.b64decode(root, validate=True)
    except binascii.Error as broken:
        raise NoteBroken("the root of a checkpoint is no base64") from broken
    if len(digest) != HASH_BYTES or base64.b64encode(digest).decode() != root:
        raise NoteBroken("the root of a checkpoint is 32 bytes in base64")
    return Checkpoint(origin, int(size), digest)
