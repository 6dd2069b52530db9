"""What is installed is pinned by hash, from whatever index an office may use."""

import re
import tomllib
from pathlib import Path

import pytest

from architecture.tree import ROOT

LOCKS = [ROOT / "requirements" / "run.txt", ROOT / "requirements" / "dev.txt"]
PINNED = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.]+)(?: ; [^@\\]+)?(?: --hash=sha256:[0-9a-f]{64})+"
)


def requirements(lock: str) -> list[str]:
    """The requirements of a lock, one a line, continued lines joined."""
    joined = re.sub(r"\s*\\\n\s*", " ", lock)
    return [line for line in joined.splitlines() if line.strip()]


def loose(lock: str) -> list[str]:
    """Lines that are not one exact version with its hashes: options, addresses, open ranges."""
    return [line for line in requirements(lock) if not PINNED.fullmatch(line)]


def versions(lock: str) -> dict[str, str]:
    pins = (PINNED.fullmatch(line) for line in requirements(lock))
    return {pin["name"]: pin["version"] for pin in pins if pin}


def declared(extra: str | None = None) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {re.split(r"[\[<>=!~ ;]", line)[0].lower() for line in wanted}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_each_line_of_a_lock_is_one_version_with_its_hashes(lock: Path) -> None:
    assert requirements(lock.read_text())
    assert loose(lock.read_text()) == []


@pytest.mark.parametrize(
    "line",
    [
        "alembic==1.20.1",
        "alembic>=1.20 --hash=sha256:" + "0" * 64,
        "alembic==1.20.1 \\\n    --hash=md5:" + "0" * 32,
        "alembic @ https://example.org/alembic.whl --hash=sha256:" + "0" * 64,
        "--index-url https://example.org/simple",
        "--find-links /wheels",
    ],
)
def test_a_loose_line_is_found(line: str) -> None:
    assert loose(line + "\n") != []


def test_the_developer_lock_has_the_versions_of_the_run_lock() -> None:
    run, dev = (versions(lock.read_text()) for lock in LOCKS)
    assert run.items() <= dev.items()


def test_every_declared_dependency_is_locked() -> None:
    run, dev = (versions(lock.read_text()) for lock in LOCKS)
    assert declared() <= run.keys()
    assert declared("dev") <= dev.keys()
