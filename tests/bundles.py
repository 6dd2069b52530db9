"""Evidence bundles of invented histories, for tests of whoever reads bundles."""

import json
import struct
from pathlib import Path
from random import Random
from uuid import UUID

import msgspec

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.entries import leaf_of
from adapters.ledger.growing_tree import GrowingTree
from adapters.ledger.notes import COSIGNING_KEY, Note, SigningKey, cosign, new_key, sign
from adapters.ledger.tiles import Tile, TileMissing
from adapters.ledger.tree import HASH_BYTES, subtree_root
from application.feed import Positioned
from cancuoc.auditing import verify
from cancuoc.auditing.bundle_folder import BundleFolder
from cancuoc.auditing.write_bundle import Evidence, write_bundle

ORIGIN = "eid.example/register"
MADE_AT = "2021-03-01T08:00:00Z"
COSIGNED_AT = 1_614_560_400
RULE = "legal-instrument.rule-confirmed.v1"
TOPICS = ("citizen.captured.v1", "card.personalised.v1", "card-stock.received.v1")


class Signers(msgspec.Struct, frozen=True):
    """A log and its witnesses, all of which must cosign."""

    log: SigningKey
    witnesses: tuple[SigningKey, ...]

    def policy(self) -> verify.Policy:
        witnesses = {key.name.split("/")[0]: _key(key) for key in self.witnesses}
        groups = {"everybody": (len(witnesses), list(witnesses))} if witnesses else {}
        quorum = "everybody" if witnesses else "none"
        return verify.Policy([_key(self.log)], witnesses, groups, quorum)

    def note(self, head: Checkpoint) -> Note:
        lines = [cosign(head.text(), key, COSIGNED_AT) for key in self.witnesses]
        return Note(head.text(), (sign(head.text(), self.log), *lines))


def signers(witnesses: int = 2) -> Signers:
    names = [f"w{number}.example/witness" for number in range(witnesses)]
    keys = tuple(new_key(name, COSIGNING_KEY) for name in names)
    return Signers(new_key(ORIGIN), keys)


def _key(key: SigningKey) -> verify.Key:
    return verify.Key(key.name, key.kind, key.verifier.public)


def history(count: int, seed: int = 1) -> list[Positioned]:
    """Streams of a few events each, in a random order that keeps their versions in order."""
    random, versions = Random(seed), dict[UUID, int]()
    streams = [UUID(int=random.getrandbits(128)) for _ in range(max(count // 4, 1))]
    found = list[Positioned]()
    for position in range(count):
        stream = random.choice(streams)
        versions[stream] = versions.get(stream, 0) + 1
        topic = random.choice(TOPICS) if random.random() > 0.02 else RULE
        state = _state(random, topic)
        found.append(Positioned(position, stream, versions[stream], topic, state))
    return found


def _state(random: Random, topic: str) -> bytes:
    public = {"key": f"R{random.randrange(99)}", "parameters": {"days": random.randrange(90)}}
    clear = {"envelope": {"recorded_at": MADE_AT}, "public": public}
    text = json.dumps(clear).encode()
    sealed = b"" if topic == RULE else random.randbytes(random.randrange(200))
    return struct.pack(">BI", 1, len(text)) + text + sealed


class TilesOf:
    """`TileSource` of events in memory."""

    def __init__(self, events: list[Positioned]) -> None:
        self.tree = GrowingTree()
        leaves = b"".join(map(leaf_of, events))
        full = self.tree.grow(leaves)
        self._hashes = {(tile.level, tile.number): tile.hashes for tile in full}
        below = leaves
        for level in range(4):
            for number in range(-(-len(below) // HASH_BYTES // 256)):
                at = number * 256 * HASH_BYTES
                self._hashes[level, number] = below[at : at + 256 * HASH_BYTES]
            below = b"".join(
                subtree_root(one)
                for (at_level, _), one in sorted(self._hashes.items())
                if at_level == level and len(one) == 256 * HASH_BYTES
            )

    def hashes(self, tile: Tile) -> bytes:
        found = self._hashes.get((tile.level, tile.number), b"")[: tile.width * HASH_BYTES]
        if len(found) != tile.width * HASH_BYTES:
            raise TileMissing(tile.path)
        return found


def build(folder: Path, events: list[Positioned], by: Signers, signed: Note | None = None) -> str:
    """A bundle of these events; its manifest's SHA-256. `signed` goes in as its checkpoint."""
    tiles = TilesOf(events)
    note = signed or by.note(Checkpoint(by.log.name, len(events), tiles.tree.root()))
    evidence = Evidence(as_verified(note), by.policy(), tiles, b'{"views":[]}\n', MADE_AT)
    with BundleFolder(folder) as writing:
        return write_bundle(writing, evidence, [events], lambda _: None).manifest_sha256


def as_verified(note: Note) -> verify.Note:
    lines = [(one.name, one.key_id, one.signature) for one in note.signatures]
    return verify.Note(note.text, lines)


def head_of(events: list[Positioned]) -> Checkpoint:
    return Checkpoint(ORIGIN, len(events), TilesOf(events).tree.root())
