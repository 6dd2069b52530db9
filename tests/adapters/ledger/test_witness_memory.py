"""A witness never forgets what it cosigned, and never begins anew under the same key."""

import os
from pathlib import Path

import pytest
from tests.adapters.ledger.trees import leaf

from adapters.ledger import witness_memory
from adapters.ledger.notes import COSIGNING_KEY
from adapters.ledger.witness import Seen
from adapters.ledger.witness_memory import (
    KEY,
    MEMORY,
    WitnessMemory,
    WitnessTrouble,
    make_witness,
)

NAME, LOG = "court.example/witness", "eid.example/ledger"
TREE = Seen(9, leaf(9), "the whole checkpoint\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_witness(tmp_path / "witness", NAME)
    return tmp_path / "witness"


def test_a_new_witness_has_a_key_of_its_name_and_has_seen_nothing(tmp_path: Path) -> None:
    key = make_witness(tmp_path / "deep" / "witness", NAME)

    with WitnessMemory(tmp_path / "deep" / "witness") as memory:
        assert memory.key.verifier == key.verifier
        assert (memory.key.name, memory.key.kind) == (NAME, COSIGNING_KEY)
        assert memory.seen(LOG) == Seen()


def test_what_was_remembered_is_there_after_a_restart(folder: Path) -> None:
    with WitnessMemory(folder) as memory:
        memory.remember("other.example/ledger", Seen(1, leaf(1), "another\n"))
        memory.remember(LOG, TREE)

    with WitnessMemory(folder) as memory:
        assert memory.seen(LOG) == TREE
        assert memory.seen("other.example/ledger") == Seen(1, leaf(1), "another\n")


def test_file_and_name_are_on_disk_before_it_is_remembered(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = list[str]()
    real = os.fsync

    def fsync(descriptor: int) -> None:
        done.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with WitnessMemory(folder) as memory:
        memory.remember(LOG, TREE)

    assert [Path(one).name for one in done] == [f"{MEMORY}.new", folder.name]


def test_a_disk_that_refuses_leaves_the_memory_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    with WitnessMemory(folder) as memory:
        memory.remember(LOG, TREE)
        monkeypatch.setattr(witness_memory, "write_private", full)
        with pytest.raises(OSError, match="No space"):
            memory.remember(LOG, Seen(10, leaf(10), "later\n"))
        assert memory.seen(LOG) == TREE
    with WitnessMemory(folder) as memory:
        assert memory.seen(LOG) == TREE


def test_what_a_crash_left_half_written_is_passed_over(folder: Path) -> None:
    with WitnessMemory(folder) as memory:
        memory.remember(LOG, TREE)
    (folder / f"{MEMORY}.new").write_bytes(b'{"format":')

    with WitnessMemory(folder) as memory:
        assert memory.seen(LOG) == TREE
        memory.remember(LOG, Seen(10, leaf(10), "later\n"))


def test_two_witnesses_never_share_a_memory(folder: Path) -> None:
    with WitnessMemory(folder), pytest.raises(WitnessTrouble, match="already runs"):
        WitnessMemory(folder).__enter__()
    with WitnessMemory(folder) as memory:
        assert memory.seen(LOG) == Seen()


def test_the_key_is_for_its_owner_alone(folder: Path) -> None:
    assert (folder / KEY).stat().st_mode & 0o077 == 0
    (folder / KEY).chmod(0o640)

    with pytest.raises(WitnessTrouble, match="chmod 600"):
        WitnessMemory(folder).__enter__()


def test_a_witness_is_never_made_where_one_is(folder: Path) -> None:
    for gone in (MEMORY, KEY):
        (folder / gone).unlink()
        with pytest.raises(WitnessTrouble, match="belongs to a witness already"):
            make_witness(folder, NAME)
        (folder / gone).write_bytes(b"")


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb"])
def test_a_name_that_no_note_can_carry_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WitnessTrouble, match="no key name"):
        make_witness(tmp_path / "witness", name)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        (MEMORY, None, "never begin anew"),
        (MEMORY, b"", "never begin anew"),
        (MEMORY, b"{}", "never begin anew"),
        (MEMORY, b'{"format":"cancuoc-witness/1","logs":{"x":{"size":1}}}', "never begin anew"),
        (MEMORY, b'{"format":"cancuoc-witness/2","logs":{}}', "another form"),
        (
            MEMORY,
            b'{"format":"cancuoc-witness/1","logs":{"x":{"size":1,"root":"AAAA","note":""}}}',
            "another form",
        ),
        (KEY, None, "--new-key"),
        (KEY, b"", "restore it from your safe"),
        (KEY, b'{"name":"x","private":"?"}', "restore it from your safe"),
        (KEY, b'{"name":"x","private":"AAAA"}', "restore it from your safe"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused(
    folder: Path, file: str, content: bytes | None, said: str
) -> None:
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)

    with pytest.raises(WitnessTrouble, match=said):
        WitnessMemory(folder).__enter__()


def test_no_witness_is_found_where_none_was_made(tmp_path: Path) -> None:
    with pytest.raises(WitnessTrouble, match="--new-key"):
        WitnessMemory(tmp_path / "nowhere").__enter__()
