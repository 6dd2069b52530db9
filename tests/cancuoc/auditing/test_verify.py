"""`verify` says what holds and what does not, to whoever brings which keys, and never breaks.

Long because of the table of hostile bundles, one line for each.
"""

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bundles import Signers, build, head_of, history, signers
from cancuoc.auditing import verify

EVENTS = history(300)
BY = signers()
Harm = Callable[[Path], None]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    build(tmp_path / "bundle", EVENTS, BY)
    (tmp_path / "keys").write_text(BY.policy().text())
    return tmp_path / "bundle"


def run(bundle: Path, *options: str | Path) -> int:
    return verify.main([str(bundle), *map(str, options)])


def with_keys(bundle: Path, *options: str | Path) -> int:
    return run(bundle, "--keys", bundle.with_name("keys"), *options)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 700])
@pytest.mark.parametrize("witnesses", [0, 1, 3])
def test_a_sound_bundle_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], size: int, witnesses: int
) -> None:
    by = signers(witnesses)
    build(tmp_path / "bundle", history(size), by)
    (tmp_path / "keys").write_text(by.policy().text())

    status = with_keys(tmp_path / "bundle", "--known", tmp_path / "bundle" / "checkpoint")

    told = capsys.readouterr().out
    assert (status, "DOES NOT HOLD" in told, "not judged" in told) == (0, False, False), told


def test_a_bundle_in_a_tar_file_is_judged_as_its_folder(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_keys(bundle)
    of_folder = capsys.readouterr().out
    with tarfile.open(bundle.with_name("bundle.tar"), "w") as archive:
        archive.add(bundle, "evidence-of-march")

    assert with_keys(bundle.with_name("bundle.tar")) == 0
    assert capsys.readouterr().out == of_folder


def test_the_copy_in_the_bundle_judges_it_without_this_project(bundle: Path) -> None:
    asked = [sys.executable, "-I", "verify.py", ".", "--keys", "../keys"]

    told = subprocess.run(asked, cwd=bundle, capture_output=True, text=True, check=False)

    assert (told.returncode, told.stderr) == (0, "")
    assert "unaltered, as eid.example/register signed them" in told.stdout
    assert not (bundle / "__pycache__").exists()


def test_the_verifier_stands_on_cryptography_and_the_standard_library_alone() -> None:
    known = {*sys.stdlib_module_names, "cryptography"}
    asked = "import sys, runpy; runpy.run_path(sys.argv[1]); print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-I", "-c", asked, verify.__file__],
        capture_output=True,
        text=True,
        check=True,
    )

    ours = {name.split(".")[0] for name in told.stdout.split()}
    assert ours & {"adapters", "application", "cancuoc", "domain", "msgspec", "psycopg"} == set()
    assert "cryptography" in ours & known


