"""Every event and every command has its entry in docs/glossary.md."""

import importlib
import re
from collections.abc import Iterable

import pytest

from architecture.tree import ROOT, SRC
from domain.catalogue import CATALOGUE
from domain.commands import Command

ENTRY = re.compile(r"^- (?:`(?P<event>[a-z.-]+)`|\*\*(?P<term>[^*]+)\*\*) — \S.*$", re.MULTILINE)
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()


def entries(glossary: str) -> set[str]:
    return {found["event"] or found["term"] for found in ENTRY.finditer(glossary)}


def missing(words: Iterable[str], glossary: str) -> list[str]:
    return sorted(set(words) - entries(glossary))


def events() -> set[str]:
    return {topic.rsplit(".", 1)[0] for topic in CATALOGUE}


def commands() -> set[str]:
    for module in (SRC / "domain").rglob("*.py"):
        importlib.import_module(".".join(module.relative_to(SRC).with_suffix("").parts))
    return {command.__name__ for command in _below(Command) if command.__name__[0] != "_"}


def _below(kind: type) -> Iterable[type]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def test_every_event_has_an_entry() -> None:
    assert events()
    assert missing(events(), GLOSSARY) == []


def test_every_command_has_an_entry() -> None:
    assert commands()
    assert missing(commands(), GLOSSARY) == []


def test_a_missing_entry_is_found() -> None:
    assert missing(["citizen.captured"], "") == ["citizen.captured"]
    assert missing(["citizen.captured"], "- `citizen.captured` —\n") == ["citizen.captured"]
    assert missing(["VerifyCitizen"], "- **VerifyCitizen** — confirm.\n") == []


def test_each_word_is_explained_once() -> None:
    words = [found["event"] or found["term"] for found in ENTRY.finditer(GLOSSARY)]
    assert [word for word in words if words.count(word) > 1] == []


@pytest.mark.parametrize("line", [line for line in GLOSSARY.splitlines() if line[:2] == "- "])
def test_each_entry_has_a_meaning(line: str) -> None:
    assert ENTRY.fullmatch(line)
