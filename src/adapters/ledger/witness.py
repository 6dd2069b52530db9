"""What a witness decides about a checkpoint (C2SP tlog-witness, add-checkpoint). No I/O.

A witness remembers, for each log, the largest tree that it cosigned, and cosigns only a tree that
continues it. So a log that shows two histories, or goes back, finds nobody to say that it did not.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from adapters.ledger import canonical_base64
from adapters.ledger.canonical_base64 import NotBase64
from adapters.ledger.checkpoints import Checkpoint, read_checkpoint
from adapters.ledger.notes import Note, NoteBroken, NoteRefused, VerifierKey, read_note, signers
from adapters.ledger.tree import EMPTY_ROOT, HASH_BYTES, ProofWrong, check_consistency

MOST_HASHES = 63
MOST_BYTES = 65_536
"""Of a request: 63 hashes, and a checkpoint with more signatures than any log has."""
SIZE_TYPE = "text/x.tlog.size"
_OLD = re.compile("old (0|[1-9][0-9]{0,18})")

Logs = Mapping[str, Sequence[VerifierKey]]
"""Origin -> the keys by which a checkpoint of it is believed."""


class Seen(msgspec.Struct, frozen=True):
    """The largest tree that was cosigned; `note` is the checkpoint itself, as evidence."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    note: str = ""


class Submission(msgspec.Struct, frozen=True):
    """A checkpoint, and the proof that it continues the tree of size `old`."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    @property
    def seen(self) -> Seen:
        """What a witness that accepts this remembers from now on."""
        return Seen(self.checkpoint.size, self.checkpoint.root, self.note.whole())


class Declined(Exception):
    """No cosignature. `size` is the witness's own, where it is another one than was assumed."""

    def __init__(self, status: int, sentence: str, size: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.size = size


def submission_text(old: int, proof: Sequence[bytes], note: str) -> str:
    """The body of an add-checkpoint request; `note` is a whole signed checkpoint."""
    hashes = "".join(f"{canonical_base64.written(one)}\n" for one in proof)
    return f"old {old}\n{hashes}\n{note}"


def read_submission(body: bytes) -> Submission:
    """Raises Declined 400 for what is not one, to the byte."""
    try:
        head, split, rest = body.decode().partition("\n\n")
        note = read_note(rest)
        checkpoint = read_checkpoint(note.text)
    except (UnicodeDecodeError, NoteBroken) as broken:
        raise Declined(400, f"this is no signed checkpoint: {broken}") from broken
    lines = head.split("\n")
    old = _OLD.fullmatch(lines[0])
    if not split or old is None or len(lines) > MOST_HASHES + 1:
        raise Declined(400, "a request begins with `old <size>` and at most 63 lines of hashes")
    return Submission(int(old[1]), tuple(_hash(line) for line in lines[1:]), note, checkpoint)


def require_known(submission: Submission, logs: Logs) -> None:
    """That a log which the witness watches has signed this: Declined 404 or 403."""
    keys = logs.get(submission.checkpoint.origin)
    if keys is None:
        raise Declined(404, "this witness does not watch that log")
    try:
        signed = signers(submission.note, keys)
    except NoteRefused as refused:
        raise Declined(403, str(refused)) from refused
    if not signed:
        raise Declined(403, "no key that this witness knows of that log has signed this")


def require_continues(submission: Submission, seen: Seen) -> None:
    """That the tree continues what was cosigned before: Declined 400, 409 or 422."""
    old, found = submission.old, submission.checkpoint
    if old > found.size:
        raise Declined(400, f"the old size {old} is beyond the checkpoint's, {found.size}")
    if old != seen.size:
        raise Declined(409, f"this witness has cosigned a tree of {seen.size}", seen.size)
    try:
        check_consistency((seen.size, seen.root), (found.size, found.root), submission.proof)
    except ProofWrong as wrong:
        raise Declined(422, str(wrong)) from wrong


def _hash(line: str) -> bytes:
    try:
        return canonical_base64.read(line, HASH_BYTES)
    except NotBase64 as broken:
        raise Declined(400, f"a line of the proof {broken}") from broken
