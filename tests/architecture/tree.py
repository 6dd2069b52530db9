"""The files of this repository, as the architecture tests look at them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
TESTS = ROOT / "tests"
ROOMS = ("adapters", "application", "cancuoc", "devices", "domain", "projections")


def files(*suffixes: str) -> list[Path]:
    """Every file that git tracks or would track, in order; with suffixes, only those."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = {ROOT / name for name in listing.split("\0") if name}
    return sorted(path for path in paths if path.is_file() and _is_one_of(path, suffixes))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _is_one_of(path: Path, suffixes: tuple[str, ...]) -> bool:
    return not suffixes or path.suffix in suffixes
