"""The folder of an evidence bundle while it is written: beside its name until it is whole."""

import fcntl
import hashlib
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cancuoc.auditing.verify import MANIFEST, Head, manifest_text
from cancuoc.file_places import require_folder
from cancuoc.settings import SettingsWrong

_BUFFER = 1 << 20
FEW_TILES = 200
"""So many are made durable one by one; more of them with everything else on this machine."""


class DigestedFile:
    """A file whose SHA-256 is known when it is closed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)

    def close(self) -> str:
        """Durable when this returns; the SHA-256 in hex."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._digest.hexdigest()


class BundleFolder:
    """Use as `with BundleFolder(path) as folder:` and end with `finish`.

    Everything goes into `<name>.part`, the manifest last, and then the folder takes its name: what
    was broken off has neither. A new export begins anew. Raises SettingsWrong where `path` is taken
    or another export writes it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._lock = -1
        self._open: dict[str, DigestedFile] = {}
        self._digests: dict[str, str] = {}
        self._folders: set[Path] = set()
        self._tiles = 0

    def __enter__(self) -> Self:
        require_folder(self._path.parent)
        if self._path.exists() or self._path.is_symlink():
            raise SettingsWrong(f"{self._path} is there already: name a folder that is not")
        self._part.mkdir(mode=0o700, exist_ok=True)
        self._lock = os.open(self._part, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            os.close(self._lock)
            raise SettingsWrong(f"another export writes {self._part} right now") from busy
        self._require_own()
        self._clear()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._lock)
        if error is not None:
            shutil.rmtree(self._part, ignore_errors=True)

    def _require_own(self) -> None:
        """That the locked folder is the one of this name: another export may just have ended."""
        if self._path.exists() or not os.path.samestat(os.fstat(self._lock), self._part.stat()):
            os.close(self._lock)
            raise SettingsWrong(f"{self._path} was just written by another export")

    def _clear(self) -> None:
        """What an export that was killed has left behind."""
        for one in self._part.iterdir():
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one)
            else:
                one.unlink()

    def create(self, name: str) -> DigestedFile:
        """A listed file, closed by `finish` at the latest."""
        self._open[name] = DigestedFile((self._part / name).open("xb", buffering=_BUFFER))
        return self._open[name]

    def write(self, name: str, data: bytes) -> None:
        """A listed file, whole."""
        self.create(name).write(data)

    def write_tile(self, name: str, data: bytes) -> None:
        """A file that the manifest does not list, by its tlog-tiles path."""
        path = self._part / name
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        with path.open("xb") as file:
            file.write(data)
            if self._tiles < FEW_TILES:
                os.fsync(file.fileno())
        self._tiles += 1

    def finish(self, head: Head, made_at: str) -> str:
        """The manifest, then the name. Returns the SHA-256 of the manifest."""
        self._digests |= {name: file.close() for name, file in self._open.items()}
        if self._tiles > FEW_TILES:
            os.sync()
        manifest = manifest_text(head, made_at, self._digests).encode()
        file = DigestedFile((self._part / MANIFEST).open("xb"))
        file.write(manifest)
        digest = file.close()
        os.fsync(self._lock)
        self._part.rename(self._path)
        return digest
