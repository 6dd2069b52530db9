"""Looks for texts and bytes in every file below a folder, whatever they were dressed up as."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.faults.disguises import disguises

Found = dict[str, set[str]]
"""File, from the folder on -> what was found in it."""


def traces_in(folder: Path, texts: Iterable[str] = (), raw: Iterable[bytes] = ()) -> Found:
    """Every file that gives one of `texts` away in any disguise, or holds the `raw` bytes."""
    looked_for = {text: disguises(text) for text in texts}
    looked_for |= {one.hex(): {one} for one in raw}
    found: Found = {}
    for path, content in _files(folder):
        here = {
            name
            for name, needles in looked_for.items()
            if any(needle in content for needle in needles)
        }
        if here:
            found[str(path.relative_to(folder))] = here
    return found


def size_of(folder: Path) -> int:
    """Bytes that are looked through."""
    return sum(len(content) for _, content in _files(folder))


def _files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """What a server removes while it is looked at is gone, and so is what it held."""
    for path in sorted(folder.rglob("*")):
        try:
            if path.is_file():
                yield path, path.read_bytes()
        except FileNotFoundError:
            continue
