"""What each answer of a witness means to the log: a signature, another size, a contradiction."""

import pytest
from tests.adapters.ledger.trees import leaf

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.notes import COSIGNING_KEY, Note, cosign, new_key, sign
from adapters.ledger.witness import SIZE_TYPE
from adapters.ledger.witness_answers import (
    FORK,
    ROLLBACK,
    Answered,
    Away,
    Cosigned,
    Knows,
    Meaning,
    Refuses,
    Sent,
    meaning,
)
from adapters.ledger.witness_policy import Witness

LOG, KEY = new_key("eid.example/ledger"), new_key("court.example/witness", COSIGNING_KEY)
WITNESS = Witness("court", KEY.verifier, "http://127.0.0.1:1")
OLD, SIZE, NEWEST = 5, 9, 12
TEXT = Checkpoint(LOG.name, SIZE, leaf(SIZE)).text()
SENT = Sent(OLD, SIZE, Note(TEXT, (sign(TEXT, LOG),)))
LINE = cosign(TEXT, KEY, 7)
STRANGER = cosign(TEXT, new_key("x.example", COSIGNING_KEY), 7)
OTHER = cosign(Checkpoint(LOG.name, SIZE, leaf(1)).text(), KEY, 7)


def means(status: int, text: str = "", kind: str = "") -> Meaning:
    return meaning(Answered(status, text, kind), WITNESS, SENT, NEWEST)


def size(number: object) -> Meaning:
    return means(409, f"{number}\n", SIZE_TYPE)


def test_its_own_line_is_taken_and_those_of_others_are_passed_over() -> None:
    assert means(200, LINE.text()) == Cosigned(LINE)
    assert means(200, STRANGER.text() + LINE.text()) == Cosigned(LINE)


@pytest.mark.parametrize(
    "text",
    ["", "\n", "ok\n", STRANGER.text(), OTHER.text(), LINE.text()[:-1], LINE.text() + "\n",
     sign(TEXT, LOG).text(), OTHER.text() + LINE.text(), "\x00" * 1000],
)  # fmt: skip
def test_a_yes_without_its_signature_over_this_checkpoint_is_a_refusal(text: str) -> None:
    assert means(200, text) == Refuses("cosignature-wrong")


def test_a_size_that_this_store_has_passed_is_where_the_next_proof_begins() -> None:
    assert size(3) == Knows(3)
    assert size(0) == Knows(0)
    assert size(SIZE) == Knows(SIZE)
    assert size(NEWEST) == Knows(NEWEST)


def test_a_size_beyond_everything_that_was_signed_here_is_a_rollback() -> None:
    assert size(NEWEST + 1) == Refuses(ROLLBACK, NEWEST + 1)


def test_an_objection_at_the_very_size_that_was_assumed_is_a_fork() -> None:
    assert size(OLD) == Refuses(FORK, OLD)


@pytest.mark.parametrize("status", [409, 422])
def test_a_contradiction_in_words_is_a_fork(status: int) -> None:
    assert means(status, "no") == Refuses(FORK)


@pytest.mark.parametrize("text", ["", "x", "-1", "07", "1.5", "1\n2\n", "9" * 20])
def test_a_size_that_is_none_is_no_size(text: str) -> None:
    assert means(409, text, SIZE_TYPE) == Refuses(FORK)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "request-refused"), (401, "request-refused"), (403, "key-unknown"),
     (404, "origin-unknown"), (413, "request-refused")],
)  # fmt: skip
def test_a_witness_that_does_not_know_this_log_says_so(status: int, code: str) -> None:
    assert means(status) == Refuses(code)


@pytest.mark.parametrize("status", [0, 100, 201, 204, 302, 408, 425, 429, 500, 502, 503])
def test_whatever_may_pass_by_itself_is_tried_again(status: int) -> None:
    assert means(status, LINE.text()) == Away()


def test_what_it_said_is_kept_in_one_line_of_bounded_length() -> None:
    said = Answered(422, "a\nb\x1b[31m" + "c" * 1000).said

    assert said.startswith("422 a b [31mc")
    assert len(said) == 300
