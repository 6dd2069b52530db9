"""What is put in the place of a stored object is told from it, and what is erased stays so."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
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

from adapters.blobs.folder_blobs import FolderBlobs
from application.blobs import (
    BlobAltered,
    BlobErased,
    BlobMissing,
)
from application.vault import VaultMismatch
from domain.citizen.facts import SealedObject


def under_its_own_digest(tmp_path: Path, sealed: SealedObject, content: bytes) -> SealedObject:
    """Store other bytes with a digest that fits them: what a clever intruder does."""
    moved = replace(sealed, sha256=hashlib.sha256(content).hexdigest())
    file = file_of(tmp_path, moved)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return moved


ALTERED: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _: b"",
    "cut short by a byte": lambda stored: stored[:-1],
    "cut short inside its head": lambda stored: stored[:60],
    "a byte longer": lambda stored: stored + b"\x00",
    "another version": lambda stored: b"\x02" + stored[1:],
    "another nonce": lambda stored: stored[:17] + bytes(12) + stored[29:],
    "another commitment": lambda stored: stored[:29] + bytes(32) + stored[61:],
    "a bit turned in the content": lambda stored: (
        stored[:70] + bytes([stored[70] ^ 1]) + stored[71:]
    ),
    "a bit turned in the tag": lambda stored: stored[:-1] + bytes([stored[-1] ^ 1]),
}


@pytest.mark.parametrize("how", ALTERED)
async def test_an_altered_file_is_told_by_its_digest(
    blobs: FolderBlobs, tmp_path: Path, how: str
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    file = file_of(tmp_path, sealed)
    file.write_bytes(ALTERED[how](file.read_bytes()))

    with pytest.raises(BlobAltered, match="another digest"):
        await blobs.get(SUBJECT, sealed)


@pytest.mark.parametrize("how", ALTERED)
async def test_an_altered_file_under_a_digest_that_fits_it_does_not_open(
    blobs: FolderBlobs, tmp_path: Path, how: str
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    content = ALTERED[how](file_of(tmp_path, sealed).read_bytes())

    with pytest.raises(BlobAltered):
        await blobs.get(SUBJECT, under_its_own_digest(tmp_path, sealed, content))


async def test_an_object_opens_only_for_its_subject_under_its_id_as_what_it_is(
    blobs: FolderBlobs,
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)

    with pytest.raises(BlobAltered, match="commitment"):
        await blobs.get(OTHER_SUBJECT, sealed)
    with pytest.raises(BlobAltered, match="commitment"):
        await blobs.get(SUBJECT, replace(sealed, id=OTHER_OBJECT))
    with pytest.raises(BlobAltered, match="commitment"):
        await blobs.get(SUBJECT, replace(sealed, media_type="text/html"))


async def test_one_object_in_the_place_of_another_is_told(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    mine = await blobs.put(SUBJECT, OBJECT, TYPE, b"mine")
    other = await blobs.put(OTHER_SUBJECT, OTHER_OBJECT, TYPE, b"other")
    file_of(tmp_path, mine).write_bytes(file_of(tmp_path, other).read_bytes())

    with pytest.raises(BlobAltered, match="another digest"):
        await blobs.get(SUBJECT, mine)


async def test_another_secret_under_the_same_key_id_opens_nothing(
    blobs: FolderBlobs, keys: KeysInMemory
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    keys.replace_secret(await keys.new_key(SUBJECT))

    with pytest.raises(BlobAltered, match="commitment"):
        await blobs.get(SUBJECT, sealed)


async def test_a_vault_that_never_had_the_key_does_not_call_it_erased(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    elsewhere = FolderBlobs(tmp_path / "objects", KeysInMemory())

    with pytest.raises(VaultMismatch):
        await elsewhere.get(SUBJECT, sealed)


async def test_who_destroys_the_key_erases_the_object(
    blobs: FolderBlobs, keys: KeysInMemory
) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    await keys.destroy(await keys.new_key(SUBJECT))

    with pytest.raises(BlobErased):
        await blobs.get(SUBJECT, sealed)
    with pytest.raises(BlobErased):
        await blobs.put(SUBJECT, OTHER_OBJECT, TYPE, CONTENT)


async def test_an_object_whose_file_is_gone_is_missing(blobs: FolderBlobs, tmp_path: Path) -> None:
    sealed = await blobs.put(SUBJECT, OBJECT, TYPE, CONTENT)
    file_of(tmp_path, sealed).unlink()

    with pytest.raises(BlobMissing):
        await blobs.get(SUBJECT, sealed)


@pytest.mark.parametrize("sha256", ["", "..", "../../../etc/passwd", "/etc/passwd", "AB" * 32,
                                    "ab" * 31, "ab" * 32 + "\n", "ab" * 31 + "/."])  # fmt: skip
async def test_what_is_no_digest_leads_to_no_file(blobs: FolderBlobs, sha256: str) -> None:
    with pytest.raises(BlobMissing):
        await blobs.get(SUBJECT, SealedObject(OBJECT, sha256, TYPE))
