"""A file that only its owner can read, durable before anybody relies on it."""

import os
import secrets
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """A new file of mode 0600, on disk before this returns. Raises OSError, also where one is."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def place_private(path: Path, content: bytes, *, replaces: bool) -> None:
    """A file of mode 0600 under its name, whole or not at all; `replaces` says that one may be
    there. Its name is durable once its directory is synced. Raises OSError, FileExistsError too."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    place = os.replace if replaces else os.link
    try:
        write_private(draft, content)
        place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def sync_directory(path: Path) -> None:
    """Make the names in a directory durable. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
