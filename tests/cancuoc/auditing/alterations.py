"""Random alterations of a bundle, as vandals, careless copyists and forgers make them.

Long because every kind of alteration is written out.
"""

import hashlib
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import BinaryIO
from uuid import UUID

import msgspec

from adapters.ledger.notes import (
    Note,
    NoteBroken,
    NoteRefused,
    SignatureLine,
    VerifierKey,
    sign,
)
from adapters.ledger.notes import read_note as read_as_the_ledger
from adapters.ledger.notes import signers as signers_as_the_ledger
from application.feed import Positioned
from bundles import MADE_AT, RULE, Signers, build, head_of, history, signers
from cancuoc.auditing import verify

Files = dict[str, bytes]
Alter = Callable[[Random, Files, str], None]
WORDS = ("README.md", "views.json", "verify.py", "manifest.json")
"""What no signature covers: an auditor compares the SHA-256 of the manifest."""


class Memory:
    """A bundle in memory."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def names(self) -> Iterator[str]:
        return iter(self.files)

    def open(self, name: str) -> BinaryIO:
        if name not in self.files:
            raise FileNotFoundError(name)
        return io.BytesIO(self.files[name])


class Case(msgspec.Struct, frozen=True):
    """An altered bundle, what was done to it, and what a careful auditor brings along."""

    what: str
    files: Files
    trust: verify.Trust


class Originals:
    """A sound bundle, and what the log signed when there were fewer events."""

    def __init__(self, folder: Path, count: int, older: int) -> None:
        self.by, self.forger = signers(), signers()
        self.events = history(count)
        self.fingerprint = build(folder / "sound", self.events, self.by)
        build(folder / "older", self.events[:older], self.by)
        self.files, self.older = read(folder / "sound"), read(folder / "older")
        self.older_checkpoint = self.older["checkpoint"]
        self._folder = folder

    def trust(self, *, known: bool = False, manifest: bool = False) -> verify.Trust:
        kept = (verify.read_note(self.files["checkpoint"]),) if known else ()
        return verify.Trust(self.by.policy(), kept, self.fingerprint if manifest else None)

    def forged(self, events: list[Positioned], by: Signers, note: Note, name: str) -> Files:
        build(self._folder / name, events, by, note)
        found = read(self._folder / name)
        shutil.rmtree(self._folder / name)
        return found


def read(folder: Path) -> Files:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def case(originals: Originals, number: int) -> Case:
    """The alteration of this number, always the same one."""
    random = Random(number)
    if number % 10 == 9:
        return _by_a_forger(originals, random, number)
    if number % 25 == 3:
        return _old_checkpoint(originals, random)
    if number % 50 == 8:
        return _weaker_keys(originals, random)
    if number % 50 == 14:
        return _log_taken_away(originals, random)
    name = random.choice(_weighted(originals.files))
    files, alter = dict(originals.files), random.choice(ALTERATIONS)
    while files == originals.files:
        alter(random, files, name)
    rewritten = number % 2 == 0 and name != "manifest.json" and _rewrite_manifest(files)
    what = f"{number}: {alter.__name__} {name}{', manifest rewritten' if rewritten else ''}"
    manifest = name in WORDS or proves_the_same(files, originals)
    return Case(what, files, originals.trust(manifest=manifest))


def _weighted(files: Files) -> list[str]:
    """Each file once, and the history as often as all the others."""
    return [*files, *(["events.ndjson"] * (len(files) // 2)), *(["checkpoint"] * 2)]


def flip(random: Random, files: Files, name: str) -> None:
    def flipped(data: bytes) -> bytes:
        at = random.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]

    files[name] = flipped(files[name])


def delete(random: Random, files: Files, name: str) -> None:
    if random.random() < 0.2:
        files.pop(name, None)
        return

    def shorter(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        if random.random() < 0.5 and len(lines) > 1:
            del lines[random.randrange(len(lines))]
            return b"".join(lines)
        at = random.randrange(len(data))
        return data[:at] + data[at + random.randrange(1, 40) :]

    files[name] = shorter(files[name])


def insert(random: Random, files: Files, name: str) -> None:
    if random.random() < 0.1:
        files[f"{name}{random.randrange(9)}"] = b"more"
        return

    def longer(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        if random.random() < 0.5 and lines:
            lines.insert(random.randrange(len(lines) + 1), random.choice(lines))
            return b"".join(lines)
        at = random.randrange(len(data) + 1)
        return data[:at] + random.randbytes(random.randrange(1, 40)) + data[at:]

    files[name] = longer(files[name])


def reorder(random: Random, files: Files, name: str) -> None:
    def shuffled(data: bytes) -> bytes:
        size = 32 if name.startswith("tile/") else 0
        pieces = _pieces(data, size) if size else data.splitlines(keepends=True)
        one, other = random.randrange(len(pieces)), random.randrange(len(pieces))
        pieces[one], pieces[other] = pieces[other], pieces[one]
        joined = b"".join(pieces)
        # A file of one line has no order: something else happens to it.
        return joined if len(set(pieces)) > 1 else data + b"\n"

    files[name] = shuffled(files[name])


def truncate(random: Random, files: Files, name: str) -> None:
    files[name] = files[name][: random.randrange(len(files[name]))]


ALTERATIONS: tuple[Alter, ...] = (flip, flip, delete, insert, reorder, truncate)


def _pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def _rewrite_manifest(files: Files) -> bool:
    """Let the manifest agree with what is there; nothing to do where it was altered itself."""
    if any(name not in files for name in verify.LISTED):
        return False
    try:
        head = verify.read_head(verify.read_note(files["checkpoint"]))
    except verify.Wrong:
        head = verify.Head(*_made_of(files))
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in verify.LISTED}
    files["manifest.json"] = verify.manifest_text(head, MADE_AT, digests).encode()
    return True


def _made_of(files: Files) -> tuple[str, int, bytes]:
    return "eid.example/register", files["events.ndjson"].count(b"\n"), b""


def _old_checkpoint(originals: Originals, random: Random) -> Case:
    """What the log signed earlier: its note alone, or the whole bundle of that day."""
    if random.random() < 0.5:
        return Case("older bundle", originals.older, originals.trust(known=True))
    files = originals.files | {"checkpoint": originals.older_checkpoint}
    _rewrite_manifest(files)
    return Case("older checkpoint", files, originals.trust())


def _weaker_keys(originals: Originals, random: Random) -> Case:
    """keys.txt asks for fewer witnesses, or for those of somebody else."""
    own, other = originals.by.policy(), originals.forger.policy()
    keys = random.choice((own._replace(quorum="none"), other._replace(logs=own.logs)))
    files = originals.files | {"keys.txt": keys.text().encode()}
    _rewrite_manifest(files)
    return Case("weaker keys", files, originals.trust(manifest=True))


def _log_taken_away(originals: Originals, random: Random) -> Case:
    """The true text with the true cosignatures, and the log's line gone or somebody else's."""
    true = originals.by.note(head_of(originals.events))
    files = dict(originals.files)
    stranger = SignatureLine("s.example", random.randbytes(4), random.randbytes(64))
    lines = (*true.signatures[1:], stranger)
    if random.random() < 0.5:
        lines = (sign(true.text, originals.forger.log), *lines)
        logs = originals.forger.policy().logs
        files["keys.txt"] = originals.by.policy()._replace(logs=logs).text().encode()
    files["checkpoint"] = Note(true.text, lines).whole().encode()
    _rewrite_manifest(files)
    return Case("log taken away", files, originals.trust())


def proves_the_same(files: Files, originals: Originals) -> bool:
    """Whether everything that is signed is there unaltered, signed and cosigned by the same keys.

    Read with the ledger's own code, so that the verifier's is not asked about itself. What is in
    keys.txt proves nothing to somebody who brought keys.
    """
    unsigned = {*WORDS, "keys.txt", "checkpoint"}
    if not changed(files, originals) <= unsigned:
        return False
    return "checkpoint" in files and _signed(files, originals) == _signed(
        originals.files, originals
    )


def changed(files: Files, originals: Originals) -> set[str]:
    """Names of files that are other ones, or gone, or new."""
    names = {*files, *originals.files}
    return {name for name in names if files.get(name) != originals.files.get(name)}


def _signed(files: Files, originals: Originals) -> tuple[str, set[VerifierKey]]:
    """The signed text and by which of the true keys; nothing for what is no note of theirs."""
    keys = [key.verifier for key in (originals.by.log, *originals.by.witnesses)]
    try:
        note = read_as_the_ledger(files["checkpoint"].decode())
        return note.text, set(signers_as_the_ledger(note, keys))
    except (NoteBroken, NoteRefused, UnicodeDecodeError):
        return "", set()


def _by_a_forger(originals: Originals, random: Random, number: int) -> Case:
    """History altered, everything that follows made anew, and what a forger has to sign with."""
    altering = random.choice((_changed, _removed, _added, _swapped))
    events = altering(random, list(originals.events))
    events = [msgspec.structs.replace(one, position=at) for at, one in enumerate(events)]
    by, note = random.choice(SIGNING)(originals, events)
    files = originals.forged(events, by, note, f"forged-{number}")
    return Case(f"{number}: forger {altering.__name__}", files, originals.trust())


def _changed(random: Random, events: list[Positioned]) -> list[Positioned]:
    at = random.choice([n for n, one in enumerate(events) if one.topic != RULE])
    state = events[at].state
    events[at] = msgspec.structs.replace(events[at], state=state[:-1] + bytes([state[-1] ^ 1]))
    return events


def _removed(random: Random, events: list[Positioned]) -> list[Positioned]:
    """The last event of a stream, so that no chain of versions breaks."""
    last = {one.stream: at for at, one in enumerate(events)}
    del events[random.choice(sorted(last.values()))]
    return events


def _added(random: Random, events: list[Positioned]) -> list[Positioned]:
    one = random.choice(events)
    stream = UUID(int=random.getrandbits(128))
    added = msgspec.structs.replace(one, stream=stream, version=1)
    events.insert(random.randrange(len(events) + 1), added)
    return events


def _swapped(random: Random, events: list[Positioned]) -> list[Positioned]:
    apart = [n for n in range(len(events) - 1) if events[n].stream != events[n + 1].stream]
    at = random.choice(apart)
    events[at], events[at + 1] = events[at + 1], events[at]
    return events


def _own_key(originals: Originals, events: list[Positioned]) -> tuple[Signers, Note]:
    return originals.forger, originals.forger.note(head_of(events))


def _own_key_unnamed(originals: Originals, events: list[Positioned]) -> tuple[Signers, Note]:
    return originals.by, originals.forger.note(head_of(events))


def _old_signatures(originals: Originals, events: list[Positioned]) -> tuple[Signers, Note]:
    text = head_of(events).text()
    signed = originals.by.note(head_of(originals.events))
    return originals.by, Note(text, signed.signatures)


def _old_note(originals: Originals, events: list[Positioned]) -> tuple[Signers, Note]:
    """The true checkpoint over the altered history."""
    return originals.by, originals.by.note(head_of(originals.events))


SIGNING = (_own_key, _own_key_unnamed, _old_signatures, _old_note)