def test_keys_of_the_bundle_alone_are_said_to_prove_little(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(bundle) == 0
    told = capsys.readouterr().out
    assert "Whose keys these are, it cannot say." in told
    assert "so that they prove nothing alone" in told


def test_what_no_log_proves_is_always_said(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_keys(bundle)

    assert capsys.readouterr().out.count("\n  - ") == len(verify.NOT_PROVED)


@pytest.mark.parametrize(
    ("known", "status", "said"),
    [
        (EVENTS, 0, "the first 300 events are those you knew"),
        (EVENTS[:256], 0, "the first 256 events are those you knew"),
        (EVENTS[:100], 0, "the first 100 events are those you knew"),
        ([], 0, "the first 0 events are those you knew"),
        (history(301), 1, "ROLLBACK: you kept a checkpoint of 301 events"),
        (history(100, seed=2), 1, "FORK: your checkpoint of 100 events has another root"),
        (history(300, seed=2), 1, "FORK: your checkpoint of 300 events has another root"),
    ],
)
def test_history_continues_what_the_auditor_knew(
    bundle: Path,
    capsys: pytest.CaptureFixture[str],
    known: list,  # type: ignore[type-arg]
    status: int,
    said: str,
) -> None:
    kept = bundle.with_name("kept")
    kept.write_text(BY.note(head_of(known)).whole())

    assert with_keys(bundle, "--known", kept) == status
    assert said in capsys.readouterr().out


def test_a_kept_checkpoint_of_another_ledger_is_none_of_this_one(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = BY.note(head_of(EVENTS)).whole().replace("eid.example/register\n", "other.example/x\n")
    bundle.with_name("kept").write_text(text)

    assert with_keys(bundle, "--known", bundle.with_name("kept")) == 1
    assert "yours is of other.example/x" in capsys.readouterr().out


def quorum(bundle: Path, by: Signers, line: str, cosigned: int) -> int:
    """The status of a bundle with this quorum, cosigned by so many of three witnesses."""
    policy = by.policy()._replace(groups={}, quorum="none")
    text = policy.text().replace("quorum none\n", line)
    (bundle / "keys.txt").write_text(text)
    note = by.note(head_of(EVENTS))
    whole = verify.Note(note.text, [(s.name, s.key_id, s.signature) for s in note.signatures])
    (bundle / "checkpoint").write_text(whole._replace(lines=whole.lines[: 1 + cosigned]).whole())
    findings, _ = verify.judge(verify.Folder(bundle), verify.Trust(), lambda *_: None)
    return "witnesses" not in findings.wrong


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("quorum none\n", 0),
        ("quorum w0.example\n", 1),
        ("quorum w2.example\n", 3),
        ("group g any w0.example w1.example w2.example\nquorum g\n", 1),
        ("group g 2 w0.example w1.example w2.example\nquorum g\n", 2),
        ("group g all w0.example w1.example w2.example\nquorum g\n", 3),
        ("group g any w1.example w2.example\ngroup h all w0.example g\nquorum h\n", 2),
    ],
)
def test_a_quorum_is_met_by_enough_witnesses_and_not_by_fewer(
    bundle: Path, line: str, needed: int
) -> None:
    by = signers(3)
    met = [quorum(bundle, by, line, cosigned) for cosigned in range(4)]

    assert met == [cosigned >= needed for cosigned in range(4)]


def written(name: str, data: bytes) -> Harm:
    return lambda bundle: (bundle / name).write_bytes(data) and None


def edited(name: str, old: bytes, new: bytes) -> Harm:
    def edit(bundle: Path) -> None:
        data = (bundle / name).read_bytes()
        assert old in data
        (bundle / name).write_bytes(data.replace(old, new, 1))

    return edit


def gone(name: str) -> Harm:
    return lambda bundle: (bundle / name).unlink()


def linked(name: str, to: str) -> Harm:
    def link(bundle: Path) -> None:
        (bundle / name).unlink(missing_ok=True)
        (bundle / name).symlink_to(to)

    return link


def a_pipe(bundle: Path) -> None:
    (bundle / "views.json").unlink()
    os.mkfifo(bundle / "views.json")


def a_line_twice(bundle: Path) -> None:
    lines = (bundle / "events.ndjson").read_bytes().splitlines(keepends=True)
    (bundle / "events.ndjson").write_bytes(b"".join([*lines[:7], lines[6], *lines[7:]]))


def a_folder_for_a_file(bundle: Path) -> None:
    (bundle / "keys.txt").unlink()
    (bundle / "keys.txt").mkdir()


def deep_folders(bundle: Path) -> None:
    (bundle / "/".join(["d"] * 40)).mkdir(parents=True)


def manifest(**changes: object) -> Harm:
    def change(bundle: Path) -> None:
        told = json.loads((bundle / "manifest.json").read_bytes()) | changes
        (bundle / "manifest.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")

    return change


FILES = {"README.md": "0" * 64, "../../etc/passwd": "0" * 64}


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (gone("manifest.json"), "manifest.json is missing"),
        (gone("events.ndjson"), "events.ndjson is missing"),
        (gone("checkpoint"), "checkpoint is missing"),
        (gone("README.md"), "README.md is missing"),
        (gone("tile/0/000"), "tile/0/000 is missing"),
        (gone("tile/entries/001.p/44"), "tile/entries/001.p/44 is missing"),
        (written("manifest.json", b""), "manifest.json is no manifest of cancuoc-audit/1"),
        (written("manifest.json", b"{" * 90_000), "manifest.json is no manifest"),
        (written("manifest.json", b"[" * 90_000), "manifest.json is no manifest"),
        (written("manifest.json", b"[]"), "manifest.json is no manifest"),
        (written("manifest.json", b"\xff\xfe"), "manifest.json is no manifest"),
        (written("manifest.json", b" " * (2 << 20)), "manifest.json is larger than 1,048,576"),
        (manifest(size=float("inf")), "manifest.json is no manifest"),
        (manifest(size="9" * 5000), "manifest.json is no manifest"),
        (manifest(size=301), "manifest.json is of another origin or size"),
        (manifest(origin="\x1b[2J"), "manifest.json is of another origin or size"),
        (manifest(files=7), "manifest.json is no manifest"),
        (manifest(files=FILES), "manifest.json is no manifest"),
        (manifest(format="cancuoc-audit/2"), "manifest.json is not written as cancuoc-audit/1"),
        (manifest(more=1), "manifest.json is not written as cancuoc-audit/1 asks"),
        (written("checkpoint", b"\x00" * 100), "the checkpoint is no signed note"),
        (written("checkpoint", b"a\n\n"), "the checkpoint is no signed note"),
        (written("checkpoint", b"\xff"), "the checkpoint is no UTF-8 text"),
        (edited("checkpoint", b"\n300\n", b"\n0300\n"), "does not begin with origin, size"),
        (edited("checkpoint", b"\n300\n", b"\n301\n"), "is not over this text"),
        (edited("checkpoint", "\n— w1".encode(), "\n— w9".encode()), "everybody has not cosigned"),
        (written("keys.txt", b"log x\n"), "line 1 of the keys: a verifier key is name+8 hex"),
        (written("keys.txt", b"log\n"), "line 1 of the keys is cut short"),
        (written("keys.txt", b"trust everybody\n"), "there is no line called trust"),
        (written("keys.txt", b""), "a file of keys names at least one log"),
        (written("events.ndjson", b""), "there are 0 and 300 were signed"),
        (written("events.ndjson", b"\n" * 300), "line 1 is no event as a bundle writes it"),
        (written("events.ndjson", b"x" * (65 << 20)), "line 1 is no event as a bundle writes it"),
        (edited("events.ndjson", b'"state":"', b'"state":" '), "is no event as a bundle writes it"),
        (edited("events.ndjson", b'"position":5', b'"position":6'), "position 6 stands where 5"),
        (a_line_twice, "position 6 stands where 7 must"),
        (a_line_twice, "has version"),
        (edited("policy.ndjson", b'"days":', b'"days":1'), "line 1 of policy.ndjson is not"),
        (written("policy.ndjson", b"x" * 99_000_000), "line 1 of policy.ndjson is not"),
        (written("more", b"more"), "more does not belong to a bundle of 300 events"),
        (written("tile/0/x000/000", b"") , "tile/0/x000/000 does not belong"),
        (written("tile/0/002", b""), "tile/0/002 does not belong"),
        (linked("views.json", "/etc/passwd"), "views.json is a link or no plain file"),
        (linked("more", ".."), "more is a link or no plain file"),
        (linked("keys.txt", "README.md"), "keys.txt cannot be read"),
        (a_pipe, "views.json is a link or no plain file"),
        (a_folder_for_a_file, "keys.txt is no plain file"),
        (deep_folders, "lies deeper than any file of a bundle"),
    ],
)  # fmt: skip
def test_hostile_bundles_are_told_in_a_sentence(
    bundle: Path, capsys: pytest.CaptureFixture[str], harm: Harm, said: str
) -> None:
    if said.startswith("tile/0/x000"):
        (bundle / "tile/0/x000").mkdir()
    harm(bundle)

    status = run(bundle)

    told = capsys.readouterr()
    assert status == 1
    assert said in told.out
    assert "\x1b" not in told.out


