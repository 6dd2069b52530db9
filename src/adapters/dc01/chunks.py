"""A file of lines in pieces: what one transaction stores, and what is done or not done as a whole.

Where a piece ends follows from the bytes of the file only, so that a load that was broken off finds
the same pieces again; the digest of each tells whether its bytes are still the same.
"""

import hashlib
from collections.abc import Iterator
from typing import Protocol

import msgspec

from adapters.dc01.refused_file import FileRefused

CHUNK_LINES = 300
CHUNK_BYTES = 1 << 20
BLOCK_BYTES = 1 << 20
LONGEST_LINE = 65_536
"""Bytes of one line: as many as a request may have (CANCUOC_BODY_BYTES)."""


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Line(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One line without its end. `length` is that in the file, of which `text` may be the start."""

    number: int
    offset: int
    length: int
    text: bytes

    @property
    def is_cut(self) -> bool:
        return self.length > len(self.text)


class Chunk(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Consecutive lines of a file; numbers of chunks begin with 0, those of lines with 1."""

    number: int
    lines: list[Line]
    digest: bytes


def lines_of(file: Readable, offset: int = 0, longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Every line; of one longer than `longest` only the start is kept, whatever its length.

    `offset` is where `file` begins. Holds one block and one line at most. An error of `file` comes
    after the last whole line.
    """
    rest, number, dropped = b"", 0, 0
    while block := file.read(BLOCK_BYTES):
        *whole, rest = (rest + block).split(b"\n")
        for text in whole:
            number += 1
            length = len(text) + dropped
            yield Line(number, offset, length, text[:longest] if length > longest else text)
            offset, dropped = offset + length + 1, 0
        if len(rest) > longest:
            rest, dropped = rest[:longest], dropped + len(rest) - longest
    if rest:
        yield Line(number + 1, offset, len(rest) + dropped, rest)


def cut(lines: Iterator[Line], seed: bytes) -> Iterator[Chunk]:
    """The lines in chunks; `seed` (format and header) goes into every digest."""
    number, held, size = 0, list[Line](), 0
    broken: FileRefused | None = None
    try:
        for line in lines:
            held.append(line)
            size += len(line.text)
            if len(held) >= CHUNK_LINES or size >= CHUNK_BYTES:
                yield _chunk(number, held, seed)
                number, held, size = number + 1, [], 0
    except FileRefused as refused:
        # What was read before the file broke off is still to be stored.
        broken = refused
    if held:
        yield _chunk(number, held, seed)
    if broken is not None:
        raise broken


def _chunk(number: int, lines: list[Line], seed: bytes) -> Chunk:
    first = b"%d|%d|" % (lines[0].number, lines[0].offset)
    text = b"\n".join(line.text for line in lines)
    return Chunk(number, lines, hashlib.sha256(seed + first + text).digest())
