"""The key-encryption key of an embedded register: made once, and missed aloud ever after."""

from pathlib import Path

import psycopg

from adapters.keys.file_kek import open_or_create_kek
from adapters.keys.kek import KekTrouble
from cancuoc.rehearsal_clock import CannotRun


def require_kek(path: Path, keys_dsn: str) -> None:
    """Make the key of an empty register, or see that the old one can be read.

    A register that holds keys never gets a new one: it would go on as if nothing were wrong, and
    open nothing that it has. Raises CannotRun.
    """
    if not path.exists() and _holds_keys(keys_dsn):
        raise CannotRun(
            f"The key-encryption key {path} is missing, and only it opens what this register"
            " holds: restore it from your safe, or start an empty register in another CANCUOC_VAR."
        )
    try:
        open_or_create_kek(path)
    except KekTrouble as trouble:
        raise CannotRun(f"The key-encryption key cannot be used: {trouble}.") from trouble


def _holds_keys(keys_dsn: str) -> bool:
    with psycopg.connect(keys_dsn) as connection:
        row = connection.execute(
            "SELECT EXISTS (SELECT FROM kind_keys) OR EXISTS (SELECT FROM data_keys)"
        ).fetchone()
    return bool(row and row[0])
