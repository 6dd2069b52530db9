"""What is removed is overwritten and gone, and never what belongs to somebody else."""

import os
from pathlib import Path

import pytest
from tests.adapters.blobs.keys_in_memory import KeysInMemory
from tests.adapters.blobs.stored_objects import (
    CONTENT,
    OBJECT,
    OTHER_OBJECT,
    OTHER_SUBJECT,
    SUBJECT,
    TYPE,
    file_of,
)

from adapters.blobs import folder_blobs
from adapters.blobs.folder_blobs import FolderBlobs
from application.blobs import BlobMissing, BlobsUnavailable


async def test_a_removed_object_is_nowhere(blobs: FolderBlobs, tmp_path: Path) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    other = await blobs.put(SUBJECT, OTHER_OBJECT, TYPE, CONTENT)

    assert await blobs.remove(SUBJECT, sealed.sha256)

    assert not file_of(tmp_path, sealed).exists()
    with pytest.raises(BlobMissing):
        await blobs.get(SUBJECT, sealed)
    assert await blobs.get(SUBJECT, other) == CONTENT


async def test_its_bytes_are_overwritten_where_they_lay(blobs: FolderBlobs, tmp_path: Path) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    file = file_of(tmp_path, sealed)
    before = file.read_bytes()
    os.link(file, tmp_path / "the same bytes")

    await blobs.remove(SUBJECT, sealed.sha256)

    left = (tmp_path / "the same bytes").read_bytes()
    assert left == before[:17] + bytes(len(before) - 17)


async def test_removed_again_nothing_happens(blobs: FolderBlobs) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)

    assert await blobs.remove(SUBJECT, sealed.sha256)
    assert not await blobs.remove(SUBJECT, sealed.sha256)


async def test_an_object_is_removed_for_its_own_subject_only(blobs: FolderBlobs) -> None:
    """An officer may have typed the digest of another person's scan."""
    sealed = await blobs.put(OTHER_SUBJECT, OBJECT, TYPE, CONTENT)

    assert not await blobs.remove(SUBJECT, sealed.sha256)
    assert await blobs.get(OTHER_SUBJECT, sealed) == CONTENT


async def test_an_object_goes_without_its_key_too(
    blobs: FolderBlobs, keys: KeysInMemory, tmp_path: Path
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    await keys.destroy(await keys.new_key(SUBJECT))

    assert await blobs.remove(SUBJECT, sealed.sha256)
    assert not file_of(tmp_path, sealed).exists()


async def test_a_crash_between_overwriting_and_forgetting_is_made_good(
    blobs: FolderBlobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    file = file_of(tmp_path, sealed)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", _fails)
        with pytest.raises(BlobsUnavailable):
            await blobs.remove(SUBJECT, sealed.sha256)
    assert file.exists()

    assert await blobs.remove(SUBJECT, sealed.sha256)
    assert not file.exists()


async def test_a_removal_is_durable_before_it_is_told(
    blobs: FolderBlobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    synced: list[tuple[Path, bool]] = []
    file = file_of(tmp_path, sealed)
    monkeypatch.setattr(
        folder_blobs, "sync_directory", lambda path: synced.append((path, file.exists()))
    )

    await blobs.remove(SUBJECT, sealed.sha256)

    assert synced == [(file.parent, False)]


@pytest.mark.parametrize("sha256", ["", "..", "../" * 21 + "a", "A" * 64, "a" * 63, "a" * 64])
async def test_what_is_no_digest_or_not_stored_removes_nothing(
    blobs: FolderBlobs, sha256: str
) -> None:
    assert not await blobs.remove(SUBJECT, sha256)


def _fails(*_: object, **__: object) -> None:
    raise OSError(5, "Input/output error")
