"""A Rust verifier of another house reads our notes and proofs, and refuses altered ones."""

from pathlib import Path
from random import Random

import metamorphic_log as foreign
import pytest

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.entries import leaf_of
from adapters.ledger.tiles import Nodes
from adapters.ledger.tree import consistency_proof, inclusion_proof
from bundles import ORIGIN, TilesOf, build, history, signers

SIZE = 700
BY = signers()
EVENTS = history(SIZE)
TREE = TilesOf(EVENTS)
NODE = Nodes(TREE, SIZE)
ROOT = TREE.tree.root()
VKEY = BY.policy().logs[0].text()
NOTE = BY.note(Checkpoint(ORIGIN, SIZE, ROOT)).whole()
PLACES = (0, 1, 127, 255, 256, 511, 512, SIZE - 2, SIZE - 1)
OLDER = (1, 2, 255, 256, 257, 512, 600, SIZE - 1)


def root_of(size: int) -> bytes:
    return TilesOf(EVENTS[:size]).tree.root()


def test_the_checkpoint_of_a_bundle_is_read_as_it_was_signed(tmp_path: Path) -> None:
    build(tmp_path / "bundle", EVENTS, BY)
    note = (tmp_path / "bundle" / "checkpoint").read_text()

    head = foreign.checkpoint_verify(note, [VKEY])

    assert (head.origin, head.size, bytes(head.root)) == (ORIGIN, SIZE, ROOT)
    assert foreign.verify_signed_note(note, [VKEY]) == 1


@pytest.mark.parametrize("place", PLACES)
def test_inclusion_is_accepted_and_no_other_leaf_or_place(place: int) -> None:
    proof, leaf = inclusion_proof(place, SIZE, NODE), leaf_of(EVENTS[place])

    foreign.verify_inclusion(place, SIZE, leaf, proof, ROOT)
    foreign.checkpoint_verify_inclusion(NOTE, [VKEY], place, leaf, proof)

    for other in (place ^ 1, (place + 300) % SIZE):
        with pytest.raises(foreign.VerifyError):
            foreign.verify_inclusion(other, SIZE, leaf, proof, ROOT)
    with pytest.raises(foreign.VerifyError):
        foreign.verify_inclusion(place, SIZE, flipped(leaf, Random(place)), proof, ROOT)


@pytest.mark.parametrize("older", OLDER)
def test_consistency_is_accepted_and_no_other_beginning(older: int) -> None:
    proof, root = consistency_proof(older, SIZE, NODE), root_of(older)
    kept = BY.note(Checkpoint(ORIGIN, older, root)).whole()

    foreign.verify_consistency(older, SIZE, proof, root, ROOT)
    foreign.checkpoint_verify_consistency(kept, NOTE, [VKEY], proof)

    with pytest.raises(foreign.VerifyError):
        foreign.verify_consistency(older, SIZE, proof, flipped(root, Random(older)), ROOT)


def test_an_altered_proof_is_refused() -> None:
    random = Random(7)
    for _ in range(200):
        place, older = random.randrange(SIZE), random.choice(OLDER)
        included, leaf = inclusion_proof(place, SIZE, NODE), leaf_of(EVENTS[place])
        continued, root = consistency_proof(older, SIZE, NODE), root_of(older)
        with pytest.raises(foreign.VerifyError):
            foreign.verify_inclusion(place, SIZE, leaf, altered(included, random), ROOT)
        with pytest.raises(foreign.VerifyError):
            foreign.verify_consistency(older, SIZE, altered(continued, random), root, ROOT)


def test_an_altered_note_is_refused() -> None:
    """But for the lines of witnesses, which this verifier passes over."""
    random, signed = Random(8), NOTE.encode().index("— w0".encode())
    for _ in range(200):
        data = bytearray(NOTE.encode())
        data[random.randrange(signed - 2)] ^= 1 << random.randrange(7)

        with pytest.raises(foreign.VerifyError):
            foreign.checkpoint_verify(data.decode(errors="replace"), [VKEY])


def test_another_key_of_the_same_name_is_refused() -> None:
    other = signers().policy().logs[0].text()

    with pytest.raises(foreign.VerifyError):
        foreign.checkpoint_verify(NOTE, [other])


def flipped(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def altered(proof: list[bytes], random: Random) -> list[bytes]:
    """One hash more, less, flipped or in another place."""
    hashes, at = list(proof), random.randrange(len(proof))
    other = (at + 1) % len(hashes)
    ways = {
        "more": [*hashes, hashes[at]],
        "less": [*hashes[:at], *hashes[at + 1 :]],
        "flipped": [*hashes[:at], flipped(hashes[at], random), *hashes[at + 1 :]],
    }
    if other != at:
        hashes[at], hashes[other] = hashes[other], hashes[at]
        ways["moved"] = hashes
    return random.choice([*ways.values()])
