"""An evidence bundle from whatever holds a history: the event store, or events in memory."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from adapters.ledger.tiles import HEIGHT, MAX_LEVEL, WIDTH, Tile, TileMissing, TileSource, width_at
from application.feed import Positioned
from cancuoc.auditing import verify
from cancuoc.auditing.bundle_events import BundleEvents
from cancuoc.auditing.bundle_folder import BundleFolder
from cancuoc.auditing.bundle_readme import readme
from cancuoc.auditing.verify import Head, Note, Policy, read_head

_VERIFIER = Path(verify.__file__)


class Evidence(msgspec.Struct, frozen=True):
    """All that goes into a bundle besides events. `views` is the content of views.json."""

    checkpoint: Note
    policy: Policy
    tiles: TileSource
    views: bytes
    made_at: str

    @property
    def head(self) -> Head:
        return read_head(self.checkpoint)


class Written(msgspec.Struct, frozen=True):
    """`is_as_signed`: these events lead to the signed root, and no tile was missing."""

    head: Head
    manifest_sha256: str
    is_as_signed: bool


def write_bundle(
    folder: BundleFolder,
    evidence: Evidence,
    pages: Iterable[list[Positioned]],
    shown: Callable[[int], None],
) -> Written:
    """Write and name the bundle, also of a history that is not what was signed: that is evidence
    too. `pages` are the events from position 0, and may go on beyond the checkpoint's size;
    `shown` is told how many are written."""
    head = evidence.head
    for name, data in _small_files(evidence):
        folder.write(name, data)
    events = BundleEvents(folder)
    for page in pages:
        events.take(page[: head.size - events.count])
        shown(events.count)
        if events.count == head.size:
            break
    whole = [_written(folder, evidence.tiles, tile) for tile in _tiles(head.size)]
    is_as_signed = events.root() == head.root and all(whole)
    return Written(head, folder.finish(head, evidence.made_at), is_as_signed)


def _small_files(evidence: Evidence) -> Iterator[tuple[str, bytes]]:
    yield "checkpoint", evidence.checkpoint.whole().encode()
    yield "keys.txt", evidence.policy.text().encode()
    yield "views.json", evidence.views
    yield "README.md", readme(evidence.head).encode()
    yield "verify.py", _VERIFIER.read_bytes()


def _tiles(size: int) -> Iterator[Tile]:
    """Those of a tree of `size`, one after the other."""
    for level in range(MAX_LEVEL + 1):
        for number in range(-(-(size >> (HEIGHT * level)) // WIDTH)):
            yield Tile(level, number, width_at(level, number, size))


def _written(folder: BundleFolder, tiles: TileSource, tile: Tile) -> bool:
    try:
        folder.write_tile(tile.path, tiles.hashes(tile))
    except TileMissing:
        return False
    return True
