"""Roots and proofs of RFC 6962, with the vectors of Certificate Transparency.

Long because published vectors, properties and forged proofs are read side by side.
"""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters.ledger.trees import leaf, leaves, node_in, path_of, proof_of, root_of

from adapters.ledger.tree import (
    EMPTY_ROOT,
    ProofWrong,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    tree_root,
)

ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
ROOTS = """
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
""".split()
SIBLING = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
PAIR = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
FOURTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LAST_PAIR = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
RIGHT_HALF = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
INCLUSIONS = {
    (0, 1): [],
    (0, 8): [SIBLING, PAIR, RIGHT_HALF],
    (5, 8): [FOURTH, LAST_PAIR, ROOTS[4]],
    (2, 3): [ROOTS[2]],
    (1, 5): [ROOTS[1], PAIR, FOURTH],
}
CONSISTENCIES = {
    (1, 1): [],
    (1, 8): [SIBLING, PAIR, RIGHT_HALF],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        LAST_PAIR,
        ROOTS[4],
    ],
    (2, 5): [PAIR, FOURTH],
}
SIZES = st.integers(1, 300)


def hexadecimal(proof: list[bytes]) -> list[str]:
    return [one.hex() for one in proof]


def test_hashes_of_leaves_and_nodes_never_meet() -> None:
    assert leaf_hash(b"") == sha256(b"\x00").digest()
    assert node_hash(b"a" * 32, b"b" * 32) == sha256(b"\x01" + b"a" * 32 + b"b" * 32).digest()
    assert sha256(b"").digest() == EMPTY_ROOT


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert tree_root(size, node_in(LEAVES)).hex() == ROOTS[size]


@pytest.mark.parametrize(("place", "proof"), INCLUSIONS.items())
def test_inclusion_proofs_are_those_of_certificate_transparency(
    place: tuple[int, int], proof: list[str]
) -> None:
    assert hexadecimal(inclusion_proof(*place, node_in(LEAVES))) == proof


@pytest.mark.parametrize(("sizes", "proof"), CONSISTENCIES.items())
def test_consistency_proofs_are_those_of_certificate_transparency(
    sizes: tuple[int, int], proof: list[str]
) -> None:
    assert hexadecimal(consistency_proof(*sizes, node_in(LEAVES))) == proof


@given(SIZES, st.data())
def test_every_leaf_is_proved_as_the_definition_says(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    proof = inclusion_proof(index, size, node_in(hashes))

    assert proof == path_of(index, hashes)
    check_inclusion(leaf(index), index, size, proof, root_of(hashes))


@given(SIZES, SIZES)
def test_every_beginning_is_proved_as_the_definition_says(one: int, other: int) -> None:
    old, new = sorted((one, other))
    hashes = leaves(new)
    proof = consistency_proof(old, new, node_in(hashes))

    assert proof == ([] if old == new else proof_of(old, hashes))
    check_consistency((old, root_of(hashes[:old])), (new, root_of(hashes)), proof)


def altered(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    """One hash flipped, dropped, doubled or exchanged with its neighbour."""
    if not proof:
        return [bytes(32)]
    at = data.draw(st.integers(0, len(proof) - 1))
    flipped = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    return data.draw(
        st.sampled_from(
            [
                [*proof[:at], flipped, *proof[at + 1 :]],
                proof[:at] + proof[at + 1 :],
                [*proof[:at], proof[at], *proof[at:]],
                [*proof, bytes(32)],
            ]
        )
    )


@given(SIZES, st.data())
def test_an_altered_proof_of_inclusion_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    proof = altered(inclusion_proof(index, size, node_in(hashes)), data)
    with pytest.raises(ProofWrong):
        check_inclusion(leaf(index), index, size, proof, root_of(hashes))


@given(st.integers(2, 300), st.data())
def test_a_proof_of_another_leaf_size_or_root_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index))
    hashes = leaves(size)
    proof, root = inclusion_proof(index, size, node_in(hashes)), root_of(hashes)

    for wrong in (
        (leaf(other), index, size, proof, root),
        (leaf(index), other, size, proof, root),
        (leaf(index), index, size, proof, root_of(hashes[:-1])),
    ):
        with pytest.raises(ProofWrong):
            check_inclusion(*wrong)


@given(st.integers(2, 300), st.data())
def test_an_altered_proof_of_consistency_is_refused(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    hashes = leaves(new)
    before, after = (old, root_of(hashes[:old])), (new, root_of(hashes))
    proof = consistency_proof(old, new, node_in(hashes))

    with pytest.raises(ProofWrong):
        check_consistency(before, after, altered(proof, data))
    with pytest.raises(ProofWrong):
        check_consistency((old, leaf(new)), after, proof)
    with pytest.raises(ProofWrong):
        check_consistency(before, (new, leaf(new)), proof)


@given(st.integers(2, 200), st.data())
def test_a_history_that_was_rewritten_has_no_proof(new: int, data: st.DataObject) -> None:
    """Neither tree's proof leads from the one to the other."""
    old = data.draw(st.integers(1, new - 1))
    at = data.draw(st.integers(0, old - 1))
    ours = leaves(new)
    forked = [*ours[:at], leaf(new + at), *ours[at + 1 :]]

    for told in (ours, forked):
        with pytest.raises(ProofWrong):
            check_consistency(
                (old, root_of(ours[:old])),
                (new, root_of(forked)),
                consistency_proof(old, new, node_in(told)),
            )


@pytest.mark.parametrize(
    ("old", "new", "proof"),
    [
        ((3, leaf(3)), (2, leaf(2)), []),
        ((2, leaf(1)), (2, leaf(2)), []),
        ((2, leaf(2)), (2, leaf(2)), [leaf(1)]),
        ((0, EMPTY_ROOT), (2, leaf(2)), [leaf(1)]),
        ((0, leaf(0)), (0, EMPTY_ROOT), []),
        ((1, leaf(0)), (2, leaf(2)), []),
        ((3, leaf(0)), (4, leaf(2)), []),
    ],
)
def test_trees_that_do_not_continue_each_other_are_refused(
    old: tuple[int, bytes], new: tuple[int, bytes], proof: list[bytes]
) -> None:
    with pytest.raises(ProofWrong):
        check_consistency(old, new, proof)


@pytest.mark.parametrize(("index", "size"), [(-1, 1), (0, 0), (1, 1), (9, 8)])
def test_a_leaf_beyond_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match=f"leaf {index} is not in a tree of {size}"):
        inclusion_proof(index, size, node_in(LEAVES))
    with pytest.raises(ProofWrong, match=f"leaf {index} is not in a tree of {size}"):
        check_inclusion(leaf(0), index, size, [], EMPTY_ROOT)


@pytest.mark.parametrize(("old", "new"), [(-1, 1), (2, 1)])
def test_no_tree_is_the_beginning_of_a_smaller_one(old: int, new: int) -> None:
    with pytest.raises(ValueError, match=f"a tree of {old} is no beginning of a tree of {new}"):
        consistency_proof(old, new, node_in(LEAVES))
