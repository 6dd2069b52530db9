"""What the answer of a witness means to the log that asked (C2SP tlog-witness). No I/O."""

import re

import msgspec

from adapters.ledger.notes import Note, NoteBroken, NoteRefused, SignatureLine, read_note, signers
from adapters.ledger.witness import SIZE_TYPE
from adapters.ledger.witness_policy import Witness

ROLLBACK = "rollback"
"""The witness has cosigned a larger tree than this store has: the store went back."""
FORK = "fork"
"""The witness has cosigned a tree that this one does not continue: history was altered."""
CODES = {403: "key-unknown", 404: "origin-unknown", 409: FORK, 422: FORK}
_LATER = frozenset({408, 425, 429})
_SIZE = re.compile("(0|[1-9][0-9]{0,18})\n?")
_LONGEST_SAID = 300


class Answered(msgspec.Struct, frozen=True):
    """What a witness said; `status` 0 where it did not, and `text` says why."""

    status: int
    text: str
    kind: str = ""

    @property
    def size(self) -> int | None:
        """Its own size, where the answer is that."""
        found = _SIZE.fullmatch(self.text)
        return int(found[1]) if self.kind == SIZE_TYPE and found else None

    @property
    def said(self) -> str:
        """In one line, of bounded length, for logs and for people."""
        text = "".join(one if one.isprintable() else " " for one in self.text)
        return f"{self.status} {text}".strip()[:_LONGEST_SAID]


class Sent(msgspec.Struct, frozen=True):
    """The checkpoint that was sent, and the size from which its proof began."""

    old: int
    size: int
    note: Note


class Cosigned(msgspec.Struct, frozen=True):
    line: SignatureLine


class Knows(msgspec.Struct, frozen=True):
    """It has cosigned a tree of this size: ask again with a proof from there."""

    size: int


class Refuses(msgspec.Struct, frozen=True):
    """A contradiction, or a witness that does not know this log: nothing that passes by itself."""

    code: str
    their_size: int | None = None


class Away(msgspec.Struct, frozen=True):
    """No answer, or one that says to come later."""


Meaning = Cosigned | Knows | Refuses | Away


def meaning(answered: Answered, witness: Witness, sent: Sent, newest: int) -> Meaning:
    """`newest` is the size of the newest checkpoint of the store, read after the answer came."""
    match answered.status:
        case 200:
            line = _line(answered, witness, sent.note)
            return Cosigned(line) if line else Refuses("cosignature-wrong")
        case 409 if answered.size is not None:
            return _of_another_size(answered.size, sent, newest)
        case status if 400 <= status < 500 and status not in _LATER:
            return Refuses(CODES.get(status, "request-refused"))
        case _:
            return Away()


def _of_another_size(theirs: int, sent: Sent, newest: int) -> Meaning:
    if theirs > newest:
        return Refuses(ROLLBACK, theirs)
    # The size that we assumed is the right one, so it is the tree that it objects to.
    return Refuses(FORK, theirs) if theirs == sent.old else Knows(theirs)


def _line(answered: Answered, witness: Witness, note: Note) -> SignatureLine | None:
    """Its cosignature over the note; lines by other keys are passed over, as C2SP asks."""
    try:
        found = read_note(f"{note.text}\n{answered.text}")
        if witness.key not in signers(found, [witness.key]):
            return None
    except (NoteBroken, NoteRefused):
        return None
    key = (witness.key.name, witness.key.key_id)
    return next(line for line in found.signatures if (line.name, line.key_id) == key)
