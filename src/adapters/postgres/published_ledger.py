"""What the ledger proves, asked by requests: the published checkpoint, its tiles, and proofs."""

import contextlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
import structlog

from adapters.ledger.checkpoints import Checkpoint, read_checkpoint
from adapters.ledger.entries import entry
from adapters.ledger.notes import Note, NoteRefused, read_vkey, signers
from adapters.ledger.proofs import TilesInHand, tiles_for
from adapters.ledger.receipts import Receipt
from adapters.ledger.tiles import Tile, TileMissing, width_at
from adapters.ledger.tree import ProofWrong, check_inclusion, leaf_hash
from adapters.ledger.witness_policy import Policy
from adapters.postgres.ledger_tiles import Found, Steps, bundle_of, hashes_of, published_note

log = structlog.get_logger()
Rows = Callable[[Any, Sequence[object]], Awaitable[list[Any]]]
"""Sends a statement with its parameters and gives its rows."""

PROVED, PENDING, CONTRADICTED = "proved", "pending", "contradicted"

_TILES = """
SELECT level, number, hashes FROM ledger_tiles
WHERE (level, number) IN (SELECT * FROM unnest(%s::int2[], %s::int8[]))
"""
_EVENTS = """
SELECT e.originator_version, e.topic, sha256(e.state), p.position
FROM events AS e LEFT JOIN positions AS p USING (notification_id)
WHERE e.originator_id = %s AND e.originator_version BETWEEN %s AND %s
ORDER BY e.originator_version
"""
_LAST = 1 << 62
_KEYS = "SELECT vkey FROM ledger_keys WHERE act = 'added'"


class Proof(msgspec.Struct, frozen=True):
    """Whether the stored event is the one that the ledger has.

    `proved`: it leads to the root of the published checkpoint of `checkpoint_size` events.
    `pending`: no published checkpoint covers it yet, which takes a second or two.
    `contradicted`: it, or what lies beside it in the ledger, is not what was signed.
    """

    state: str
    checkpoint_size: int | None


class Published(msgspec.Struct, frozen=True):
    """The published checkpoint, signed as the policy wants it."""

    note: Note
    checkpoint: Checkpoint

    @property
    def size(self) -> int:
        return self.checkpoint.size


class Leaf(msgspec.Struct, frozen=True):
    """The entry of an event as its bytes are now, and its place under the published checkpoint."""

    version: int
    index: int
    entry: bytes


class NotYetPublished(Exception):
    """No published checkpoint covers this event yet."""


class Contradicted(Exception):
    """The stored event is not the one that was signed."""


async def lead(rows: Rows, steps: Steps[Found]) -> Found:
    """Lead the steps through; see `ledger_tiles.ask`."""
    try:
        question = next(steps)
        while True:
            question = steps.send(await rows(question.statement, question.parameters))
    except StopIteration as ended:
        found: Found = ended.value
        return found


class PublishedLedger:
    """Never tells of anything beyond the newest checkpoint that meets the policy."""

    def __init__(self, rows: Rows, policy: Policy | None = None) -> None:
        self._rows = rows
        self._policy = policy or Policy()

    async def published(self) -> Published | None:
        note = await lead(self._rows, published_note(self._policy))
        return None if note is None else Published(note, read_checkpoint(note.text))

    async def tile(self, tile: Tile) -> bytes | None:
        """Its bytes, for level -1 the bundle; None where the published tree does not have it."""
        published = await self.published()
        if published is None or tile.width > width_at(tile.level, tile.number, published.size):
            return None
        if tile.level < 0:
            return await lead(self._rows, bundle_of(tile.number, tile.width))
        return await lead(self._rows, hashes_of(tile))

    async def proofs(self, stream: UUID, first: int, last: int) -> dict[int, Proof]:
        """A verdict for each version from `first` to `last` that is stored now."""
        published, stored = await self.published(), await self._stored(stream, first, last)
        if published is None:
            return {version: Proof(PENDING, None) for version, *_ in stored}
        found = {version: Proof(PENDING, published.size) for version, *_ in stored}
        leaves = _covered(stored, published)
        tiles = await self._tiles([one.index for one in leaves], published.size)
        signed = await self._is_signed(published.note)
        for one in leaves:
            proved = signed and _is_in(one, tiles, published)
            found[one.version] = Proof(PROVED if proved else CONTRADICTED, published.size)
            if not proved:
                log.critical("ledger-contradicted", stream=str(stream), version=one.version)
        return found

    async def receipt(self, stream: UUID, version: int | None) -> Receipt | None:
        """The proof that this event is in the ledger; of the newest that is, without a version.

        None where there is no such event. Raises NotYetPublished, Contradicted.
        """
        first, last = (version, version) if version else (1, _LAST)
        published, stored = await self.published(), await self._stored(stream, first, last)
        leaves = _covered(stored, published) if published else []
        if not stored:
            return None
        if published is None or not leaves:
            raise NotYetPublished
        newest = leaves[-1]
        tiles = await self._tiles([newest.index], published.size)
        if not _is_in(newest, tiles, published):
            log.critical("ledger-contradicted", stream=str(stream), version=newest.version)
            raise Contradicted
        proof = tuple(tiles.proof(newest.index, published.size))
        return Receipt(newest.entry, newest.index, proof, published.note)

    async def _stored(self, stream: UUID, first: int, last: int) -> list[tuple[Any, ...]]:
        """Version, position or None, and entry, by version."""
        rows = await self._rows(_EVENTS, (stream, first, last))
        return [
            (version, position, entry(stream, version, topic, bytes(digest)))
            for version, topic, digest, position in rows
        ]

    async def _tiles(self, positions: Iterable[int], size: int) -> TilesInHand:
        """All tiles for proofs of these, the full ones by one query; damaged ones are left out."""
        wanted = tiles_for(positions, size)
        places = ([one.level for one in wanted], [one.number for one in wanted])
        found = {(level, n): bytes(data) for level, n, data in await self._rows(_TILES, places)}
        for tile in wanted:
            if (tile.level, tile.number) not in found:
                with contextlib.suppress(TileMissing):
                    found[tile.level, tile.number] = await lead(self._rows, hashes_of(tile))
        return TilesInHand(found)

    async def _is_signed(self, note: Note) -> bool:
        """By a key of the policy; without one, by a key that the ledger has ever had."""
        keys = self._policy.logs or [read_vkey(text) for (text,) in await self._rows(_KEYS, ())]
        try:
            return bool(signers(note, keys))
        except NoteRefused:
            return False


def _covered(stored: Iterable[tuple[Any, ...]], published: Published) -> list[Leaf]:
    return [
        Leaf(version, position, data)
        for version, position, data in stored
        if position is not None and position < published.size
    ]


def _is_in(leaf: Leaf, tiles: TilesInHand, published: Published) -> bool:
    size, root = published.size, published.checkpoint.root
    try:
        proof = tiles.proof(leaf.index, size)
        check_inclusion(leaf_hash(leaf.entry), leaf.index, size, proof, root)
    except (ProofWrong, TileMissing):
        return False
    return True
