"""The key-encryption key in a file: private, never replaced, and RFC 3394 to the letter."""

import base64
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.keys.file_kek import FileKek, create_kek, open_or_create_kek
from adapters.keys.kek import KekTrouble


def _file(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def _content(key: bytes, kek_id: str = "k1") -> bytes:
    return json.dumps({"kek_id": kek_id, "key": base64.b64encode(key).decode()}).encode()


def test_a_new_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    create_kek(tmp_path / "kek.json")

    assert (tmp_path / "kek.json").stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["kek.json"]


def test_what_one_program_wrapped_another_unwraps(tmp_path: Path) -> None:
    wrapped = create_kek(tmp_path / "kek.json").wrap(b"k" * 32)

    assert len(wrapped) == 40
    assert FileKek(tmp_path / "kek.json").unwrap(wrapped) == b"k" * 32


def test_wrapping_is_that_of_rfc_3394_section_4_6(tmp_path: Path) -> None:
    kek = FileKek(_file(tmp_path / "kek.json", _content(bytes(range(32)))))
    key = bytes.fromhex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")

    assert kek.wrap(key).hex() == (
        "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
    )


def test_an_existing_file_is_never_replaced(tmp_path: Path) -> None:
    first = create_kek(tmp_path / "kek.json")

    with pytest.raises(KekTrouble, match="never replaced"):
        create_kek(tmp_path / "kek.json")

    assert FileKek(tmp_path / "kek.json").kek_id == first.kek_id
    assert os.listdir(tmp_path) == ["kek.json"]


def test_of_many_starters_all_get_the_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keks = list(pool.map(lambda _: open_or_create_kek(tmp_path / "kek.json"), range(8)))

    assert len({kek.wrap(bytes(32)) for kek in keks}) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o644])
def test_a_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(KekTrouble, match="chmod 600"):
        FileKek(_file(tmp_path / "kek.json", _content(bytes(32)), mode))


HOSTILE = {
    "nothing": b"",
    "no JSON": b"\xff\xfe",
    "another shape": b"[]",
    "no key": b'{"kek_id": "a"}',
    "no id": _content(bytes(32), ""),
    "a short key": _content(bytes(16)),
    "no base64": b'{"kek_id": "a", "key": "!!!"}',
    "an unknown field": b'{"kek_id": "a", "key": "", "more": 1}',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(KekTrouble):
        FileKek(_file(tmp_path / "kek.json", content))


def test_a_missing_file_and_a_missing_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(KekTrouble, match=r"kek\.json cannot be read"):
        FileKek(tmp_path / "kek.json")
    with pytest.raises(KekTrouble, match="cannot be written"):
        open_or_create_kek(tmp_path / "nowhere" / "kek.json")


@pytest.mark.parametrize("wrapped", [b"", b"x" * 8, b"x" * 39, b"x" * 40, b"x" * 41])
def test_what_this_key_did_not_wrap_is_refused(tmp_path: Path, wrapped: bytes) -> None:
    with pytest.raises(KekTrouble):
        create_kek(tmp_path / "kek.json").unwrap(wrapped)
