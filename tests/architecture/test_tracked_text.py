"""Nothing in the repository depends on one machine, one package index or one author."""

import codecs
import re
from pathlib import Path

import pytest

from architecture.tree import files, name

# Written in ROT13, so that this list does not find itself.
MACHINE_PATHS = ["/jbex/", "/ebbg/", "/ubzr/", "/gzc/irai", "/bcg/jurryf"]
INDEX_HOSTS = ["clcv.bet", "clgubaubfgrq.bet", "ertvfgel.acz", "erc1.znira", "qriahyy-cebkl"]
AUTHORSHIP = [
    "naguebcvp", "pynhqr", "bcranv", "pungtcg", "pbcvybg", "yyz", "nv-trarengrq", "nv trarengrq",
    "ynathntr zbqry", "pbqvat ntrag", "fhontrag", "fho-ntrag", "pb-nhguberq-ol",
]  # fmt: skip


def _plain(words: list[str]) -> list[str]:
    return [re.escape(codecs.decode(word, "rot13")) for word in words]


FORBIDDEN = re.compile(
    rf"(?<![\w.])(?:{'|'.join(_plain(MACHINE_PATHS))})"
    rf"|{'|'.join(_plain(INDEX_HOSTS))}"
    rf"|\b(?:{'|'.join(_plain(AUTHORSHIP))})\b",
    re.IGNORECASE,
)


def finds(text: str) -> list[str]:
    return sorted({found.group() for found in FORBIDDEN.finditer(text)})


def _text(path: Path) -> str:
    return path.read_bytes().decode(errors="ignore")


def test_no_tracked_file_names_a_machine_an_index_or_an_author() -> None:
    found = {name(path): finds(name(path) + "\n" + _text(path)) for path in files()}
    assert len(found) > 20
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize("word", [*MACHINE_PATHS, *INDEX_HOSTS, *AUTHORSHIP])
def test_a_forbidden_word_is_found(word: str) -> None:
    plain = codecs.decode(word, "rot13")
    assert finds(f"see {plain}") == [plain]


def test_a_path_inside_the_repository_is_left_alone() -> None:
    assert finds(f"src{codecs.decode('/jbex/', 'rot13')}list.py") == []


def test_this_file_is_among_those_looked_at() -> None:
    assert Path(__file__) in files()
