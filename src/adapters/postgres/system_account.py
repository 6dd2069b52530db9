"""Which operating system account PostgreSQL runs as, for it refuses to run as root."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import msgspec

from adapters.postgres.trouble import PostgresTrouble

OWN_ACCOUNT = "cancuoc_postgres"


class Account(msgspec.Struct, frozen=True):
    """`uid` and `gid` to switch to, or None where the present account will do."""

    uid: int | None
    gid: int | None

    def spawn_options(self) -> dict[str, Any]:
        """Arguments for `subprocess` that switch the account and drop root's groups."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Hand one file or directory to the account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def owner(self) -> int:
        return os.geteuid() if self.uid is None else self.uid


def account_for(data_dir: Path) -> Account:
    """The present account, or, for root, the data directory's owner or an account of our own.

    Root creates the account with `useradd` once, as the wheel's own starter does; nothing runs
    under it but PostgreSQL.
    """
    if os.geteuid() != 0:
        return Account(None, None)
    owner = _owner_if_not_root(data_dir)
    if owner is not None:
        return owner
    entry = _own_account()
    return Account(entry.pw_uid, entry.pw_gid)


def open_the_way(account: Account, path: Path) -> None:
    """Let the account pass through, not list, the directories above `path` (root only)."""
    if account.uid is None:
        return
    for folder in path.parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def let_read(account: Account, tree: Path) -> None:
    """Let the account read the wheel's programs where root's umask hid them (root only)."""
    if account.uid is None or tree.stat().st_mode & stat.S_IROTH:
        return
    for path in (tree, *tree.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        # Whatever the owner may read or run, others may now too, but not write.
        path.chmod(mode | (mode & 0o500) >> 6)


def _owner_if_not_root(data_dir: Path) -> Account | None:
    if not data_dir.exists():
        return None
    found = data_dir.stat()
    return Account(found.st_uid, found.st_gid) if found.st_uid != 0 else None


def _own_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(OWN_ACCOUNT)
    except KeyError:
        _create_own_account()
    return pwd.getpwnam(OWN_ACCOUNT)


def _create_own_account() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise PostgresTrouble(
            "PostgreSQL does not run as root and there is no useradd to make an account for it; "
            "start as an ordinary user."
        )
    made = subprocess.run(
        [useradd, "--system", "--no-create-home", "--shell", "/bin/false", OWN_ACCOUNT],
        capture_output=True,
        text=True,
        check=False,
    )
    # Exit status 9 means that a second starter was quicker, which is as good.
    if made.returncode not in (0, 9):
        raise PostgresTrouble(
            f"The account {OWN_ACCOUNT} for PostgreSQL could not be made: {made.stderr.strip()}."
        )
