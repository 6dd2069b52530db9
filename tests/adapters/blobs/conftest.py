"""A store of objects in a folder of its own, with keys in memory."""

from pathlib import Path

import pytest
from tests.adapters.blobs.keys_in_memory import KeysInMemory

from adapters.blobs.folder_blobs import FolderBlobs


@pytest.fixture
def keys() -> KeysInMemory:
    return KeysInMemory()


@pytest.fixture
def blobs(tmp_path: Path, keys: KeysInMemory) -> FolderBlobs:
    return FolderBlobs(tmp_path / "objects", keys)
