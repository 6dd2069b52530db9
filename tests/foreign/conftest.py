"""The Go verifier, built once a session into a folder of its own."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("go")
BUILD_S = 110
GoVerifier = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def go_verifier(tmp_path_factory: pytest.TempPathFactory) -> GoVerifier:
    """Called with a bundle's folder, a file of keys and perhaps options."""
    if shutil.which("go") is None:
        pytest.skip("there is no Go here: install the Debian package golang-go")
    program = tmp_path_factory.mktemp("go") / "foreign"
    built = subprocess.run(
        ["go", "build", "-mod=readonly", "-buildvcs=false", "-o", str(program), "."],
        cwd=SOURCE,
        capture_output=True,
        text=True,
        timeout=BUILD_S,
        check=False,
    )
    if "dial tcp" in built.stderr or "no such host" in built.stderr:
        pytest.skip("golang.org/x/mod is not in Go's cache: fetch it once with a network at hand")
    assert built.returncode == 0, built.stderr

    def judge(bundle: Path, keys: Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
        asked = [str(program), *map(str, options), str(bundle), str(keys)]
        return subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)

    return judge
