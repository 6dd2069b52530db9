"""Objects are sealed at rest and found by their digest, whole or not at all."""

import asyncio
import hashlib
import os
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.adapters.blobs.keys_in_memory import KeysInMemory
from tests.adapters.blobs.stored_objects import (
    CONTENT,
    OBJECT,
    SUBJECT,
    TYPE,
    file_of,
)

from adapters.blobs.folder_blobs import FolderBlobs
from adapters.blobs.sealed_blob import OVERHEAD
from application.blobs import (
    BlobAltered,
    BlobsUnavailable,
    BlobTooLarge,
)
from domain.citizen.facts import SealedObject


async def test_what_is_stored_is_read_again(blobs: FolderBlobs) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)

    assert (sealed.id, sealed.media_type) == (OBJECT, TYPE)
    assert await blobs.get(SUBJECT, sealed) == CONTENT


@settings(max_examples=20, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.binary(max_size=2000))
def test_any_bytes_come_back_bit_by_bit(tmp_path: Path, content: bytes) -> None:
    blobs = FolderBlobs(tmp_path / "objects", KeysInMemory())

    async def there_and_back() -> bytes:
        return await blobs.get(SUBJECT, await blobs.put(SUBJECT, OBJECT, TYPE, content))

    assert asyncio.run(there_and_back()) == content


async def test_a_file_is_named_by_the_digest_of_its_own_bytes(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    stored = file_of(tmp_path, sealed).read_bytes()

    assert hashlib.sha256(stored).hexdigest() == sealed.sha256
    assert len(stored) == len(CONTENT) + OVERHEAD


async def test_nothing_on_disk_tells_what_it_holds_or_whose_it_is(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    stored = file_of(tmp_path, sealed).read_bytes()

    assert CONTENT[:12] not in stored
    assert SUBJECT.bytes not in stored
    assert TYPE.encode() not in stored


async def test_only_the_owner_reads_the_folder_and_its_files(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    file = file_of(tmp_path, await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT))

    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "objects").stat().st_mode & 0o077 == 0


async def test_the_same_content_twice_makes_two_objects_that_nobody_can_compare(
    blobs: FolderBlobs,
) -> None:
    one = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    other = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)

    assert one.sha256 != other.sha256
    assert await blobs.get(SUBJECT, one) == await blobs.get(SUBJECT, other)


async def test_many_at_once_are_all_stored(blobs: FolderBlobs) -> None:
    sealed = await asyncio.gather(
        *(blobs.put(SUBJECT, UUID(int=n), TYPE, str(n).encode()) for n in range(40))
    )

    read = await asyncio.gather(*(blobs.get(SUBJECT, one) for one in sealed))
    assert read == [str(n).encode() for n in range(40)]


async def test_an_object_too_large_is_not_stored(tmp_path: Path, keys: KeysInMemory) -> None:
    small = FolderBlobs(tmp_path / "objects", keys, most_bytes=10)

    assert await small.put(SUBJECT, OBJECT, TYPE, bytes(10))
    with pytest.raises(BlobTooLarge):
        await small.put(SUBJECT, OBJECT, TYPE, bytes(11))


async def test_a_file_that_grew_is_not_read_to_its_end(tmp_path: Path, keys: KeysInMemory) -> None:
    small = FolderBlobs(tmp_path / "objects", keys, most_bytes=10)
    sealed = await small.put(SUBJECT, OBJECT, TYPE, bytes(10))
    with file_of(tmp_path, sealed).open("ab") as file:
        file.truncate(1 << 32)

    with pytest.raises(BlobAltered):
        await small.get(SUBJECT, sealed)


async def test_a_disk_that_fails_leaves_no_half_of_an_object(
    blobs: FolderBlobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BlobsUnavailable, match="No space left"):
        await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)

    assert [path for path in (tmp_path / "objects").rglob("*") if path.is_file()] == []


async def test_a_folder_in_the_place_of_a_file_is_no_object(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    missing = SealedObject(OBJECT, "ab" * 32, TYPE)
    file_of(tmp_path, missing).mkdir(parents=True)

    with pytest.raises(BlobsUnavailable):
        await blobs.get(SUBJECT, missing)


async def test_a_draft_left_by_a_crash_harms_nobody(blobs: FolderBlobs, tmp_path: Path) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    file = file_of(tmp_path, sealed)
    file.with_name(f".{file.name}.0badcafe").write_bytes(b"half")

    assert await blobs.get(SUBJECT, sealed) == CONTENT


async def test_what_is_stored_outlives_the_process(
    tmp_path: Path, blobs: FolderBlobs, keys: KeysInMemory
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)

    assert await FolderBlobs(tmp_path / "objects", keys).get(SUBJECT, sealed) == CONTENT
