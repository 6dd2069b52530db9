"""`cancuoc audit check-receipt`: whether a paper proves what it says, in plain words, offline."""

from collections.abc import Callable
from pathlib import Path

from adapters.ledger.checkpoints import read_checkpoint
from adapters.ledger.entries import EntryBroken, read_entry
from adapters.ledger.notes import NoteBroken, NoteRefused, VerifierKey, read_vkey
from adapters.ledger.receipts import check_receipt, read_receipt
from adapters.ledger.tree import ProofWrong
from adapters.ledger.witness_policy import PolicyBroken, read_policy
from cancuoc.settings import SettingsWrong

LARGEST = 1 << 20
Say = Callable[[str], None]


def check(file: Path, key: str, policy: Path | None, say: Say) -> int:
    """0 where the receipt holds, 1 where it does not; raises SettingsWrong for what is unreadable.

    With a policy the witnesses that it wants must have cosigned the checkpoint too.
    """
    verifier, wanted = _key(key), _text(policy) if policy else None
    try:
        receipt = read_receipt(_text(file))
        check_receipt(receipt, verifier)
        checkpoint = read_checkpoint(receipt.checkpoint.text)
        stream, version, topic, digest = read_entry(receipt.extra)
        met = wanted is None or read_policy(wanted).is_met(receipt.checkpoint)
    except (NoteBroken, NoteRefused, ProofWrong, EntryBroken) as wrong:
        say(f"This receipt proves nothing: {wrong}.")
        return 1
    except PolicyBroken as broken:
        raise SettingsWrong(f"{policy}, {broken}") from broken
    if not met:
        say("This receipt is signed by the ledger, and not by the witnesses that the policy wants.")
        return 1
    say(f"This receipt holds. The ledger {checkpoint.origin} has, among its first")
    say(f"{checkpoint.size} events, at position {receipt.index}:")
    say(f"    {topic}, event {version} of the record {stream}")
    say(f"    stored bytes with the SHA-256 {digest.hex()}")
    say("It was signed by the key that you gave" + (" and by its witnesses." if wanted else "."))
    return 0


def _key(text: str) -> VerifierKey:
    try:
        return read_vkey(text)
    except NoteBroken as broken:
        raise SettingsWrong(f"--key: {broken}") from broken


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST).decode()
    except (OSError, UnicodeDecodeError) as unread:
        raise SettingsWrong(f"{path} cannot be read: {unread}") from unread
