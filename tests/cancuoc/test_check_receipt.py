"""A receipt is judged offline and in plain words; one that proves nothing is never called good."""

import re
import sys
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.entries import entry
from adapters.ledger.notes import (
    COSIGNING_KEY,
    Note,
    SignatureLine,
    cosign,
    new_key,
    read_vkey,
    sign,
)
from adapters.ledger.receipts import Receipt
from adapters.ledger.tree import leaf_hash, node_hash
from cancuoc import cli
from cancuoc.check_receipt import check
from cancuoc.not_judged import NotJudged

CARD = UUID("018f2b6e-7c1a-7f00-8000-5d2b1a4c9e01")
LOG, COURT = new_key("eid.example/ledger"), new_key("court.example/witness", COSIGNING_KEY)
KEY = LOG.verifier.text()
DIGEST = sha256(b"the stored bytes").digest()
ENTRY = entry(CARD, 3, "card.activated.v1", DIGEST)
OTHER = leaf_hash(b"another leaf")
TEXT = Checkpoint(LOG.name, 2, node_hash(OTHER, leaf_hash(ENTRY))).text()


def receipt(*more: SignatureLine, entry: bytes = ENTRY, index: int = 1) -> str:
    return Receipt(entry, index, (OTHER,), Note(TEXT, (sign(TEXT, LOG), *more))).text()


def judged(folder: Path, text: str, key: str = KEY, policy: str | None = None) -> tuple[int, str]:
    (folder / "receipt").write_bytes(text.encode())
    if policy is not None:
        (folder / "policy").write_text(policy)
    said = list[str]()
    status = check(
        folder / "receipt", key, folder / "policy" if policy is not None else None, said.append
    )
    return status, "\n".join(said)


def test_a_good_receipt_says_which_event_stands_where(tmp_path: Path) -> None:
    status, said = judged(tmp_path, receipt())

    assert status == 0
    for words in ("holds", "eid.example/ledger", "position 1", "card.activated.v1", "event 3",
                  str(CARD), DIGEST.hex()):  # fmt: skip
        assert words in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (receipt(index=0), "does not lead to the root"),
        (receipt(index=2), "is not in a tree of 2"),
        (receipt(entry=b"another entry"), "does not lead to the root"),
        (receipt().replace("\n2\n", "\n3\n"), "is not over this text"),
        (receipt()[:-30], "a note ends in"),
    ],
)
def test_a_receipt_that_proves_nothing_is_called_that(
    tmp_path: Path, text: str, words: str
) -> None:
    status, said = judged(tmp_path, text)

    assert status == 1
    assert said.startswith("This receipt proves nothing: ")
    assert words in said


def test_a_receipt_under_another_key_proves_nothing(tmp_path: Path) -> None:
    status, said = judged(tmp_path, receipt(), new_key(LOG.name).verifier.text())

    assert (status, "has not signed" in said) == (1, True)


def test_with_a_policy_the_witnesses_must_have_signed_too(tmp_path: Path) -> None:
    policy = f"log {KEY}\nwitness court {COURT.verifier.text()}\nquorum court\n"

    alone = judged(tmp_path, receipt(), policy=policy)
    together = judged(tmp_path, receipt(cosign(TEXT, COURT, 7)), policy=policy)

    assert alone[0] == 1
    assert "not by the witnesses" in alone[1]
    assert together[0] == 0
    assert "and by its witnesses" in together[1]


def test_where_the_policy_asks_for_no_witness_none_is_claimed(tmp_path: Path) -> None:
    status, said = judged(tmp_path, receipt(), policy=f"log {KEY}\nquorum none\n")

    assert (status, "by its witnesses" in said) == (0, False)
    assert said.endswith("signed by the key that you gave; no witness is asked for.")


def test_a_policy_of_another_log_is_not_blamed_on_witnesses(tmp_path: Path) -> None:
    other = new_key(LOG.name).verifier.text()

    status, said = judged(tmp_path, receipt(), policy=f"log {other}\nquorum none\n")

    assert (status, "witnesses" in said) == (1, False)
    assert "not by a log that the policy names" in said


@pytest.mark.parametrize(
    "key",
    [f"log {KEY}", f"  log\t{KEY} \n", f"log {KEY} https://x.example"],
    ids=["as it stands", "with spaces", "with an address"],
)
def test_a_key_is_taken_with_the_word_before_it_in_keys_txt(tmp_path: Path, key: str) -> None:
    assert judged(tmp_path, receipt(), key)[0] == 0


@pytest.mark.parametrize(
    "key",
    ["", "log", "no key", "keys.txt", f"log {KEY}\nquorum none\n", f"{KEY}\n{KEY}"],
    ids=["nothing", "a word", "two words", "a file", "a policy", "two keys"],
)
def test_what_is_no_key_is_answered_with_one(tmp_path: Path, key: str) -> None:
    with pytest.raises(NotJudged, match=r"--key: .* such as eid") as told:
        judged(tmp_path, receipt(), key)

    example = re.search(r"such as (\S+)[.,]", str(told.value))
    assert example is not None
    assert read_vkey(example[1]).name == "eid.example/ledger"


def test_line_endings_that_were_changed_on_the_way_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotJudged, match=r"changed on the way.*Convert the line endings"):
        judged(tmp_path, receipt().replace("\n", "\r\n"))


@pytest.mark.parametrize("text", ["", "no receipt", TEXT])
def test_what_is_no_receipt_is_not_judged(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotJudged, match="is no receipt: a receipt begins with c2sp"):
        judged(tmp_path, text)


def test_what_cannot_be_read_is_said_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(NotJudged, match="line 1"):
        judged(tmp_path, receipt(), policy="nonsense")
    with pytest.raises(NotJudged, match="cannot be read"):
        check(tmp_path / "nowhere", KEY, None, print)


@pytest.mark.parametrize(
    ("text", "key", "status"),
    [(receipt(), KEY, 0), (receipt(index=0), KEY, 1), ("", KEY, 2), (receipt(), "no key", 2)],
    ids=["it holds", "it does not", "no receipt", "no key"],
)
def test_the_exit_status_says_whether_it_holds_or_was_not_judged(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    key: str,
    status: int,
) -> None:
    (tmp_path / "receipt").write_text(text)
    asked = ["cancuoc", "audit", "check-receipt", str(tmp_path / "receipt"), "--key", key]
    monkeypatch.setattr(sys, "argv", asked)

    with pytest.raises(SystemExit) as left:
        cli.main()

    told = capsys.readouterr()
    assert left.value.code == status
    assert (told.err != "", told.out != "") == (status == 2, status != 2)
