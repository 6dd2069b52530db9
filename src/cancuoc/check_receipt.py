"""`cancuoc audit check-receipt`: whether a paper proves what it says, in plain words, offline."""

from collections.abc import Callable
from pathlib import Path

from adapters.ledger.checkpoints import read_checkpoint
from adapters.ledger.entries import EntryBroken, read_entry
from adapters.ledger.notes import NoteBroken, NoteRefused, VerifierKey, read_vkey
from adapters.ledger.receipts import HEADER, check_receipt, read_receipt
from adapters.ledger.tree import ProofWrong
from adapters.ledger.witness_policy import Policy, PolicyBroken, read_policy
from cancuoc.not_judged import NotJudged

LARGEST = 1 << 20
EXAMPLE = "eid.example/ledger+b5447968+AUvq3isjNDC5cYuqzs8P4FHLIqILbXmlqfxa2HOI4vc8"
Say = Callable[[str], None]


def check(file: Path, key: str, policy: Path | None, say: Say) -> int:
    """0 where the receipt holds, 1 where it does not; raises NotJudged for what is unreadable.

    With a policy its log, and the witnesses that it wants, must have signed the checkpoint too.
    """
    verifier, wanted = _key(key), _policy(policy) if policy else None
    text = _receipt_text(file)
    try:
        receipt = read_receipt(text)
        check_receipt(receipt, verifier)
        checkpoint = read_checkpoint(receipt.checkpoint.text)
        stream, version, topic, digest = read_entry(receipt.extra)
    except (NoteBroken, NoteRefused, ProofWrong, EntryBroken) as wrong:
        say(f"This receipt proves nothing: {wrong}.")
        return 1
    if wanted is not None and not wanted.is_met(receipt.checkpoint):
        lacking = "the witnesses that the policy wants" if wanted.fewest else _OTHER_LOG
        say(f"This receipt is signed by the ledger, and not by {lacking}.")
        return 1
    say(f"This receipt holds. The ledger {checkpoint.origin} has, among its first")
    say(f"{checkpoint.size} events, at position {receipt.index}:")
    say(f"    {topic}, event {version} of the record {stream}")
    say(f"    stored bytes with the SHA-256 {digest.hex()}")
    say(f"It was signed by the key that you gave{_by_whom_else(wanted)}.")
    return 0


_OTHER_LOG = "a log that the policy names"


def _by_whom_else(wanted: Policy | None) -> str:
    if wanted is None:
        return ""
    return " and by its witnesses" if wanted.fewest else "; no witness is asked for"


def _key(text: str) -> VerifierKey:
    """As `cancuoc ledger show` prints it, or its whole line in keys.txt."""
    words = text.split()
    if words[:1] == ["log"] and len(text.strip().splitlines()) == 1:
        text = "".join(words[1:2])
    try:
        return read_vkey(text)
    except NoteBroken as broken:
        raise NotJudged(
            f"--key: {broken}, such as {EXAMPLE}. Give the key itself, which stands in the line"
            " of keys.txt that begins with `log`, and not the file."
        ) from broken


def _policy(path: Path) -> Policy:
    try:
        return read_policy(_text(path))
    except PolicyBroken as broken:
        raise NotJudged(f"{path}, {broken}") from broken


def _receipt_text(path: Path) -> str:
    text = _text(path)
    if "\r" in text:
        raise NotJudged(
            f"{path} has other line endings than a receipt (CRLF): the text was changed on the way,"
            f" as by a mail program. Convert the line endings (sed -i 's/\\r$//' {path}), or ask"
            " for the receipt as an attached file, and check it again."
        )
    if not text.startswith(f"{HEADER}\n"):
        raise NotJudged(f"{path} is no receipt: a receipt begins with {HEADER}")
    return text


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST).decode()
    except (OSError, UnicodeDecodeError) as unread:
        raise NotJudged(f"{path} cannot be read: {unread}") from unread
