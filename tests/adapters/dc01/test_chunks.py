"""The same bytes are the same chunks, in whichever pieces they are read."""

import io
import random

from hypothesis import given
from hypothesis import strategies as st

from adapters.dc01.chunks import CHUNK_BYTES, CHUNK_LINES, Line, cut, lines_of


class InPieces:
    """A file that gives what it likes, as a compressed one does."""

    def __init__(self, content: bytes, seed: int) -> None:
        self._file = io.BytesIO(content)
        self._random = random.Random(seed)

    def read(self, size: int = -1, /) -> bytes:
        return self._file.read(self._random.randint(1, max(1, min(size, 37))))


@given(st.binary(max_size=400), st.integers(0, 5))
def test_lines_do_not_depend_on_how_a_file_is_read(content: bytes, seed: int) -> None:
    expected = list(lines_of(io.BytesIO(content), longest=20))

    assert list(lines_of(InPieces(content, seed), longest=20)) == expected
    whole = content.split(b"\n")
    if whole[-1] == b"":
        whole.pop()
    assert [line.text for line in expected] == [text[:20] for text in whole]
    assert [line.length for line in expected] == [len(text) for text in whole]
    assert [line.is_cut for line in expected] == [len(text) > 20 for text in whole]


def test_an_endless_line_is_never_held() -> None:
    class Endless:
        blocks = iter([*[b"x" * 1_000_000] * 40, b"\nlast\n"])

        def read(self, size: int = -1, /) -> bytes:
            return next(self.blocks, b"")

    first, second = lines_of(Endless())

    assert (first.length, len(first.text)) == (40_000_000, 65_536)
    assert second == Line(2, 40_000_001, 4, b"last")


def test_a_chunk_ends_by_its_lines_or_by_its_bytes() -> None:
    short = b"x\n" * (CHUNK_LINES * 2 + 1)
    long = (b"y" * 60_000 + b"\n") * 40

    by_lines = [len(chunk.lines) for chunk in cut(lines_of(io.BytesIO(short)), b"")]
    by_bytes = [len(chunk.lines) for chunk in cut(lines_of(io.BytesIO(long)), b"")]

    assert by_lines == [CHUNK_LINES, CHUNK_LINES, 1]
    assert by_bytes == [CHUNK_BYTES // 60_000 + 1] * 2 + [40 - 2 * (CHUNK_BYTES // 60_000 + 1)]


def test_the_digest_tells_other_bytes_another_place_and_another_header() -> None:
    def digest(content: bytes, seed: bytes = b"") -> bytes:
        [chunk] = cut(lines_of(io.BytesIO(content)), seed)
        return chunk.digest

    assert digest(b"a\nb\n") == digest(b"a\nb")
    assert digest(b"a\nb\n") != digest(b"a\nc\n")
    assert digest(b"a\nb\n") != digest(b"a\nb\n", b"csv|id")


def test_numbers_and_offsets_are_those_of_an_editor() -> None:
    [chunk] = cut(lines_of(io.BytesIO(b"one\r\n\nthree"), 3), b"")

    assert chunk.lines == [
        Line(1, 3, 4, b"one\r"),
        Line(2, 8, 0, b""),
        Line(3, 9, 5, b"three"),
    ]
