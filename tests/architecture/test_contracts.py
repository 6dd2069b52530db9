"""Imports go inward only: the contracts of pyproject.toml hold, and each can be broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from architecture.tree import ROOT, SRC

INWARD = "Imports go inward only"
DOMAIN = "The domain knows no technology"
INNER = "The application and the projections know no technology"

VIOLATIONS = [
    ("domain", "import application", INWARD),
    ("domain", "import adapters", INWARD),
    ("application", "import projections", INWARD),
    ("application", "import adapters", INWARD),
    ("projections", "import devices", INWARD),
    ("adapters", "import devices", INWARD),
    ("devices", "import cancuoc", INWARD),
    ("domain", "import psycopg", DOMAIN),
    ("application", "import fastapi", INNER),
    ("projections", "import sqlalchemy", INNER),
]


def lint_imports(repository: Path) -> subprocess.CompletedProcess[str]:
    """Judge the `src` of a repository by the contracts in its pyproject.toml."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(repository / "src"), "COLUMNS": "200"}
    return subprocess.run(
        command, cwd=repository, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the rooms of this one, empty but for what a test writes into them."""
    folder = tmp_path_factory.mktemp("repository")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for room in SRC.glob("*/__init__.py"):
        (folder / "src" / room.parent.name).mkdir(parents=True)
        shutil.copy(room, folder / "src" / room.parent.name)
    return folder


def test_the_contracts_hold() -> None:
    verdict = lint_imports(ROOT)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_empty_rooms_keep_every_contract(copy: Path) -> None:
    assert lint_imports(copy).returncode == 0


@pytest.mark.parametrize(("room", "line", "contract"), VIOLATIONS)
def test_an_outward_import_breaks_its_contract(
    copy: Path, room: str, line: str, contract: str
) -> None:
    violation = copy / "src" / room / "violation.py"
    violation.write_text(line + "\n")
    verdict = lint_imports(copy)
    violation.unlink()
    assert verdict.returncode == 1, verdict.stdout + verdict.stderr
    assert f"{contract} BROKEN" in verdict.stdout
