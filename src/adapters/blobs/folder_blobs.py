"""Objects in a folder: one file each, named by the SHA-256 of its bytes, written whole or not."""

import asyncio
import hashlib
import os
import re
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from adapters.blobs.sealed_blob import (
    HEAD,
    OVERHEAD,
    BlobBinding,
    BlobBroken,
    is_sealed_under,
    key_of_blob,
    open_blob,
    seal_blob,
)
from adapters.keys.private_file import place_private, sync_directory
from application.blobs import (
    MOST_BLOB_BYTES,
    BlobAltered,
    BlobErased,
    BlobMissing,
    BlobsUnavailable,
    BlobTooLarge,
)
from application.vault import SealingKey, Vault
from domain.citizen.facts import SealedObject

_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024


class FolderBlobs:
    """The BlobStore port over `root/aa/bb/<sha256>`, where aa and bb begin the digest.

    A file is written under another name in the same folder, made durable and then renamed, so a
    reader finds all of it or nothing; what a crash leaves behind begins with a dot.
    """

    def __init__(self, root: Path, vault: Vault, most_bytes: int = MOST_BLOB_BYTES) -> None:
        self._root = root
        self._vault = vault
        self._most_bytes = most_bytes

    async def put(
        self, subject: UUID, object_id: UUID, media_type: str, content: bytes
    ) -> SealedObject:
        if len(content) > self._most_bytes:
            raise BlobTooLarge(str(object_id), f"at most {self._most_bytes} bytes are stored")
        key_id = await self._vault.new_key(subject)
        key = await self._key(key_id, str(object_id))
        binding = BlobBinding(subject, object_id, media_type)
        sha256 = await asyncio.to_thread(self._store, key_id, key, content, binding)
        return SealedObject(object_id, sha256, media_type)

    async def get(self, subject: UUID, sealed: SealedObject) -> bytes:
        binding = BlobBinding(subject, sealed.id, sealed.media_type)
        stored = await asyncio.to_thread(self._read, sealed.sha256)
        try:
            key = await self._key(key_of_blob(stored), sealed.sha256)
            return await asyncio.to_thread(open_blob, key, stored, binding)
        except BlobBroken as broken:
            raise BlobAltered(sealed.sha256, str(broken)) from broken

    async def remove(self, subject: UUID, sha256: str) -> bool:
        if _DIGEST.fullmatch(sha256) is None:
            return False
        key_id = await self._vault.new_key(subject)
        return await asyncio.to_thread(self._remove, self._path(sha256), key_id)

    async def _key(self, key_id: UUID, name: str) -> SealingKey:
        key = (await self._vault.load((key_id,)))[key_id]
        if key is None:
            raise BlobErased(name, "the key of its subject is destroyed")
        return key

    def _store(self, key_id: UUID, key: SealingKey, content: bytes, binding: BlobBinding) -> str:
        sealed = seal_blob(key_id, key, content, binding)
        sha256 = hashlib.sha256(sealed).hexdigest()
        try:
            _write_durably(self._root, self._path(sha256), sealed)
        except OSError as failed:
            raise BlobsUnavailable(f"objects cannot be written: {failed.strerror}") from failed
        return sha256

    def _read(self, sha256: str) -> bytes:
        if _DIGEST.fullmatch(sha256) is None:
            raise BlobMissing(sha256[:64], "this is no digest")
        try:
            with self._path(sha256).open("rb") as file:
                stored = file.read(self._most_bytes + OVERHEAD + 1)
        except FileNotFoundError as missing:
            raise BlobMissing(sha256, "nothing is stored here") from missing
        except OSError as failed:
            raise BlobsUnavailable(f"objects cannot be read: {failed.strerror}") from failed
        if hashlib.sha256(stored).hexdigest() != sha256:
            raise BlobAltered(sha256, "the bytes have another digest")
        return stored

    def _remove(self, path: Path, key_id: UUID) -> bool:
        try:
            return _remove_durably(path, key_id)
        except OSError as failed:
            raise BlobsUnavailable(f"objects cannot be removed: {failed.strerror}") from failed

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256


def _write_durably(root: Path, path: Path, content: bytes) -> None:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place_private(path, content, replaces=True)
    # A file in a folder that a crash forgets is lost, whoever made the folder a moment ago.
    for folder in (path.parent, path.parent.parent, root):
        sync_directory(folder)


def _remove_durably(path: Path, key_id: UUID) -> bool:
    """Overwritten but for its head, which says whose it is to whoever goes on after a crash."""
    try:
        with path.open("r+b") as file:
            head = file.read(HEAD)
            if not is_sealed_under(key_id, head):
                return False
            _overwrite(file, os.fstat(file.fileno()).st_size - len(head))
    except FileNotFoundError:
        return False
    path.unlink(missing_ok=True)
    sync_directory(path.parent)
    return True


def _overwrite(file: BinaryIO, size: int) -> None:
    """From where the file stands."""
    file.writelines(bytes(min(_CHUNK, size - start)) for start in range(0, size, _CHUNK))
    file.flush()
    os.fsync(file.fileno())
