"""The file of the ledger's keys as it stands on disk, for its owner only.

JSON: {"origin": text, "keys": [{"vkey": text, "private": seed of 32 bytes in base64,
"retired": bool}]}.
"""

import os
import stat
from pathlib import Path

import msgspec

from adapters.keys.private_file import place_private, sync_directory

LARGEST_FILE = 1 << 16
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyRingTrouble(Exception):
    """Says in one sentence what is wrong with the keys of the ledger."""


class StoredKey(msgspec.Struct, forbid_unknown_fields=True):
    """`private` is empty where the key is retired."""

    vkey: str
    private: str = ""
    retired: bool = False


class StoredRing(msgspec.Struct, forbid_unknown_fields=True):
    """What the file holds, in its order; nothing of it is judged yet."""

    origin: str
    keys: list[StoredKey]


def read_stored(path: Path) -> StoredRing:
    """Raises KeyRingTrouble, also where others than the owner may read it."""
    try:
        return msgspec.json.decode(_content(path), type=StoredRing)
    except (msgspec.DecodeError, UnicodeError):
        # The cause is left out: it could quote a key.
        raise KeyRingTrouble(f"{path} is not a file of ledger keys") from None


def write_stored(path: Path, stored: StoredRing, *, replaces: bool) -> None:
    """Whole or not at all, and durable before this returns; `replaces` says that a file may be
    there. Raises KeyRingTrouble."""
    content = msgspec.json.format(msgspec.json.encode(stored)) + b"\n"
    try:
        place_private(path, content, replaces=replaces)
        sync_directory(path.parent)
    except FileExistsError as exists:
        raise KeyRingTrouble(f"{path} exists already and is never replaced") from exists
    except OSError as failed:
        raise KeyRingTrouble(f"{path} cannot be written: {failed.strerror}") from failed


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(LARGEST_FILE + 1)
    except OSError as failed:
        raise KeyRingTrouble(f"{path} cannot be read: {failed.strerror}") from failed
    if mode & _OTHERS:
        raise KeyRingTrouble(f"{path} is open to others than its owner: chmod 600 it")
    if len(content) > LARGEST_FILE:
        raise KeyRingTrouble(f"{path} is not a file of ledger keys")
    return content
