"""The tree cut into tiles of height 8 (C2SP tlog-tiles): their names, widths and nodes.

`tile/<L>/<N>[.p/<W>]` holds W (256 when full) hashes of 32 bytes: at level 0 leaf hashes, above
the roots of full tiles of the level below. `tile/entries/<N>[.p/<W>]` holds the entries.
"""

import re
from typing import Protocol

import msgspec

from adapters.ledger.tree import HASH_BYTES, subtree_root

HEIGHT = 8
WIDTH = 1 << HEIGHT
MAX_LEVEL = 5
"""Of a ledger of 2^48 events."""
_HIGHEST_LEVEL = 63

_PATH = re.compile(
    r"tile/(?P<level>0|[1-9][0-9]?|entries)/(?P<number>(?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


class Tile(msgspec.Struct, frozen=True):
    """One tile by its place; `level` -1 is the bundle of the entries below level 0."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        level = "entries" if self.level < 0 else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_digits(self.number)}{partial}"


def _digits(number: int) -> str:
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03}")
    return "/".join(reversed(groups))


def read_path(path: str) -> Tile | None:
    """The tile that a path names; None for every other text, also for other spellings."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level = -1 if found["level"] == "entries" else int(found["level"])
    tile = Tile(
        level,
        int(found["number"].replace("x", "").replace("/", "")),
        int(found["width"] or WIDTH),
    )
    if tile.level > _HIGHEST_LEVEL or tile.width > WIDTH:
        return None
    # One spelling for each tile: `.p/256` and leading groups of zeroes are none.
    return tile if tile.path == path else None


def width_at(level: int, number: int, size: int) -> int:
    """How many hashes this tile has in a tree of `size`; 0 where it is not there yet."""
    above = max(level, 0)
    return max(0, min(WIDTH, (size >> (HEIGHT * above)) - number * WIDTH))


def tiles_of(size: int) -> list[Tile]:
    """Every tile of a tree of `size`, leaves first, without the bundles of entries."""
    found = list[Tile]()
    for level in range(MAX_LEVEL + 1):
        hashes = size >> (HEIGHT * level)
        found += [
            Tile(level, number, min(WIDTH, hashes - number * WIDTH))
            for number in range(-(-hashes // WIDTH))
        ]
    return found


class TileSource(Protocol):
    """Where tiles come from: the database, a folder, another log."""

    def hashes(self, tile: Tile) -> bytes:
        """Exactly `tile.width` hashes. Raises TileMissing."""
        ...


class TileMissing(Exception):
    """A tile that should be there and is not, or has another length."""


class Nodes:
    """The nodes of a tree of `size`, found in its tiles; each tile is asked for once."""

    def __init__(self, source: TileSource, size: int) -> None:
        self._source = source
        self._size = size
        self._known: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """The node at (level, index), which must be complete in this tree."""
        tile_level, inside = divmod(level, HEIGHT)
        first, count = index << inside, 1 << inside
        number, offset = divmod(first, WIDTH)
        hashes = self._tile(tile_level, number)
        part = hashes[offset * HASH_BYTES : (offset + count) * HASH_BYTES]
        if len(part) != count * HASH_BYTES:
            raise TileMissing(f"node {index} of level {level} is not in the tree")
        return subtree_root(part)

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._known:
            tile = Tile(level, number, width_at(level, number, self._size))
            self._known[level, number] = self._source.hashes(tile)
        return self._known[level, number]
