"""`verify` judges by the keys that the auditor brought, whatever the bundle adds to them."""

from pathlib import Path

import pytest

from adapters.ledger.notes import COSIGNING_KEY, NOTE_KEY, Note, cosign, new_key, sign
from bundles import COSIGNED_AT, ORIGIN, Signers, build, head_of, history, signers
from cancuoc.auditing import verify

EVENTS = history(20)
HEAD = head_of(EVENTS)
OLD = signers(1)
WITNESS = OLD.witnesses[0]
GROWN = Signers(OLD.log, (*OLD.witnesses, new_key("w1.example/witness", COSIGNING_KEY)))
ROTATED = Signers(new_key(ORIGIN), OLD.witnesses)
STRANGER = new_key("a.example/stranger", NOTE_KEY)
ALTERED = "VERDICT: this bundle is NOT what was signed"


def judged(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    by: Signers,
    note: Note | None = None,
    keys: verify.Policy | None = None,
) -> tuple[int, str]:
    """A bundle of these signers, judged with the keys of OLD where no others are given."""
    build(folder / "bundle", EVENTS, by, note)
    (folder / "keys").write_text((keys or OLD.policy()).text())
    status = verify.main([str(folder / "bundle"), "--keys", str(folder / "keys")])
    return status, capsys.readouterr().out


def test_keys_published_before_a_witness_was_added_still_judge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = judged(tmp_path, capsys, GROWN)

    assert (status, "DOES NOT HOLD" in told) == (0, False), told
    assert f"as {ORIGIN} signed them." in told
    assert "note            keys.txt names a witness that you do not know (w1.example/" in told
    assert "ask the office, and the witness itself, for the record of it" in told
    assert "keys.txt asks for another quorum than yours" in told


def test_while_two_keys_sign_the_old_one_is_enough_and_the_new_one_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = HEAD.text()
    both = Note(text, (sign(text, ROTATED.log), sign(text, OLD.log), cosign(text, WITNESS, 7)))

    status, told = judged(tmp_path, capsys, ROTATED, both)

    assert (status, "DOES NOT HOLD" in told) == (0, False), told
    assert f"a key of the log that you do not know ({ORIGIN}+" in told
    assert "ask the office for the record of the rotation" in told
    assert "keys.txt no longer names a key of the log that you have" in told


def test_a_key_that_only_the_bundle_names_is_told_apart_from_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other").mkdir()
    unsigned = Note(HEAD.text(), (cosign(HEAD.text(), WITNESS, 7),))

    by_other = judged(tmp_path, capsys, ROTATED)
    by_nobody = judged(tmp_path / "other", capsys, OLD, unsigned)

    assert (by_other[0], by_nobody[0]) == (1, 1)
    assert "the log's signature: signed by a key that you do not know" in by_other[1]
    assert "which keys.txt names): ask the office for the record of the rotation" in by_other[1]
    assert "VERDICT: no key of yours has signed this bundle." in by_other[1]
    assert ALTERED not in by_other[1]
    assert "the log's signature: signed by nobody" in by_nobody[1]
    assert ALTERED in by_nobody[1]


def test_a_wrong_signature_under_a_key_that_only_the_bundle_names_is_nobodys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = sign("another text\n", ROTATED.log)
    note = Note(HEAD.text(), (wrong, cosign(HEAD.text(), WITNESS, 7)))

    status, told = judged(tmp_path, capsys, ROTATED, note)

    assert (status, "signed by nobody" in told, ALTERED in told) == (1, True, True), told


def test_events_altered_under_a_strange_key_are_called_altered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = ROTATED.note(head_of(history(20, seed=2)))

    status, told = judged(tmp_path, capsys, ROTATED, note)

    assert (status, ALTERED in told) == (1, True), told


def test_a_wrong_signature_of_a_key_of_yours_condemns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = OLD.note(HEAD)
    wrong = Note(HEAD.text(), (*good.signatures, sign("another text\n", OLD.log)))

    status, told = judged(tmp_path, capsys, OLD, wrong)

    assert (status, f"the signature of {ORIGIN} is not over this text" in told) == (1, True), told


def test_a_weaker_quorum_in_the_bundle_does_not_weaken_yours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "alone").mkdir()
    alone = Signers(OLD.log, ())

    cosigned = judged(tmp_path, capsys, alone, OLD.note(HEAD))
    uncosigned = judged(tmp_path / "alone", capsys, alone)

    assert (cosigned[0], uncosigned[0]) == (0, 1)
    assert "keys.txt no longer names a witness that you have (w0.example/" in cosigned[1]
    assert "DOES NOT HOLD   witnesses: the quorum everybody has not cosigned" in uncosigned[1]


def test_a_signature_of_a_stranger_is_ignored_and_the_time_is_that_of_the_witness(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = HEAD.text()
    note = Note(text, (sign(text, STRANGER), *OLD.note(HEAD).signatures))

    status, told = judged(tmp_path, capsys, OLD, note)

    assert status == 0, told
    assert f"w0.example/witness at 2021-03-01 01:00:00 UTC (second {COSIGNED_AT})" in told
    assert "a signature whose key nobody names here was ignored (a.example/stranger)" in told


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_signatures_means_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], turned: bool
) -> None:
    lines = OLD.note(HEAD).signatures
    note = Note(HEAD.text(), lines[::-1] if turned else (*lines, lines[0]))

    assert judged(tmp_path, capsys, OLD, note)[0] == 0


def test_of_very_many_strange_keys_three_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = OLD.policy()
    strange = [verify.Key(f"k{n}.example", verify.NOTE_KEY, bytes([n]) * 32) for n in range(60)]
    build(tmp_path / "bundle", EVENTS, OLD)
    text = own._replace(logs=[*own.logs, *strange]).text()
    (tmp_path / "bundle" / "keys.txt").write_text(text)
    trust = verify.Trust(own)

    findings, _ = verify.judge(verify.Folder(tmp_path / "bundle"), trust, lambda *_: None)

    assert [*findings.wrong] == ["files"]
    assert "and 57 more" in findings.remarks[0]
