"""With CANCUOC_MANDATORY=1 nothing may be left out, neither a test nor a file of tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

SKIPS_ONE = "import pytest\n\ndef test_it():\n    pytest.skip('no broker here')\n"
SKIPS_ALL = "import pytest\n\npytest.skip('no reader here', allow_module_level=True)\n"
FAILS_AS_EXPECTED = "import pytest\n\n@pytest.mark.xfail\ndef test_it():\n    assert False\n"
HOLDS = "def test_it():\n    pass\n"


def passes(folder: Path, test: str, mandatory: str) -> bool:
    """Whether pytest, with the hooks of this repository, is content with a file of tests."""
    (folder / "test_one.py").write_text(test)
    (folder / "test_other.py").write_text(HOLDS)
    environment = {**os.environ, "CANCUOC_MANDATORY": mandatory, "PYTHONPATH": str(TESTS)}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "mandatory", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode == 0


def test_a_skipped_test_fails_where_every_test_is_mandatory(tmp_path: Path) -> None:
    assert passes(tmp_path, SKIPS_ONE, mandatory="")
    assert not passes(tmp_path, SKIPS_ONE, mandatory="1")


def test_a_skipped_file_fails_where_every_test_is_mandatory(tmp_path: Path) -> None:
    assert passes(tmp_path, SKIPS_ALL, mandatory="")
    assert not passes(tmp_path, SKIPS_ALL, mandatory="1")


@pytest.mark.parametrize("test", [HOLDS, FAILS_AS_EXPECTED])
def test_what_does_not_skip_is_judged_as_ever(tmp_path: Path, test: str) -> None:
    assert passes(tmp_path, test, mandatory="1")
