"""Whether a command will be able to write its file, asked before its work and not after it."""

import os
from pathlib import Path

from cancuoc.settings import SettingsWrong


def require_folder(folder: Path) -> None:
    """Raises SettingsWrong unless files can be made in `folder`."""
    if not folder.exists():
        raise SettingsWrong(f"the folder {folder} does not exist: make it, or name another one")
    if not folder.is_dir():
        raise SettingsWrong(f"{folder} is no folder: name one that files can be written to")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsWrong(f"no file can be written to the folder {folder}: name another one")


def require_file_place(file: Path) -> None:
    """Raises SettingsWrong unless `file` can be written, under its own name and beside it."""
    if file.is_dir():
        raise SettingsWrong(f"{file} is a folder: name a file")
    require_folder(file.parent)
