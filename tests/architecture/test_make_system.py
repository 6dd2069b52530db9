"""`make system` installs the programs that are missing, and only those."""

import shutil
import subprocess
from pathlib import Path

import pytest

from architecture.tree import ROOT

NEEDED = "sh id env awk make".split()
PACKAGES = {
    "curl": "curl",
    "java": "openjdk-17-jre-headless",
    "mvn": "maven",
    "go": "golang-go",
}


def installed(folder: Path, *there: str) -> str:
    """What `make system` says on a machine with these programs, whose apt-get only says."""
    for name in NEEDED:
        (folder / name).symlink_to(str(shutil.which(name)))
    for name in there:
        (folder / name).symlink_to("/bin/true")
    for name in ("apt-get", "sudo"):
        apt = folder / name
        apt.write_text(f'#!{folder}/sh\n[ {name} = sudo ] && exec "$@"\necho "apt-get $*"\n')
        apt.chmod(0o755)
    return subprocess.run(
        ["make", "system"], cwd=ROOT, env={"PATH": str(folder)}, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip


def test_where_all_are_there_nothing_is_installed(tmp_path: Path) -> None:
    assert installed(tmp_path, *PACKAGES) == "Here already: curl java mvn go.\n"


@pytest.mark.parametrize("missing", PACKAGES)
def test_only_what_is_missing_is_installed(tmp_path: Path, missing: str) -> None:
    said = installed(tmp_path, *(name for name in PACKAGES if name != missing)).splitlines()
    assert said[0].startswith("apt-get update")
    assert said[1] == f"apt-get install --yes --no-install-recommends {PACKAGES[missing]}"


def test_on_an_empty_machine_all_are_installed(tmp_path: Path) -> None:
    assert " ".join(PACKAGES.values()) in installed(tmp_path)


def test_ci_installs_them_and_demands_the_genuine_broker() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert script.index("make system") < script.index("make check")
    assert "export CANCUOC_MANDATORY=1" in script
    assert "CANCUOC_KAFKA" not in script
