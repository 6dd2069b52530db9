"""The one error of everything that starts, migrates or inspects a PostgreSQL server."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class PostgresTrouble(RuntimeError):
    """Says in one sentence, for an operator, what is wrong and where to look."""


@contextmanager
def in_plain_words(data_dir: Path) -> Iterator[None]:
    """Turn what the operating system refuses about a data directory into one sentence."""
    try:
        yield
    except PermissionError as denied:
        raise PostgresTrouble(
            f"PostgreSQL cannot start: this account may not use {denied.filename or data_dir}."
        ) from denied
    except OSError as failed:
        raise PostgresTrouble(
            f"PostgreSQL cannot start in {data_dir}: {failed.strerror} "
            f"({_free_megabytes(data_dir)} MB are free)."
        ) from failed


def _free_megabytes(data_dir: Path) -> int:
    """Free space where the directory is or would be."""
    existing = next(folder for folder in (data_dir, *data_dir.parents) if folder.exists())
    return shutil.disk_usage(existing).free >> 20
