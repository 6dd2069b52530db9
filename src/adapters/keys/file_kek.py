"""A key-encryption key in a file only its owner can read, for development and small offices.

The file is JSON: {"kek_id": text, "key": 32 bytes in base64}. In production the key lives in a
security module behind the same protocol.
"""

import base64
import os
import secrets
import stat
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from adapters.keys.kek import KekTrouble
from adapters.keys.private_file import place_private, sync_directory

_KEY_BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class _KekFile(msgspec.Struct, forbid_unknown_fields=True):
    kek_id: str
    key: bytes


class FileKek:
    """Wraps with the key of one file, read once; errors are KekTrouble."""

    def __init__(self, path: Path) -> None:
        content = _read(path)
        try:
            found = msgspec.json.decode(content, type=_KekFile)
        except (msgspec.DecodeError, UnicodeError):
            # The cause is left out: it could quote the key.
            raise KekTrouble(f"{path} is not a key-encryption key file") from None
        if len(found.key) != _KEY_BYTES or not found.kek_id:
            raise KekTrouble(f"{path} does not hold an identified key of {_KEY_BYTES} bytes")
        self._kek_id = found.kek_id
        self._key = found.key

    @property
    def kek_id(self) -> str:
        return self._kek_id

    def wrap(self, key: bytes) -> bytes:
        return aes_key_wrap(self._key, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self._key, wrapped)
        except (InvalidUnwrap, ValueError) as wrong:
            raise KekTrouble(f"the key was not wrapped by {self._kek_id}, or altered") from wrong


def create_kek(path: Path) -> FileKek:
    """Make a new key in a new file, durable before this returns; an existing file stays as it is.

    KekTrouble when the file exists already: whoever replaced it would erase the whole register.
    """
    key = base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
    content = msgspec.json.encode({"kek_id": f"file-{secrets.token_hex(4)}", "key": key})
    try:
        place_private(path, content, replaces=False)
    except FileExistsError as exists:
        raise KekTrouble(f"{path} exists already and is never replaced") from exists
    except OSError as failed:
        raise KekTrouble(f"{path} cannot be written: {failed.strerror}") from failed
    sync_directory(path.parent)
    return FileKek(path)


def open_or_create_kek(path: Path) -> FileKek:
    """The key of the file, made at the first start; of two starters one makes it."""
    if not path.exists():
        try:
            return create_kek(path)
        except KekTrouble:
            if not path.exists():
                raise
    return FileKek(path)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(4096)
    except OSError as failed:
        raise KekTrouble(f"{path} cannot be read: {failed.strerror}") from failed
    if mode & _OTHERS:
        raise KekTrouble(f"{path} is open to others than its owner: chmod 600 it")
    return content
