"""What a witness accepts and what it declines (C2SP tlog-witness), to the status."""

import base64
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.adapters.ledger.trees import leaf, leaves, node_in, root_of

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.notes import COSIGNING_KEY, SigningKey, cosign, new_key, sign
from adapters.ledger.tree import consistency_proof
from adapters.ledger.witness import (
    Declined,
    Seen,
    read_submission,
    require_continues,
    require_known,
    submission_text,
)

LOG = new_key("eid.example/ledger")
LOGS = {LOG.name: [LOG.verifier]}
HASHES = leaves(20)


def note(
    size: int, hashes: Sequence[bytes] = HASHES, key: SigningKey = LOG, origin: str = LOG.name
) -> str:
    text = Checkpoint(origin, size, root_of(hashes[:size])).text()
    return f"{text}\n{sign(text, key).text()}"


def submitted(old: int, size: int, hashes: Sequence[bytes] = HASHES) -> bytes:
    proof = consistency_proof(old, size, node_in(hashes[:size]))
    return submission_text(old, proof, note(size, hashes)).encode()


def seen(size: int) -> Seen:
    return Seen(size, root_of(HASHES[:size])) if size else Seen()


def verdict(body: bytes, before: Seen) -> tuple[int, int | None]:
    """The status, and the size that is told."""
    try:
        submission = read_submission(body)
        require_known(submission, LOGS)
        require_continues(submission, before)
    except Declined as declined:
        return declined.status, declined.size
    return 200, None


@settings(deadline=None)
@given(st.integers(0, 20), st.integers(0, 20))
def test_every_growth_of_one_history_is_accepted(one: int, other: int) -> None:
    old, size = sorted((one, other))

    assert verdict(submitted(old, size), seen(old)) == (200, None)


@settings(deadline=None)
@given(st.integers(1, 19), st.integers(0, 19), st.integers(0, 20))
def test_a_history_that_was_altered_is_never_accepted(old: int, place: int, more: int) -> None:
    """Whatever was altered before `old`, also together with a proof made of the altered tree."""
    size = min(20, old + more)
    altered = [leaf(99) if n == place % old else one for n, one in enumerate(HASHES)]

    assert verdict(submitted(old, size, altered), seen(old)) == (422, None)


@settings(deadline=None)
@given(st.integers(0, 20), st.integers(0, 20))
def test_who_begins_at_another_size_is_told_the_right_one(theirs: int, old: int) -> None:
    expected = (200, None) if old == theirs else (409, theirs)

    assert verdict(submitted(old, 20), seen(theirs)) == expected


def test_what_is_accepted_is_what_is_remembered() -> None:
    submission = read_submission(submitted(3, 9))

    assert submission.seen == Seen(9, root_of(HASHES[:9]), note(9))


def test_signatures_of_strangers_beside_the_logs_are_passed_over() -> None:
    text = Checkpoint(LOG.name, 20, root_of(HASHES)).text()
    witness, stranger = new_key("w.example", COSIGNING_KEY), new_key(LOG.name)
    lines = (sign(text, stranger), cosign(text, witness, 7), sign(text, LOG))
    whole = text + "\n" + "".join(line.text() for line in lines)

    assert verdict(submission_text(0, [], whole).encode(), Seen()) == (200, None)


GOOD = submitted(3, 9).decode()
HASH = base64.b64encode(leaf(1)).decode()
STRAY = HASH[:-2] + chr(ord(HASH[-2]) + 1) + "="
"""The same 32 bytes, with a bit set that no byte of them has."""


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("nothing", b"", 400),
        ("zeroes", b"\x00" * 100, 400),
        ("no UTF-8", GOOD.encode() + b"\xff", 400),
        ("no checkpoint", b"old 3\n\n", 400),
        ("no empty line", GOOD.replace("\n\n", "\n", 1).encode(), 400),
        ("no old line", GOOD.partition("\n")[2].encode(), 400),
        ("old in capitals", GOOD.replace("old 3", "OLD 3").encode(), 400),
        ("old with a leading zero", GOOD.replace("old 3", "old 03").encode(), 400),
        ("old with a plus", GOOD.replace("old 3", "old +3").encode(), 400),
        ("old below zero", GOOD.replace("old 3", "old -3").encode(), 400),
        ("old in other digits", GOOD.replace("old 3", "old ٣").encode(), 400),
        ("old without end", GOOD.replace("old 3", f"old {'9' * 20}").encode(), 400),
        ("two blanks", GOOD.replace("old 3", "old  3").encode(), 400),
        ("a carriage return", GOOD.replace("old 3", "old 3\r").encode(), 400),
        ("a hash that is no base64", GOOD.replace("old 3\n", "old 3\n???\n").encode(), 400),
        ("a hash beyond ASCII", GOOD.replace("old 3\n", "old 3\né\n").encode(), 400),
        ("a hash of 31 bytes", GOOD.replace("old 3\n", "old 3\nAAAA\n").encode(), 400),
        ("a hash with stray bits", GOOD.replace("old 3\n", f"old 3\n{STRAY}\n").encode(), 400),
        ("64 hashes", GOOD.replace("old 3\n", "old 3\n" + f"{HASH}\n" * 64).encode(), 400),
        ("no newline at the end", GOOD.encode()[:-1], 400),
        ("a size with a leading zero", GOOD.replace("\n9\n", "\n09\n").encode(), 400),
        ("an old size beyond the checkpoint", submission_text(10, [], note(9)).encode(), 400),
        ("an unknown log", submission_text(3, [], note(9, origin="x.example")).encode(), 404),
        ("nobody's signature", submission_text(3, [], note(9, key=new_key("x"))).encode(), 403),
        ("another key", submission_text(3, [], note(9, key=new_key(LOG.name))).encode(), 403),
        ("another size", GOOD.replace("\n9\n", "\n8\n").encode(), 403),
        ("no proof", submission_text(3, [], note(9)).encode(), 422),
        ("a foreign hash", GOOD.replace("old 3\n", f"old 3\n{HASH}\n").encode(), 422),
        ("many hashes", GOOD.replace("old 3\n", "old 3\n" + f"{HASH}\n" * 50).encode(), 422),
    ],
)
def test_a_hostile_request_gets_its_status(name: str, body: bytes, status: int) -> None:
    assert verdict(body, seen(3))[0] == status, name


def test_a_known_key_with_a_wrong_signature_is_declined_although_another_one_is_right() -> None:
    other = new_key(LOG.name)
    text = Checkpoint(LOG.name, 9, root_of(HASHES[:9])).text()
    wrong = sign(text + "x\n", other)
    whole = f"{text}\n{sign(text, LOG).text()}{wrong.text()}"
    submission = read_submission(submission_text(0, [], whole).encode())

    with pytest.raises(Declined) as declined:
        require_known(submission, {LOG.name: [LOG.verifier, other.verifier]})

    assert declined.value.status == 403


def test_the_first_tree_is_believed_only_without_a_proof() -> None:
    whole = submission_text(0, [leaf(1)], note(9)).encode()

    assert verdict(whole, Seen()) == (422, None)


def test_an_empty_tree_with_a_root_of_something_is_declined() -> None:
    text = Checkpoint(LOG.name, 0, leaf(1)).text()

    body = submission_text(0, [], f"{text}\n{sign(text, LOG).text()}").encode()

    assert verdict(body, Seen()) == (422, None)
