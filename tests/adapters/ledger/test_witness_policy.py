"""Whose signatures a checkpoint needs (C2SP tlog-policy), and which texts are no policy."""

from itertools import chain, combinations

import pytest

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.notes import COSIGNING_KEY, Note, SignatureLine, cosign, new_key, sign
from adapters.ledger.tree import EMPTY_ROOT
from adapters.ledger.witness_policy import PolicyBroken, read_policy

LOG = new_key("eid.example/ledger")
TEXT = Checkpoint(LOG.name, 0, EMPTY_ROOT).text()
NAMES = ("hanoi", "saigon", "inspectorate", "court", "assembly", "privacy")
KEYS = {name: new_key(f"{name}.example/witness", COSIGNING_KEY) for name in NAMES}
VKEY = {name: key.verifier.text() for name, key in KEYS.items()}
LOG_LINE = f"log {LOG.verifier.text()}"
WITNESSES = [f"witness {name} {vkey}" for name, vkey in VKEY.items()]

# The example that the facts aim for: two of three inside the ministry, and any one outside it.
NATIONAL = "\n".join([
    "# two of the ministry's own three, and one of those who owe it nothing",
    LOG_LINE,
    "",
    *WITNESSES,
    "group inside 2 hanoi saigon inspectorate",
    "\tgroup outside any court assembly privacy ",
    "group both all inside outside",
    "quorum both",
])  # fmt: skip


def signed_by(*names: str) -> Note:
    return Note(TEXT, (sign(TEXT, LOG), *(cosign(TEXT, KEYS[name], 1) for name in names)))


def test_the_quorum_holds_for_each_set_of_witnesses_as_it_says() -> None:
    policy = read_policy(NATIONAL)
    everybody = chain.from_iterable(combinations(NAMES, n) for n in range(len(NAMES) + 1))

    for names in everybody:
        expected = len({*NAMES[:3]} & {*names}) >= 2 and bool({*NAMES[3:]} & {*names})
        assert policy.is_met(signed_by(*names)) is expected, names


def test_it_is_known_how_many_witnesses_are_needed_at_least() -> None:
    assert read_policy(NATIONAL).fewest == 3
    assert read_policy("quorum none").fewest == 0


def test_a_policy_without_witnesses_wants_the_logs_word() -> None:
    policy = read_policy(f"{LOG_LINE} https://eid.example\nquorum none\n")
    stranger = new_key(LOG.name)

    assert policy.is_met(Note(TEXT, (sign(TEXT, LOG),)))
    assert not policy.is_met(Note(TEXT, (sign(TEXT, stranger),)))


def test_a_log_signs_for_itself_alone() -> None:
    other = Checkpoint("other.example/ledger", 0, EMPTY_ROOT).text()

    assert not read_policy(f"{LOG_LINE}\nquorum none").is_met(Note(other, (sign(other, LOG),)))


def test_one_wrong_signature_by_a_known_witness_spoils_the_note() -> None:
    policy = read_policy("\n".join([LOG_LINE, *WITNESSES, "quorum none"]))
    line = cosign(TEXT, KEYS["court"], 1)
    wrong = SignatureLine(line.name, line.key_id, line.signature[:-1] + b"\x00")

    assert policy.is_met(Note(TEXT, (sign(TEXT, LOG), line)))
    assert not policy.is_met(Note(TEXT, (sign(TEXT, LOG), wrong)))


def test_an_address_belongs_to_its_witness() -> None:
    policy = read_policy(f"{WITNESSES[0]} https://hanoi.example/w\n{WITNESSES[1]}\nquorum hanoi")

    assert [one.url for one in policy.witnesses] == ["https://hanoi.example/w", ""]


NO_POLICIES = [
    ("", "no quorum line"),
    (LOG_LINE, "no quorum line"),
    ("quorum", "line 1: there is one quorum line"),
    ("quorum none\nquorum none", "line 2: there is one quorum line"),
    ("quorum none none", "there is one quorum line"),
    ("quorum court", "no line before this one defines court"),
    (f"quorum court\n{WITNESSES[3]}", "no line before this one defines court"),
    ("Quorum none", "a line begins with"),
    ("log\nquorum none", "line 1: a log has a key"),
    ("log x\nquorum none", "a verifier key is"),
    (f"log {VKEY['court']}\nquorum none", "none that a log signs with"),
    (f"{LOG_LINE}\n{LOG_LINE}\nquorum none", "stands twice"),
    (f"{LOG_LINE} a b\nquorum none", "a log has a key"),
    ("witness court\nquorum none", "a witness has a name"),
    (f"witness court {LOG.verifier.text()}\nquorum none", "none that a witness cosigns with"),
    (f"{WITNESSES[3]} a b\nquorum none", "a witness has a name"),
    (f"{WITNESSES[3]}\nwitness other {VKEY['court']}\nquorum none", "stands twice"),
    (f"{WITNESSES[3]}\nwitness court {VKEY['hanoi']}\nquorum none", "court is taken"),
    (f"witness none {VKEY['hanoi']}\nquorum none", "none is taken"),
    (f"{WITNESSES[3]}\ngroup court any court\nquorum none", "court is taken"),
    (f"{WITNESSES[3]}\ngroup g any\nquorum none", "a group has a name"),
    (f"{WITNESSES[3]}\ngroup g 0 court\nquorum none", "1 to 1 of its members"),
    (f"{WITNESSES[3]}\ngroup g 2 court\nquorum none", "1 to 1 of its members"),
    (f"{WITNESSES[3]}\ngroup g 01 court\nquorum none", "1 to 1 of its members"),
    (f"{WITNESSES[3]}\ngroup g -1 court\nquorum none", "1 to 1 of its members"),
    (f"{WITNESSES[3]}\ngroup g ALL court\nquorum none", "1 to 1 of its members"),
    (f"{WITNESSES[3]}\ngroup g any none\nquorum none", "defines none"),
    (f"{WITNESSES[3]}\ngroup g 2 court court\nquorum g", "a member twice"),
    (f"{WITNESSES[3]}\ngroup g any court\ngroup h all g court\nquorum h", "a member twice"),
    ("group g any g\nquorum g", "no line before this one defines g"),
    (f"{LOG_LINE}\r\nquorum none", "control characters"),
    ("quorum none\x00", "control characters"),
    ("quorum\u00a0none", "a line begins with"),
]


@pytest.mark.parametrize(("text", "said"), NO_POLICIES, ids=[said for _, said in NO_POLICIES])
def test_a_text_that_is_no_policy_is_refused_and_says_where(text: str, said: str) -> None:
    with pytest.raises(PolicyBroken, match=said):
        read_policy(text)
