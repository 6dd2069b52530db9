"""Fetches the jars of the genuine Kafka broker, named in tests/kafka/pom.xml, with Maven.

A folder counts as whole only when its list, written last, fits the pom and every jar on it is
there in full: an interrupted fetch is begun anew.
"""

import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
POM = ROOT / "tests" / "kafka" / "pom.xml"
CACHE = ROOT / ".kafka"
WAYS = (
    "set CANCUOC_KAFKA to the address of a broker, or install Java 17 and Maven and run"
    " `make kafka`, or run `docker compose up kafka`"
)
JAVA_AT_LEAST = 17
MAVEN_PATIENCE_S = 600
LIST = "whole.json"


class NoBroker(RuntimeError):
    """One sentence: why there is no genuine broker on this machine, and how to get one."""


def require_java() -> None:
    """Raises NoBroker where no Java 17 or newer is on the path."""
    if shutil.which("java") is None:
        raise NoBroker(f"Java {JAVA_AT_LEAST} is not installed: {WAYS}.")
    asked = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', asked.stderr)
    if found is None or int(found[1]) < JAVA_AT_LEAST:
        raise NoBroker(f"`java` is older than {JAVA_AT_LEAST}, which Kafka 4 needs: {WAYS}.")


def jars(cache: Path = CACHE, pom: Path = POM) -> Path:
    """The folder with all the jars, fetched first when they are not whole. Raises NoBroker."""
    folder = cache / "jars"
    if is_whole(folder, pom):
        return folder
    if shutil.which("mvn") is None:
        raise NoBroker(f"The broker's jars are not here, and Maven is not installed: {WAYS}.")
    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache / "fetching.lock"):
        if not is_whole(folder, pom):  # another program may have fetched them meanwhile
            _replace(folder, pom)
    return folder


def is_whole(folder: Path, pom: Path = POM) -> bool:
    """Whether every jar of the list is there at its size, and the list is that of this pom."""
    try:
        listed = json.loads((folder / LIST).read_text())
        sizes = {name: (folder / name).stat().st_size for name in listed["sizes"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(sizes) and sizes == listed["sizes"] and listed["pom"] == _digest(pom)


def _replace(folder: Path, pom: Path) -> None:
    """Fetch beside, and let the whole folder take the place of the old one."""
    beside = Path(tempfile.mkdtemp(prefix="fetching-", dir=folder.parent))
    try:
        _fetch(pom, beside)
        sizes = {path.name: path.stat().st_size for path in sorted(beside.glob("*.jar"))}
        if not any(name.startswith("kafka_") for name in sizes):
            raise NoBroker(f"Maven fetched no broker for {pom}: {WAYS}.")
        listed = {"pom": _digest(pom), "sizes": sizes}
        (beside / LIST).write_text(json.dumps(listed, indent=1) + "\n")
        beside.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _fetch(pom: Path, target: Path) -> None:
    order = [
        "mvn", "--quiet", "--batch-mode", "--file", str(pom), "dependency:copy-dependencies",
        "-DincludeScope=runtime", f"-DoutputDirectory={target}",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            order, capture_output=True, text=True, check=False, timeout=MAVEN_PATIENCE_S,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired as slow:
        raise NoBroker(f"Maven fetched nothing in {MAVEN_PATIENCE_S} s: {WAYS}.") from slow
    if done.returncode:
        said = next((line for line in done.stdout.splitlines() if "ERROR" in line), "no reason")
        raise NoBroker(f"Maven could not fetch the broker's jars ({said.strip()}): {WAYS}.")


def _digest(pom: Path) -> str:
    return hashlib.sha256(pom.read_bytes()).hexdigest()


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