def member(name: str, **changes: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    for field, value in changes.items():
        setattr(made, field, value)
    return made


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([member("../events.ndjson")], "../events.ndjson leads out of the bundle"),
        ([member("b/../../x")], "b/../../x leads out of the bundle"),
        ([member("/etc/passwd")], "/etc/passwd leads out of the bundle"),
        ([member("b/a"), member("b/a")], "b/a is in the tar file twice"),
        ([member("b/a", type=tarfile.SYMTYPE, linkname="/")], "b/a is a link or no plain file"),
        ([member("b/a", type=tarfile.LNKTYPE, linkname="c")], "b/a is a link or no plain file"),
        ([member("b/a", type=tarfile.CHRTYPE)], "b/a is a link or no plain file"),
        ([member("checkpoint")], "manifest.json is missing"),
        ([member("elsewhere/manifest.json")], "manifest.json is no manifest"),
    ],
)
def test_hostile_tar_files_are_told_in_a_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    members: list[tarfile.TarInfo],
    said: str,
) -> None:
    with tarfile.open(tmp_path / "bundle.tar", "w") as archive:
        for one in members:
            archive.addfile(one, io.BytesIO())

    assert run(tmp_path / "bundle.tar") == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere is neither a folder nor a tar file"),
        (["keys"], "keys is no uncompressed tar file"),
        (["empty"], "empty is no bundle: neither manifest.json nor checkpoint is in it"),
        (["empty.tar"], "empty.tar is no bundle: neither manifest.json nor checkpoint is in it"),
        (["bundle", "--keys", "nowhere"], "nowhere cannot be used"),
        (["bundle", "--keys", "garbage"], "garbage cannot be used"),
        (["bundle", "--known", "keys"], "keys is no checkpoint (the checkpoint is no signed note"),
        (["bundle", "--known", "receipt"], "receipt is no checkpoint (it is a receipt)"),
        (["bundle", "--known", "receipt"], "--known expects the file `checkpoint` of a bundle"),
        (["bundle", "--manifest", "abc"], "--manifest is a SHA-256, 64 hex digits"),
    ],
)
def test_what_cannot_be_judged_is_exit_status_2(
    bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    bundle.with_name("garbage").write_bytes(b"\xff\x00")
    bundle.with_name("empty").mkdir()
    tarfile.open(bundle.with_name("empty.tar"), "w").close()
    head = "c2sp.org/tlog-proof@v1\nindex 0\n\n"
    bundle.with_name("receipt").write_text(head + (bundle / "checkpoint").read_text())
    monkeypatch.chdir(bundle.parent)

    assert verify.main(arguments) == 2
    told = capsys.readouterr()
    assert (said in told.err, told.out) == (True, "")
