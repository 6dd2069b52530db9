"""The libraries of the Go checksum database read our bundles, and find what is altered in them."""

import json
from pathlib import Path
from random import Random

import pytest
from tests.cancuoc.auditing.alterations import ALTERATIONS, Files, Originals, case
from tests.foreign.conftest import GoVerifier

from bundles import build, history, signers

COVERED = ("events.ndjson", "checkpoint", "tile/")
"""Manifest, rules and words are this project's own: x/mod knows nothing of them."""


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Originals:
    return Originals(tmp_path_factory.mktemp("bundles"), 300, 260)


@pytest.fixture(scope="module")
def keys(originals: Originals, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "keys.txt"
    path.write_text(originals.by.policy().text())
    return path


def written(folder: Path, files: Files) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 513, 2000])
def test_a_bundle_of_ours_is_accepted(tmp_path: Path, go_verifier: GoVerifier, size: int) -> None:
    by = signers()
    build(tmp_path / "bundle", history(size), by)

    told = go_verifier(tmp_path / "bundle", tmp_path / "bundle" / "keys.txt")

    assert told.stdout.startswith(f"accepted: {size} entries"), told.stdout + told.stderr


def test_its_proof_of_consistency_agrees_with_what_we_signed_before(
    tmp_path: Path, go_verifier: GoVerifier, originals: Originals, keys: Path
) -> None:
    bundle, known = written(tmp_path / "now", originals.files), tmp_path / "known"
    known.write_bytes(originals.older_checkpoint)

    assert go_verifier(bundle, keys, "-known", known).returncode == 0

    older = written(tmp_path / "older", originals.older)
    known.write_bytes(originals.files["checkpoint"])
    assert "rollback" in go_verifier(older, keys, "-known", known).stdout


def test_what_is_altered_is_refused(
    tmp_path: Path, go_verifier: GoVerifier, originals: Originals, keys: Path
) -> None:
    random, survived = Random(5), list[str]()
    names = [name for name in originals.files if name.startswith(COVERED)]
    for number in range(150):
        name, alter = random.choice(names), random.choice(ALTERATIONS)
        files = dict(originals.files)
        while says_the_same(files, originals.files):
            alter(random, files, name)
            files = {one: files[one] for one in files if one in originals.files}
        bundle = written(tmp_path / str(number), files)
        told = go_verifier(bundle, keys)
        if told.returncode != 1 or not told.stdout.startswith("refused"):
            survived.append(f"{number}: {alter.__name__} {name}: {told.stdout}{told.stderr}")

    assert survived == []


def says_the_same(some: Files, others: Files) -> bool:
    """Whether a reader who is lenient about JSON and base64 finds the same in both."""
    return some.keys() == others.keys() and all(
        some[name] == others[name] or loosely(name, some[name]) == loosely(name, others[name])
        for name in some
        if name.startswith(COVERED)
    )


def loosely(name: str, data: bytes) -> object:
    if name != "events.ndjson":
        return data
    try:
        return [
            {key.lower(): value[:-4] if key == "state" else value for key, value in event.items()}
            for event in map(json.loads, data.splitlines())
        ]
    except ValueError:
        return None


def test_a_forger_without_the_key_is_refused(
    tmp_path: Path, go_verifier: GoVerifier, originals: Originals, keys: Path
) -> None:
    forged = [case(originals, number) for number in range(9, 400, 10)]
    for number, one in enumerate(forged):
        bundle = written(tmp_path / str(number), one.files)

        assert go_verifier(bundle, keys).stdout.startswith("refused"), one.what
