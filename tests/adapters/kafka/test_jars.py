"""The broker's jars are all there, or they are fetched again; who cannot is told how."""

import json
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from tools import kafka_jars
from tools.kafka_jars import LIST, NoBroker, is_whole, jars, require_java

WAYS = ("CANCUOC_KAFKA", "make kafka", "docker compose up kafka")


@pytest.fixture
def pom(tmp_path: Path) -> Path:
    path = tmp_path / "pom.xml"
    path.write_text("<project/>")
    return path


def program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs in front of the path; its `mvn` fetches two jars and counts."""
    folder = tmp_path / "bin"
    program(
        folder,
        "mvn",
        'for word; do case $word in -DoutputDirectory=*) to=${word#*=};; esac; done\n'
        f'echo . >> {tmp_path}/fetched\n'
        "printf 0123456789 > $to/kafka_2.13-4.jar; printf 01234 > $to/scala.jar",
    )  # fmt: skip
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def fetched(tmp_path: Path) -> int:
    counted = tmp_path / "fetched"
    return len(counted.read_text().split()) if counted.exists() else 0


def test_what_is_whole_is_not_fetched_again(tmp_path: Path, pom: Path, maven: Path) -> None:
    folder = jars(tmp_path / "cache", pom)
    assert {path.name for path in folder.iterdir()} == {"kafka_2.13-4.jar", "scala.jar", LIST}
    assert jars(tmp_path / "cache", pom) == folder
    assert fetched(tmp_path) == 1


def cut(folder: Path) -> None:
    (folder / "kafka_2.13-4.jar").write_bytes(b"0123")


def lose(folder: Path) -> None:
    (folder / "scala.jar").unlink()


def unlist(folder: Path) -> None:
    (folder / LIST).unlink()


def half_a_list(folder: Path) -> None:
    (folder / LIST).write_text('{"pom": "')


def empty_list(folder: Path) -> None:
    listed = json.loads((folder / LIST).read_text())
    (folder / LIST).write_text(json.dumps({**listed, "sizes": {}}))


def no_object(folder: Path) -> None:
    (folder / LIST).write_text("[]")


@pytest.mark.parametrize("ruin", [cut, lose, unlist, half_a_list, empty_list, no_object])
def test_what_is_not_whole_is_fetched_again(
    tmp_path: Path, pom: Path, maven: Path, ruin: object
) -> None:
    folder = jars(tmp_path / "cache", pom)
    assert callable(ruin)
    ruin(folder)
    assert not is_whole(folder, pom)
    assert is_whole(jars(tmp_path / "cache", pom), pom)
    assert fetched(tmp_path) == 2


def test_another_pom_needs_other_jars(tmp_path: Path, pom: Path, maven: Path) -> None:
    jars(tmp_path / "cache", pom)
    pom.write_text("<project>newer</project>")
    jars(tmp_path / "cache", pom)
    assert fetched(tmp_path) == 2


def test_a_fetch_that_breaks_off_leaves_nothing_that_passes_for_whole(
    tmp_path: Path, pom: Path, maven: Path
) -> None:
    mvn = (maven / "mvn").read_text()
    program(maven, "mvn", mvn.replace("#!/bin/sh\n", "") + "\necho '[ERROR] cut off'; exit 1")
    with pytest.raises(NoBroker, match="cut off"):
        jars(tmp_path / "cache", pom)
    assert not is_whole(tmp_path / "cache" / "jars", pom)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["fetching.lock"]


def test_maven_that_fetches_no_broker_is_not_believed(
    tmp_path: Path, pom: Path, maven: Path
) -> None:
    program(maven, "mvn", "exit 0")
    with pytest.raises(NoBroker, match="no broker"):
        jars(tmp_path / "cache", pom)


def test_two_who_begin_at_once_fetch_once(tmp_path: Path, pom: Path, maven: Path) -> None:
    mvn = (maven / "mvn").read_text()
    program(maven, "mvn", mvn.replace("#!/bin/sh\n", "sleep 0.3\n"))
    both = [threading.Thread(target=jars, args=(tmp_path / "cache", pom)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert is_whole(tmp_path / "cache" / "jars", pom)
    assert fetched(tmp_path) == 1


def test_without_maven_every_way_to_a_broker_is_told(
    tmp_path: Path, pom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBroker, match="Maven is not installed") as missing:
        jars(tmp_path / "cache", pom)
    assert all(way in str(missing.value) for way in WAYS)


def test_without_java_every_way_to_a_broker_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBroker, match="Java 17 is not installed") as missing:
        require_java()
    assert all(way in str(missing.value) for way in WAYS)


@pytest.mark.parametrize(
    ("version", "enough"),
    [("1.8.0_402", False), ("11.0.22", False), ("17.0.15", True), ("21", True), ("", False)],
)
def test_java_is_17_or_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, enough: bool
) -> None:
    program(tmp_path / "bin", "java", f"""echo 'openjdk version "{version}" 2025' >&2""")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    if enough:
        require_java()
        return
    with pytest.raises(NoBroker, match="older than 17"):
        require_java()


def test_the_pom_names_a_binding_of_the_loggers_own_major() -> None:
    listed = subprocess.run(
        ["sh", "-c", f"tr -d ' \\n' < {kafka_jars.POM}"], capture_output=True, text=True, check=True
    ).stdout
    assert "<artifactId>kafka_2.13</artifactId><version>4." in listed
    assert "<artifactId>slf4j-simple</artifactId><version>1.7." in listed
