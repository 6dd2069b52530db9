"""What a witness must never forget: its key, and the largest tree of each log that it cosigned.

Both lie in one folder. A tree is on disk before its cosignature leaves, and a folder with a key
but without a memory is refused: a witness that began anew would cosign any history once more.
"""

import base64
import binascii
import fcntl
import os
import stat
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.keys.private_file import sync_directory, write_private
from adapters.ledger.notes import COSIGNING_KEY, NoteBroken, SigningKey, new_key, require_name
from adapters.ledger.tree import HASH_BYTES
from adapters.ledger.witness import Seen

KEY, MEMORY, LOCK = "witness-key.json", "memory.json", "lock"
_SEED_BYTES = 32


class WitnessTrouble(Exception):
    """What keeps a witness from working; one sentence for whoever runs it."""


class _StoredKey(msgspec.Struct, frozen=True):
    name: str
    private: str


class _Remembered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: int
    root: bytes
    note: str


class _Memory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    logs: dict[str, _Remembered]


_FORMAT = "cancuoc-witness/1"
_NEW = _Memory(_FORMAT, {})


def make_witness(folder: Path, name: str) -> SigningKey:
    """A new key and an empty memory, durable together. Raises WitnessTrouble."""
    try:
        require_name(name)
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / KEY).exists() or (folder / MEMORY).exists():
            raise WitnessTrouble(f"{folder} belongs to a witness already: choose another folder")
        key = new_key(name, COSIGNING_KEY)
        seed = base64.b64encode(key.private.private_bytes_raw()).decode()
        write_private(folder / MEMORY, msgspec.json.encode(_NEW))
        write_private(folder / KEY, msgspec.json.encode(_StoredKey(name, seed)))
        sync_directory(folder)
    except NoteBroken as broken:
        raise WitnessTrouble(str(broken)) from broken
    except OSError as failed:
        raise WitnessTrouble(f"{folder} cannot hold a witness: {failed.strerror}") from failed
    return key


class WitnessMemory:
    """The folder of one working witness; as a context manager it is held alone.

    Raises WitnessTrouble on entering where the folder is not whole, or another one holds it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, _Remembered] = {}
        self.key: SigningKey

    def __enter__(self) -> Self:
        with ExitStack() as held:
            self._lock(held)
            self.key = _read_key(self._folder / KEY)
            self._seen = _read_memory(self._folder / MEMORY)
            self._held = held.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def _lock(self, held: ExitStack) -> None:
        try:
            lock = held.enter_context((self._folder / LOCK).open("a"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WitnessTrouble(
                f"a witness already runs in {self._folder}: two would forget each other's trees"
            ) from None
        except OSError as failed:
            raise _unreadable(self._folder, failed.strerror) from failed

    def seen(self, origin: str) -> Seen:
        """The largest tree of this log that was cosigned; the empty one where none ever was."""
        found = self._seen.get(origin)
        return Seen(found.size, found.root, found.note) if found else Seen()

    def remember(self, origin: str, seen: Seen) -> None:
        """On disk, file and name, before this returns. Raises OSError: then nothing is said."""
        wanted = self._seen | {origin: _Remembered(seen.size, seen.root, seen.note)}
        new = self._folder / f"{MEMORY}.new"
        new.unlink(missing_ok=True)
        write_private(new, msgspec.json.encode(_Memory(_FORMAT, wanted)))
        new.replace(self._folder / MEMORY)
        sync_directory(self._folder)
        self._seen = wanted


def _read_key(path: Path) -> SigningKey:
    try:
        if stat.S_IMODE(os.stat(path).st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            raise WitnessTrouble(f"{path} can be read by others than its owner: chmod 600 it")
        stored = msgspec.json.decode(path.read_bytes(), type=_StoredKey)
        seed = base64.b64decode(stored.private, validate=True)
    except OSError as failed:
        raise _unreadable(path.parent, failed.strerror) from failed
    except (msgspec.DecodeError, binascii.Error) as broken:
        raise WitnessTrouble(
            f"{path} is no key of a witness: restore it from your safe"
        ) from broken
    if len(seed) != _SEED_BYTES:
        raise WitnessTrouble(f"{path} is no key of a witness: restore it from your safe")
    return SigningKey(stored.name, COSIGNING_KEY, Ed25519PrivateKey.from_private_bytes(seed))


def _read_memory(path: Path) -> dict[str, _Remembered]:
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=_Memory)
    except OSError as failed:
        raise WitnessTrouble(
            f"the memory {path} is missing ({failed.strerror}): restore it, and never begin anew"
            " under the same key"
        ) from failed
    except msgspec.DecodeError as broken:
        raise WitnessTrouble(
            f"the memory {path} is damaged: restore it, and never begin anew under the same key"
        ) from broken
    if stored.format != _FORMAT or any(len(one.root) != HASH_BYTES for one in stored.logs.values()):
        raise WitnessTrouble(f"the memory {path} is of another form than this program knows")
    return stored.logs


def _unreadable(folder: Path, reason: str | None) -> WitnessTrouble:
    return WitnessTrouble(
        f"no witness can be read from {folder} ({reason}): `cancuoc witness --new-key --name NAME"
        f" --state {folder}` makes one"
    )
