"""Judges an evidence bundle offline: is this history whole, unaltered, and what was signed?

Long because one file is what an auditor can read and carry. It needs Python 3.11 or newer and
the package `cryptography`; no other file of the program, no network and no database:

    python verify.py BUNDLE [--keys FILE] [--known CHECKPOINT] [--manifest SHA256]

Exit status: 0 everything holds, 1 something does not, 2 it could not be judged.

What the formats are: the tree is that of RFC 6962 §2.1; tiles, notes, checkpoints, cosignatures
and the file of keys are those of C2SP (tlog-tiles, signed-note, tlog-checkpoint,
tlog-cosignature, tlog-policy). An entry, over which a leaf is made, is
0x01 | stream (16 bytes) | version u64be | u16be length + topic | SHA-256(state bytes).

Memory: one number for each stream of the history, and nothing else that grows.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import io
import json
import os
import re
import stat
import struct
import sys
import tarfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "cancuoc-audit/1"
MANIFEST = "manifest.json"
LISTED = (
    "README.md",
    "checkpoint",
    "events.ndjson",
    "keys.txt",
    "policy.ndjson",
    "verify.py",
    "views.json",
)
"""The files that the manifest gives a SHA-256 of. Tiles are not listed: each byte is recomputed."""
RULE_TOPIC = b"legal-instrument.rule-confirmed."

HASH_BYTES = 32
HEIGHT = 8
WIDTH = 1 << HEIGHT
MOST_SMALL = 1 << 20
"""No checkpoint, manifest or file of keys is larger."""
MOST_LINE = 1 << 26
"""No stored event is larger; a longer line is not read to its end."""
MOST_BUNDLE = WIDTH * (2 + (1 << 16))
DEEPEST = 12
"""Folders within folders; the number of a tile has seven groups of digits at most."""
SHOWN = 3
"""How many findings of one kind are told; the others are counted."""
LINE_EVERY_S = 5.0


class CannotJudge(Exception):
    """Exit status 2: what was given is no bundle, or no key, or cannot be read."""


class Wrong(Exception):
    """Something in the bundle that ends a check: exit status 1."""


# ---------------------------------------------------------------- what was found, and the verdict

CHECKS = {
    "files": "files",
    "keys": "keys",
    "signature": "the log's signature",
    "witnesses": "witnesses",
    "events": "events",
    "versions": "order in streams",
    "entries": "entry bundles",
    "tiles": "tiles",
    "root": "root",
    "rules": "rules of the law",
    "known": "your own checkpoint",
}
"""Every check, in the order of the report."""

NOT_PROVED = (
    "that what officers entered was true: a log shows that nothing was changed afterwards;",
    "that everything that happened was entered at all: compare counts, such as cards made by the"
    " machines with cards issued here, and hold receipts against this history;",
    "what sealed parts say: they are here as ciphertext, and stay provable after their key is"
    " destroyed;",
    "that nothing was recorded after this checkpoint: fetch a newer one and compare;",
    "README.md, views.json, verify.py and the time in the manifest: no signature covers them."
    " Compare the SHA-256 of manifest.json with what the office told you (--manifest), read"
    " verify.py or bring your own, and let `cancuoc audit replay` compare the views.",
)


class Findings:
    """What holds and what does not, check by check."""

    def __init__(self) -> None:
        self.holding: dict[str, str] = {}
        self.wrong: dict[str, list[str]] = {}
        self.remarks: list[str] = []
        self.by_keys_given = False
        self.by_strange_key = False
        self._untold: dict[str, int] = {}

    def holds(self, check: str, sentence: str) -> None:
        """Said of a check in which nothing is found wrong."""
        self.holding[check] = sentence

    def fails(self, check: str, sentence: str) -> None:
        told = self.wrong.setdefault(check, [])
        if len(told) < SHOWN:
            told.append(sentence)
        else:
            self._untold[check] = self._untold.get(check, 0) + 1

    def remark(self, sentence: str) -> None:
        self.remarks.append(sentence)

    @property
    def sound(self) -> bool:
        return not self.wrong

    def lines(self, head: Head | None) -> Iterator[str]:
        """The report, in plain words."""
        if head is not None:
            yield f"Evidence of {head.origin}: {head.size:,} events, signed root {_b64(head.root)}"
            yield ""
        for check, name in CHECKS.items():
            yield from self._lines_of(check, name)
        for sentence in self.remarks:
            yield f"{'note':<14}  {sentence}"
        yield from ("", *self._verdict(head), "", "Not proved by any log:")
        yield from (f"  - {sentence}" for sentence in NOT_PROVED)

    def _lines_of(self, check: str, name: str) -> Iterator[str]:
        if check in self.wrong:
            first, *others = self.wrong[check]
            yield f"{'DOES NOT HOLD':<14}  {name}: {first}"
            yield from (f"{'':<14}  {sentence}" for sentence in others)
            if check in self._untold:
                yield f"{'':<14}  and {self._untold[check]:,} more"
        elif check in self.holding:
            yield f"{'holds':<14}  {name}: {self.holding[check]}"
        else:
            yield f"{'not judged':<14}  {name}"

    def _verdict(self, head: Head | None) -> Iterator[str]:
        if self.by_strange_key and self.wrong.keys() <= {"signature", "witnesses"}:
            yield (
                "VERDICT: no key of yours has signed this bundle. Do not rely on it before the"
                " office has shown you the record of the rotation, signed by a key that you have;"
                " then judge it again with the new key among yours."
            )
        elif not self.sound or head is None:
            yield (
                "VERDICT: this bundle is NOT what was signed. Do not rely on it, keep it as it is,"
                " and ask for another one. Where that one has the same findings, history was"
                " altered after it was signed."
            )
        elif self.by_keys_given:
            yield (
                f"VERDICT: these {head.size:,} events are whole, in their order and unaltered, as"
                f" {head.origin} signed them."
            )
        else:
            yield (
                f"VERDICT: these {head.size:,} events are whole, in their order and unaltered since"
                " the keys in this bundle signed them. Whose keys these are, it cannot say."
            )


# ------------------------------------------------------------------- where files are read from


class Bundle(Protocol):
    """A folder or an uncompressed tar; names are relative, with slashes."""

    def names(self) -> Iterator[str]:
        """Every regular file. Raises Wrong for links and whatever else is no plain file."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Raises FileNotFoundError."""
        ...


class Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> Iterator[str]:
        return _walk(str(self._path), "", DEEPEST)

    def open(self, name: str) -> BinaryIO:
        descriptor = os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Wrong(f"{name} is no plain file")
        return os.fdopen(descriptor, "rb", buffering=1 << 18)


def _walk(folder: str, above: str, depth: int) -> Iterator[str]:
    if not depth:
        raise Wrong(f"{above} lies deeper than any file of a bundle")
    with os.scandir(folder) as found:
        for one in found:
            name = above + one.name
            if one.is_dir(follow_symlinks=False):
                yield from _walk(one.path, f"{name}/", depth - 1)
            elif one.is_file(follow_symlinks=False):
                yield name
            else:
                raise Wrong(f"{name} is a link or no plain file, and a bundle has none")


class Tar:
    """Nothing is unpacked: members are read where they lie."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, tuple[int, int]] = {}
        try:
            with tarfile.open(path, "r:") as archive:
                for member in archive:
                    self._place(member)
        except (tarfile.TarError, ValueError, OverflowError, RecursionError) as broken:
            raise CannotJudge(f"{path} is no uncompressed tar file: {broken}") from broken
        self._top = self._find_top()

    def _place(self, member: tarfile.TarInfo) -> None:
        name = member.name.removeprefix("./")
        if member.isdir():
            return
        if not member.isreg() or member.issparse():
            raise Wrong(f"{name} is a link or no plain file, and a bundle has none")
        if name.startswith("/") or ".." in name.split("/"):
            raise Wrong(f"{name} leads out of the bundle")
        if name in self._places:
            raise Wrong(f"{name} is in the tar file twice")
        self._places[name] = member.offset_data, member.size

    def _find_top(self) -> str:
        """The folder in which the bundle lies within the tar file, with its slash, or nothing."""
        tops = [name.removesuffix(MANIFEST) for name in self._places if _is_manifest(name)]
        return min(tops, key=len, default="")

    def names(self) -> Iterator[str]:
        return (name.removeprefix(self._top) for name in self._places)

    def open(self, name: str) -> BinaryIO:
        if self._top + name not in self._places:
            raise FileNotFoundError(name)
        part = _Part(self._path, *self._places[self._top + name])
        return io.BufferedReader(part, 1 << 18)


def _is_manifest(name: str) -> bool:
    return name.rpartition("/")[2] == MANIFEST


class _Part(io.RawIOBase):
    """So many bytes of a file from a place on."""

    def __init__(self, path: Path, start: int, size: int) -> None:
        super().__init__()
        self._file = path.open("rb", buffering=0)
        self._file.seek(start)
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._file.read(min(len(buffer), self._left)) or b""
        buffer[: len(block)] = block
        self._left -= len(block)
        return len(block)

    def close(self) -> None:
        self._file.close()
        super().close()


def open_bundle(path: Path) -> Bundle:
    """Raises CannotJudge for what is no folder or tar file, or has nothing of a bundle in it."""
    if not path.is_dir() and not path.is_file():
        raise CannotJudge(f"{path} is neither a folder nor a tar file")
    bundle = Folder(path) if path.is_dir() else Tar(path)
    if not _is_there(bundle, MANIFEST) and not _is_there(bundle, "checkpoint"):
        raise CannotJudge(
            f"{path} is no bundle: neither {MANIFEST} nor checkpoint is in it. Name the folder that"
            " `cancuoc audit export` wrote, or an uncompressed tar of it"
        )
    return bundle


def _is_there(bundle: Bundle, name: str) -> bool:
    """Also what cannot be opened is there: the checks say what is wrong with it."""
    try:
        bundle.open(name).close()
    except FileNotFoundError:
        return False
    except (OSError, Wrong):
        return True
    return True


def read_small(bundle: Bundle, name: str, most: int = MOST_SMALL) -> bytes:
    """A whole file. Raises Wrong where it is missing or larger than any of its kind."""
    try:
        with bundle.open(name) as file:
            data = file.read(most + 1)
    except FileNotFoundError as missing:
        raise Wrong(f"{name} is missing") from missing
    except OSError as failed:
        raise Wrong(f"{name} cannot be read: {failed.strerror}") from failed
    if len(data) > most:
        raise Wrong(f"{name} is larger than {most:,} bytes, which no such file is")
    return data


# --------------------------------------------------------------- keys and signed notes (C2SP)

NOTE_KEY, COSIGNING_KEY = 0x01, 0x04
_VKEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_MOST_SIGNATURES = 100


class Key(NamedTuple):
    """An Ed25519 verifier key, `name+<key id>+<base64 of kind and key>`."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        data = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(data).digest()[:4]

    def text(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_b64(bytes([self.kind]) + self.public)}"


class Policy(NamedTuple):
    """Who signs and who must cosign. A group is (how many of its members, its members)."""

    logs: list[Key]
    witnesses: dict[str, Key]
    groups: dict[str, tuple[int, list[str]]]
    quorum: str

    def text(self) -> str:
        """The one spelling that a bundle carries: sorted, no comments, no addresses."""
        lines = [f"log {key.text()}" for key in sorted(self.logs)]
        lines += [f"witness {name} {key.text()}" for name, key in sorted(self.witnesses.items())]
        for name, (count, members) in self.groups.items():
            word = {len(members): "all", 1: "any"}.get(count, str(count))
            lines.append(f"group {name} {word} {' '.join(members)}")
        return "\n".join([*lines, f"quorum {self.quorum}", ""])

    def keys(self) -> list[Key]:
        """In the order in which a bundle's checkpoint carries their lines."""
        return [*sorted(self.logs), *(key for _, key in sorted(self.witnesses.items()))]

    def is_met(self, signers: Iterable[Key], name: str | None = None) -> bool:
        """Whether these keys are a quorum."""
        wanted = self.quorum if name is None else name
        if wanted == "none":
            return True
        if wanted in self.witnesses:
            return self.witnesses[wanted] in set(signers)
        count, members = self.groups[wanted]
        return sum(self.is_met(signers, member) for member in members) >= count


class Head(NamedTuple):
    """What the log signs (C2SP tlog-checkpoint)."""

    origin: str
    size: int
    root: bytes


class Note(NamedTuple):
    """`text` ends in a newline; lines are (name, key id, signature)."""

    text: str
    lines: list[tuple[str, bytes, bytes]]

    def whole(self) -> str:
        signed = (f"— {name} {_b64(id_ + data)}\n" for name, id_, data in self.lines)
        return f"{self.text}\n{''.join(signed)}"


def read_key(text: str) -> Key:
    """Raises Wrong."""
    found = _VKEY.fullmatch(text)
    if found is None:
        raise Wrong("a verifier key is name+8 hex digits+base64")
    data = _unb64(found[3])
    key = Key(found[1], data[0] if data else 0, data[1:])
    if key.kind not in (NOTE_KEY, COSIGNING_KEY) or len(key.public) != 32:
        raise Wrong(f"the key of {key.name} is no Ed25519 key of a log or a witness")
    if key.text() != text:
        raise Wrong(f"the key of {key.name} does not have the id {found[2]}")
    return key


def read_policy(data: bytes) -> Policy:
    """A file of keys (C2SP tlog-policy). Raises Wrong, naming the line."""
    policy, quorums = Policy([], {}, {}, ""), list[str]()
    for number, line in enumerate(_text(data, "a file of keys").split("\n"), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            _read_policy_line(words, policy, quorums)
        except Wrong as wrong:
            raise Wrong(f"line {number} of the keys: {wrong}") from wrong
        except IndexError as short:
            raise Wrong(f"line {number} of the keys is cut short") from short
    if len(quorums) != 1 or not policy.logs:
        raise Wrong("a file of keys names at least one log, and exactly one quorum")
    return policy._replace(quorum=quorums[0])


def _read_policy_line(words: list[str], policy: Policy, quorums: list[str]) -> None:
    known = {*policy.witnesses, *policy.groups}
    if words[0] == "log":
        key = _key_of_kind(words[1], NOTE_KEY)
        _require(key not in policy.logs, f"the key of {key.name} is there twice")
        policy.logs.append(key)
    elif words[0] == "witness":
        _require(words[1] not in known | {"none"}, f"{words[1]} is there twice")
        policy.witnesses[words[1]] = _key_of_kind(words[2], COSIGNING_KEY)
    elif words[0] == "group":
        _require(words[1] not in known | {"none"}, f"{words[1]} is there twice")
        taken = {member for _, members in policy.groups.values() for member in members}
        _require(not taken & {*words[3:]}, "nobody is a member of two groups")
        policy.groups[words[1]] = _group(words[2], words[3:], known)
    else:
        _require(words[0] == "quorum", f"there is no line called {words[0]}")
        _require(words[1] in known | {"none"}, f"{words[1]} is neither a witness nor a group")
        quorums.append(words[1])


def _key_of_kind(text: str, kind: int) -> Key:
    key = read_key(text)
    _require(key.kind == kind, f"the key of {key.name} is of another kind")
    return key


def _group(word: str, members: list[str], known: set[str]) -> tuple[int, list[str]]:
    _require(members != [] and len(set(members)) == len(members), "a group names others, each once")
    _require(set(members) <= known, "a group names those that stand above it")
    number = {"any": "1", "all": str(len(members))}.get(word, word)
    _require(re.fullmatch("[1-9][0-9]{0,3}", number) is not None, f"{word} is no number")
    _require(int(number) <= len(members), f"{word} is more than all members")
    return int(number), members


def _require(condition: bool, sentence: str) -> None:
    if not condition:
        raise Wrong(sentence)


def read_note(data: bytes) -> Note:
    """Raises Wrong for bytes that are no signed note, or one in another spelling."""
    text = _text(data, "the checkpoint")
    body, split, tail = text.rpartition("\n\n")
    found = [_SIGNATURE.fullmatch(line) for line in tail.removesuffix("\n").split("\n")]
    if not split or not 0 < len(found) <= _MOST_SIGNATURES or None in found:
        raise Wrong("the checkpoint is no signed note: text, an empty line, signatures")
    pairs = [(one[1], _unb64(one[2])) for one in found if one is not None]
    note = Note(f"{body}\n", [(name, signed[:4], signed[4:]) for name, signed in pairs])
    if note.whole() != text:
        raise Wrong("the checkpoint is a signed note with something else in it")
    return note


def read_head(note: Note) -> Head:
    """Raises Wrong."""
    origin, size, root = [*note.text.split("\n", 3), "", "", ""][:3]
    digest = _unb64(root)
    if not origin or re.fullmatch("0|[1-9][0-9]{0,17}", size) is None or len(digest) != HASH_BYTES:
        raise Wrong("the checkpoint does not begin with origin, size and root")
    return Head(origin, int(size), digest)


def signers(note: Note, keys: Iterable[Key]) -> list[tuple[Key, bytes]]:
    """Those of the keys that signed, each with its signature, in the order of the lines.

    Lines of other keys are ignored, as C2SP signed-note asks. Raises Wrong where the signature of
    one of these keys is wrong.
    """
    by_id = {(key.name, key.id): key for key in keys}
    found = list[tuple[Key, bytes]]()
    for name, id_, signature in note.lines:
        key = by_id.get((name, id_))
        if key is None:
            continue
        if not _is_signed(note.text, key, signature):
            raise Wrong(f"the signature of {key.name} is not over this text")
        found.append((key, signature))
    return found


def _has_signed(note: Note, key: Key) -> bool:
    """Of a key that is not known: its wrong signature is none."""
    try:
        return signers(note, [key]) != []
    except Wrong:
        return False


def differences(yours: Policy, theirs: Policy) -> Iterator[str]:
    """What a bundle's keys.txt names otherwise than the auditor's keys, and what to do about it."""
    logs, witnesses = set(yours.logs), {*yours.witnesses.values()}
    for keys, sentence in (
        (
            {*theirs.logs} - logs,
            "keys.txt names a key of the log that you do not know ({}): ask the office for the"
            " record of the rotation before you add it to yours",
        ),
        (
            logs - {*theirs.logs},
            "keys.txt no longer names a key of the log that you have ({}): ask the office for the"
            " record of its retirement, and until when it signed",
        ),
        (
            {*theirs.witnesses.values()} - witnesses,
            "keys.txt names a witness that you do not know ({}): ask the office, and the witness"
            " itself, for the record of it before you add it to yours",
        ),
        (
            witnesses - {*theirs.witnesses.values()},
            "keys.txt no longer names a witness that you have ({}): ask the office, and the witness"
            " itself, why it left",
        ),
    ):
        if keys:
            yield sentence.format(_some([_named(key) for key in sorted(keys)]))
    if (yours.quorum, yours.groups) != (theirs.quorum, theirs.groups):
        yield (
            "keys.txt asks for another quorum than yours: ask the office for the record of that"
            " decision before you change yours"
        )


def _named(key: Key) -> str:
    return f"{key.name}+{key.id.hex()}"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _is_signed(text: str, key: Key, signature: bytes) -> bool:
    signed = text.encode()
    if key.kind == COSIGNING_KEY:
        signed = f"cosignature/v1\ntime {_cosigned_at(signature)}\n{text}".encode()
        signature = signature[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _cosigned_at(signature: bytes) -> int:
    return int.from_bytes(signature[:8], "big")


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes:
    """Raises Wrong for every spelling but the one that an encoder makes."""
    try:
        data = binascii.a2b_base64(text)
    except ValueError as broken:
        raise Wrong("base64 is broken") from broken
    if _b64(data) != text:
        raise Wrong("base64 is broken")
    return data


def _text(data: bytes, what: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as broken:
        raise Wrong(f"{what} is no UTF-8 text") from broken


# ------------------------------------------------------------- the tree and its tiles (RFC 6962)

EMPTY_ROOT = hashlib.sha256(b"").digest()
OnFull = Callable[[int, int, bytes], None]
_TILE = re.compile(
    r"tile/(0|[1-9]|entries)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


def subtree_root(hashes: bytes) -> bytes:
    """The root over 2^k hashes of 32 bytes, k >= 0."""
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join([hashlib.sha256(b"\x01" + hashes[at : at + 64]).digest() for at in pairs])
    return hashes


class Tree:
    """Leaves go in, tiles come out when they are full; holds at most 255 hashes a level."""

    def __init__(self, on_full: OnFull = lambda *_: None) -> None:
        self.size = 0
        self.edges: list[bytes] = []
        self._on_full = on_full

    def grow(self, leaves: bytes) -> None:
        """`leaves` never cross the end of a tile."""
        self._push(0, leaves, self.size)
        self.size += len(leaves) // HASH_BYTES

    def _push(self, level: int, hashes: bytes, before: int) -> None:
        if len(self.edges) == level:
            self.edges.append(b"")
        waiting = self.edges[level] + hashes
        if len(waiting) == WIDTH * HASH_BYTES:
            self._on_full(level, before // WIDTH, waiting)
            self._push(level + 1, subtree_root(waiting), before // WIDTH)
            waiting = b""
        self.edges[level] = waiting

    def root_with(self, more: bytes = b"") -> bytes:
        """MTH over all leaves and these; the tree stays as it is."""
        tree = Tree()
        tree.size, tree.edges = self.size, list(self.edges)
        tree.grow(more)
        return tree._root()

    def _root(self) -> bytes:
        root = b""
        for edge in self.edges:
            for peak in _peaks(edge):
                root = hashlib.sha256(b"\x01" + peak + root).digest() if root else peak
        return root or EMPTY_ROOT


def _peaks(edge: bytes) -> Iterator[bytes]:
    """Roots of the complete subtrees of an edge, the rightmost and smallest first."""
    end = len(edge)
    for bit in range(HEIGHT):
        if (len(edge) // HASH_BYTES) >> bit & 1:
            begin = end - (HASH_BYTES << bit)
            yield subtree_root(edge[begin:end])
            end = begin


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Level -1 is that of the entries (C2SP tlog-tiles)."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{'entries' if level < 0 else level}/{'/'.join(reversed(groups))}{partial}"


def tiles_at(level: int, size: int) -> int:
    """How many tiles this level has in a tree of `size`, full or not."""
    return -(-(size >> (HEIGHT * max(level, 0))) // WIDTH)


def is_tile_of(name: str, size: int) -> bool:
    """Whether a tree of exactly `size` has a tile of this name."""
    found = _TILE.fullmatch(name)
    if found is None:
        return False
    level = -1 if found[1] == "entries" else int(found[1])
    number = int(found[2].replace("x", "").replace("/", ""))
    width = min(WIDTH, (size >> (HEIGHT * max(level, 0))) - number * WIDTH)
    return width > 0 and name == tile_path(level, number, width)


# ------------------------------------------------------------------------------ lines of files

_LINE = b'{"position":%d,"stream":"%s","version":%d,"topic":"%s","state":"%s"}\n'
_LINE_FORM = re.compile(
    rb'\{"position":(0|[1-9][0-9]{0,17}),'
    rb'"stream":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",'
    rb'"version":([1-9][0-9]{0,17}),"topic":"([a-z0-9.-]{1,200})","state":"([A-Za-z0-9+/]*=*)"\}\n'
)
_TOPIC = re.compile(rb"[a-z0-9.-]{1,200}")
_STATE_HEAD = struct.Struct(">BI")
_ENTRY_HEAD = struct.Struct(">B16sQ")
_LENGTH = struct.Struct(">H")


def event_line(position: int, stream: str, version: int, topic: str, state: bytes) -> bytes:
    """The one spelling of a line of events.ndjson."""
    coded = binascii.b2a_base64(state, newline=False)
    return _LINE % (position, stream.encode(), version, topic.encode(), coded)


def policy_line(
    position: int, policy_version: int, stream: str, version: int, topic: str, state: bytes
) -> bytes:
    """The line of policy.ndjson of an event that confirmed a rule. Raises Wrong for no such state.

    `policy_version` counts the rules confirmed by then. State bytes: 0x01 | u32be length | JSON.
    """
    try:
        _, length = _STATE_HEAD.unpack_from(state)
        clear = json.loads(state[_STATE_HEAD.size : _STATE_HEAD.size + length])
        told = {
            "position": position,
            "policy_version": policy_version,
            "stream": stream,
            "version": version,
            "topic": topic,
            "recorded_at": clear["envelope"]["recorded_at"],
            "rule": clear["public"],
        }
        return _json(told).encode() + b"\n"
    except (struct.error, ValueError, KeyError, TypeError, RecursionError) as broken:
        raise Wrong(f"the event of position {position} is no rule of the law") from broken


def manifest_text(head: Head, made_at: str, digests: dict[str, str]) -> str:
    """The one spelling of manifest.json."""
    files = {name: digests[name] for name in LISTED}
    told = {
        "format": FORMAT,
        "origin": head.origin,
        "size": head.size,
        "first": 0,
        "made_at": made_at,
        "files": files,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# ------------------------------------------------------------------------------------ the checks


class Trust(NamedTuple):
    """What the auditor brought along."""

    policy: Policy | None = None
    known: tuple[Note, ...] = ()
    manifest: str | None = None


Shown = Callable[[int, int], None]
"""Called with how many events are done, and of how many."""


def judge(bundle: Bundle, trust: Trust, show: Shown) -> tuple[Findings, Head | None]:
    """Every check of a bundle. Raises CannotJudge."""
    findings, judging = Findings(), Judging(bundle, trust)
    check, head = "files", None
    try:
        judging.manifest(findings)
        check = "keys"
        judging.keys(findings)
        check = "signature"
        head = judging.checkpoint(findings)
        check = "files"
        judging.names(findings, head)
        judging.history(findings, head, show)
        judging.digests(findings)
    except Wrong as wrong:
        findings.fails(check, str(wrong))
    except OSError as failed:
        raise CannotJudge(f"the bundle cannot be read: {failed}") from failed
    return findings, head


class Judging:
    """The checks in their order, and what one of them leaves to the next."""

    def __init__(self, bundle: Bundle, trust: Trust) -> None:
        self._bundle = bundle
        self._trust = trust
        self._listed: dict[str, str] = {}
        self._found: dict[str, str] = {}
        self._made_of: Head | None = None
        self._policy = self._own = trust.policy or Policy([], {}, {}, "none")

    def manifest(self, findings: Findings) -> None:
        data = read_small(self._bundle, MANIFEST)
        try:
            told = json.loads(data)
            listed: dict[str, str] = dict(told["files"])
            head = Head(str(told["origin"]), int(told["size"]), b"")
            written = manifest_text(head, str(told["made_at"]), listed)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as broken:
            raise Wrong(f"{MANIFEST} is no manifest of {FORMAT}") from broken
        if written.encode(errors="replace") != data:
            raise Wrong(f"{MANIFEST} is not written as {FORMAT} asks")
        self._listed, self._made_of = listed, head
        fingerprint = hashlib.sha256(data).hexdigest()
        if self._trust.manifest not in (None, fingerprint):
            findings.fails("files", f"{MANIFEST} has SHA-256 {fingerprint}, not the one you gave")

    def keys(self, findings: Findings) -> None:
        data = self._small("keys.txt")
        own = read_policy(data)
        if own.text().encode() != data:
            raise Wrong("keys.txt is not written as a bundle writes it")
        self._policy, self._own = self._trust.policy or own, own
        findings.by_keys_given = self._trust.policy is not None
        if not findings.by_keys_given:
            findings.holds("keys", "taken from the bundle itself, so that they prove nothing alone")
            findings.remark("compare keys.txt with the published keys, or give them with --keys")
        elif self._policy.text() == own.text():
            findings.holds("keys", "keys.txt names exactly the keys and the quorum that you gave")
        else:
            findings.holds("keys", "yours were used; keys.txt names others or otherwise, see notes")
            for sentence in differences(self._policy, own):
                findings.remark(sentence)

    def checkpoint(self, findings: Findings) -> Head:
        note = read_note(self._small("checkpoint"))
        head = read_head(note)
        self._signed(findings, note, head)
        if self._made_of != head._replace(root=b""):
            findings.fails("files", f"{MANIFEST} is of another origin or size than the checkpoint")
        return head

    def _signed(self, findings: Findings, note: Note, head: Head) -> None:
        signed = signers(note, self._policy.keys())
        if not any(key in self._policy.logs and key.name == head.origin for key, _ in signed):
            self._not_signed(findings, note, head.origin)
        findings.holds("signature", f"{head.origin} signed exactly this origin, size and root")
        named = {(key.name, key.id) for key in (*self._policy.keys(), *self._own.keys())}
        strange = sorted({name for name, id_, _ in note.lines if (name, id_) not in named})
        if strange:
            findings.remark(
                f"a signature whose key nobody names here was ignored ({_some(strange)})"
            )
        self._cosigned(findings, signed)

    def _not_signed(self, findings: Findings, note: Note, origin: str) -> None:
        """By none of the keys that are believed: by one that the bundle names, or by nobody?"""
        others = [key for key in self._own.logs if key.name == origin and _has_signed(note, key)]
        if others:
            findings.by_strange_key = True
            findings.fails(
                "signature",
                f"signed by a key that you do not know ({_some([*map(_named, others)])}, which"
                " keys.txt names): ask the office for the record of the rotation",
            )
        else:
            whose = "neither yours nor that of" if findings.by_keys_given else "none in"
            findings.fails(
                "signature",
                f"signed by nobody: no key of {origin}, {whose} keys.txt, has signed this text",
            )

    def _cosigned(self, findings: Findings, signed: list[tuple[Key, bytes]]) -> None:
        policy = self._policy
        if not policy.is_met([key for key, _ in signed]):
            findings.fails(
                "witnesses", f"the quorum {policy.quorum} has not cosigned{self._otherwise()}"
            )
        if policy.quorum == "none":
            findings.holds(
                "witnesses", "none is asked for, so that nobody else saw this checkpoint"
            )
            return
        at = [
            f"{key.name} at {_time(_cosigned_at(signature))}"
            for key, signature in signed
            if key.kind == COSIGNING_KEY
        ]
        findings.holds("witnesses", f"the quorum {policy.quorum} is met: {', '.join(at)}")

    def _otherwise(self) -> str:
        """Witnesses may have been replaced since the auditor's keys were published."""
        if self._policy.text() == self._own.text():
            return ""
        return " (yours; keys.txt has other witnesses or another quorum, see notes)"

    def names(self, findings: Findings, head: Head) -> None:
        """That nothing is there which does not belong; what is missing is found by reading."""
        for name in self._bundle.names():
            if name not in LISTED and name != MANIFEST and not is_tile_of(name, head.size):
                findings.fails(
                    "files", f"{name} does not belong to a bundle of {head.size:,} events"
                )

    def history(self, findings: Findings, head: Head, show: Shown) -> None:
        with _opened(self._bundle, "policy.ndjson") as lines:
            rules = Rules(findings, lines)
            history = History(self._bundle, findings, head, rules)
            for known in self._trust.known:
                history.must_continue(known, self._policy)
            self._found["events.ndjson"] = history.read(show)
            self._found["policy.ndjson"] = rules.end()

    def digests(self, findings: Findings) -> None:
        for name in LISTED:
            found = self._found.get(name) or self._digest(name)
            if found != self._listed[name]:
                findings.fails("files", f"{name} is not what the manifest lists: SHA-256 {found}")
        findings.holds("files", "all are there, none is foreign, each is what the manifest lists")

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        with _opened(self._bundle, name) as file:
            while block := file.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()

    def _small(self, name: str) -> bytes:
        data = read_small(self._bundle, name)
        self._found[name] = hashlib.sha256(data).hexdigest()
        return data


def _opened(bundle: Bundle, name: str) -> BinaryIO:
    try:
        return bundle.open(name)
    except FileNotFoundError as missing:
        raise Wrong(f"{name} is missing") from missing


class Rules:
    """policy.ndjson beside the events that it names: those, all of them, and nothing else."""

    def __init__(self, findings: Findings, file: BinaryIO) -> None:
        self._findings = findings
        self._file = file
        self._digest = hashlib.sha256()
        self._count = 0

    def confirmed(
        self, position: int, stream: bytes, version: int, topic: bytes, state: bytes
    ) -> None:
        """The next event that confirmed a rule."""
        self._count += 1
        try:
            named = (stream.decode(), version, topic.decode())
            wanted = policy_line(position, self._count, *named, state)
        except Wrong as wrong:
            self._findings.fails("rules", str(wrong))
            return
        if self._next() != wanted:
            self._findings.fails(
                "rules", f"line {self._count} of policy.ndjson is not the event of {position:,}"
            )

    def end(self) -> str:
        """When all events are read. Returns the SHA-256 of the file."""
        if self._next():
            self._findings.fails("rules", f"policy.ndjson has more than {self._count} lines")
            while self._next():
                continue
        self._findings.holds(
            "rules", f"policy.ndjson is the {self._count} confirmed in these events"
        )
        return self._digest.hexdigest()

    def _next(self) -> bytes:
        line = self._file.readline(MOST_LINE)
        self._digest.update(line)
        return line


class History:
    """events.ndjson read once, with bundles, tiles and root checked as it goes."""

    def __init__(self, bundle: Bundle, findings: Findings, head: Head, rules: Rules) -> None:
        self._bundle = bundle
        self._findings = findings
        self._head = head
        self._rules = rules
        self._digest = hashlib.sha256()
        self._versions: dict[bytes, int] = {}
        self._named: dict[bytes, bytes] = {}
        self._marks: dict[int, list[bytes]] = {}
        self._tree = Tree(self._compare_tile)

    def must_continue(self, known: Note, policy: Policy) -> None:
        """A checkpoint that the auditor kept: its tree must be the beginning of this one."""
        kept = read_head(known)
        self._by_whom(known, policy)
        if kept.origin != self._head.origin:
            self._findings.fails("known", f"yours is of {kept.origin}, this of {self._head.origin}")
        elif kept.size > self._head.size:
            self._findings.fails(
                "known",
                f"ROLLBACK: you kept a checkpoint of {kept.size:,} events, and this history ends"
                f" after {self._head.size:,}",
            )
        else:
            self._marks.setdefault(kept.size, []).append(kept.root)

    def _by_whom(self, known: Note, policy: Policy) -> None:
        try:
            if not signers(known, policy.logs):
                self._findings.remark("your own checkpoint is signed by none of these keys")
        except Wrong as wrong:
            self._findings.fails("known", str(wrong))

    def read(self, show: Shown) -> str:
        """Raises Wrong where a file is missing. Returns the SHA-256 of events.ndjson."""
        size = self._head.size
        with _opened(self._bundle, "events.ndjson") as file:
            self._compare_marks(b"")
            for first in range(0, size, WIDTH):
                leaves = self._block(file, first, min(WIDTH, size - first))
                if leaves is None:
                    break
                show(min(first + WIDTH, size), size)
            else:
                self._end(file)
        return self._digest.hexdigest()

    def _block(self, file: BinaryIO, first: int, count: int) -> bytes | None:
        entries = self._entries(file, first, count)
        if len(entries) < count:
            self._findings.fails(
                "events",
                f"there are {first + len(entries):,} and {self._head.size:,} were signed",
            )
            return None
        self._compare_entries(first, entries)
        leaves = b"".join([hashlib.sha256(b"\x00" + entry).digest() for entry in entries])
        self._compare_marks(leaves)
        if count < WIDTH:
            self._compare_tile(0, first // WIDTH, leaves)
        self._tree.grow(leaves)
        return leaves

    def _entries(self, file: BinaryIO, first: int, count: int) -> list[bytes]:
        """The entries of the next events; empty bytes for a line that is no event."""
        found = list[bytes]()
        for position in range(first, first + count):
            line = file.readline(MOST_LINE)
            if not line:
                break
            self._digest.update(line)
            found.append(self._entry(line, position) or self._odd_entry(line, position))
        return found

    def _entry(self, line: bytes, position: int) -> bytes:
        """The quick way, for a line in the one spelling and the next of its stream."""
        parts = line.split(b'"')
        try:
            text, topic, coded = parts[5], parts[11], parts[15]
            stream = binascii.unhexlify(text.replace(b"-", b""))
            state = binascii.a2b_base64(coded, strict_mode=True)
        except (IndexError, ValueError):
            return b""
        version = self._versions.get(stream, 0) + 1
        if (
            topic not in self._named
            or line != _LINE % (position, text, version, topic, coded)
            or binascii.b2a_base64(state[len(state) // 3 * 3 :] or state[-3:], newline=False)
            != coded[-4:]
            or text != text.lower()
            or text[8:24:5] != b"----"
            or len(text) != 36
        ):
            return b""
        self._versions[stream] = version
        if topic.startswith(RULE_TOPIC):
            self._rules.confirmed(position, text, version, topic, state)
        return (
            _ENTRY_HEAD.pack(1, stream, version)
            + self._named[topic]
            + hashlib.sha256(state).digest()
        )

    def _odd_entry(self, line: bytes, position: int) -> bytes:
        """A topic seen first, or what is wrong with the line and what can be made of it."""
        found = _LINE_FORM.fullmatch(line)
        if found is None or (state := _state(found[5])) is None:
            self._findings.fails(
                "events", f"line {position + 1:,} is no event as a bundle writes it"
            )
            return b""
        self._name(found[4])
        if int(found[1]) != position:
            self._findings.fails(
                "events", f"position {int(found[1]):,} stands where {position:,} must"
            )
        stream, version = binascii.unhexlify(found[2].replace(b"-", b"")), int(found[3])
        self._next_version(position, found[2], stream, version)
        if found[4].startswith(RULE_TOPIC):
            self._rules.confirmed(position, found[2], version, found[4], state)
        head = _ENTRY_HEAD.pack(1, stream, version)
        return head + self._named[found[4]] + hashlib.sha256(state).digest()

    def _name(self, topic: bytes) -> None:
        if len(self._named) > 10_000:
            self._named.clear()
        self._named[topic] = _LENGTH.pack(len(topic)) + topic

    def _next_version(self, position: int, text: bytes, stream: bytes, version: int) -> None:
        wanted = self._versions.get(stream, 0) + 1
        if version != wanted:
            self._findings.fails(
                "versions",
                f"at position {position:,} stream {text.decode()} has version {version:,} where"
                f" {wanted:,} must come",
            )
        self._versions[stream] = version

    def _compare_entries(self, first: int, entries: list[bytes]) -> None:
        name = tile_path(-1, first // WIDTH, len(entries))
        stored = self._tile(name, MOST_BUNDLE, "entries")
        wanted = b"".join([_LENGTH.pack(len(entry)) + entry for entry in entries])
        if stored is None or stored == wanted:
            return
        at, place = 0, first
        for entry in entries:
            ends = at + _LENGTH.size + len(entry)
            if stored[at:ends] != _LENGTH.pack(len(entry)) + entry:
                break
            at, place = ends, place + 1
        self._findings.fails("entries", f"{name} and the events differ, first at {place:,}")

    def _compare_tile(self, level: int, number: int, hashes: bytes) -> None:
        name = tile_path(level, number, len(hashes) // HASH_BYTES)
        stored = self._tile(name, WIDTH * HASH_BYTES, "tiles")
        if stored is None or stored == hashes:
            return
        same = _same_hashes(stored, hashes)
        place = (number * WIDTH + same) << (HEIGHT * level)
        self._findings.fails("tiles", f"{name} and the events differ, first at {place:,}")

    def _tile(self, name: str, most: int, check: str) -> bytes | None:
        try:
            return read_small(self._bundle, name, most)
        except Wrong as wrong:
            self._findings.fails(check, str(wrong))
            return None

    def _compare_marks(self, leaves: bytes) -> None:
        """The roots at the sizes that the auditor knows, which lie within the next leaves."""
        before = self._tree.size
        for size in [one for one in self._marks if one <= before + len(leaves) // HASH_BYTES]:
            root = self._tree.root_with(leaves[: (size - before) * HASH_BYTES])
            for known in self._marks.pop(size):
                if known != root:
                    self._findings.fails(
                        "known",
                        f"FORK: your checkpoint of {size:,} events has another root than the first"
                        f" {size:,} events here",
                    )
                else:
                    self._findings.holds("known", f"the first {size:,} events are those you knew")

    def _end(self, file: BinaryIO) -> None:
        """Right edges above the leaves, the root, and that no line follows."""
        for level, edge in enumerate(self._tree.edges[1:], start=1):
            if edge:
                before = self._head.size >> (HEIGHT * level)
                self._compare_tile(level, before // WIDTH, edge)
        if file.readline(1):
            self._findings.fails("events", f"there are more than the {self._head.size:,} signed")
        if self._tree.root_with() != self._head.root:
            found = _b64(self._tree.root_with())
            self._findings.fails("root", f"these events have the root {found}, which nobody signed")
        self._say_what_holds()

    def _say_what_holds(self) -> None:
        size, streams = self._head.size, len(self._versions)
        self._findings.holds("events", f"all {size:,} are there, each in its position")
        self._findings.holds("versions", f"each of {streams:,} streams counts 1, 2, 3 … unbroken")
        self._findings.holds("entries", f"{tiles_at(-1, size):,}, each made of these events")
        count = sum(tiles_at(level, size) for level in range(HEIGHT))
        self._findings.holds("tiles", f"{count:,}, each made of these entries")
        self._findings.holds("root", "the tree over these events has the signed root")


def _same_hashes(one: bytes, other: bytes) -> int:
    """How many hashes both begin with."""
    places = range(0, len(other), HASH_BYTES)
    pairs = ((one[at : at + HASH_BYTES], other[at : at + HASH_BYTES]) for at in places)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), len(other) // HASH_BYTES)


def _state(coded: bytes) -> bytes | None:
    try:
        return _unb64(coded.decode())
    except Wrong:
        return None


# ------------------------------------------------------------------------------ the command line

_RECEIPT = b"c2sp.org/tlog-proof@"


def _time(seconds: int) -> str:
    try:
        date = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return f"second {seconds}, which is no date"
    return f"{date} (second {seconds})"


class Progress:
    """One line that is written over on a terminal, otherwise a line now and then; on stderr."""

    def __init__(self) -> None:
        self._began = self._said = time.monotonic()
        self._over = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._said < (0.2 if self._over else LINE_EVERY_S) and done < total:
            return
        self._said = now
        rate = done / max(now - self._began, 1e-9)
        line = f"verify: {done:,} of {total:,} events, {rate:,.0f} events/s"
        if self._over:
            line = f"\r{line}\033[K" + ("\n" if done >= total else "")
        elif now - self._began < LINE_EVERY_S:
            return
        sys.stderr.write(line if self._over else f"{line}\n")
        sys.stderr.flush()


def read_trust(keys: Path | None, known: Iterable[Path], manifest: str | None) -> Trust:
    """Raises CannotJudge, naming the file that cannot be used."""
    policy = None
    if keys is not None:
        policy = _given(keys, _known_keys)
    if manifest is not None and re.fullmatch("[0-9a-f]{64}", manifest) is None:
        raise CannotJudge("--manifest is a SHA-256, 64 hex digits in lower case")
    return Trust(policy, tuple(_given(one, _known_note) for one in known), manifest)


def _known_note(data: bytes) -> Note:
    try:
        _require(not data.startswith(_RECEIPT), "it is a receipt")
        note = read_note(data)
        read_head(note)
    except Wrong as wrong:
        raise Wrong(
            f"is no checkpoint ({wrong}): --known expects the file `checkpoint` of a bundle that"
            " you kept, or what /v1/audit/ledger/checkpoint answered"
        ) from wrong
    return note


def _known_keys(data: bytes) -> Policy:
    try:
        return read_policy(data)
    except Wrong as wrong:
        raise Wrong(f"cannot be used: {wrong}") from wrong


def _given(path: Path, read: Callable[[bytes], Any]) -> Any:
    try:
        with path.open("rb") as file:
            return read(file.read(MOST_SMALL))
    except OSError as trouble:
        raise CannotJudge(f"{path} cannot be used: {trouble}") from trouble
    except Wrong as wrong:
        raise CannotJudge(f"{path} {wrong}") from wrong


def main(arguments: list[str] | None = None) -> int:
    """What `python verify.py` does; the exit status."""
    parser = argparse.ArgumentParser(prog="verify.py", description="Judge an evidence bundle.")
    parser.add_argument("bundle", type=Path, help="its folder, or an uncompressed tar of it")
    parser.add_argument("--keys", type=Path, help="the published keys (C2SP tlog-policy)")
    parser.add_argument(
        "--known", type=Path, action="append", default=[], help="a checkpoint you kept; repeatable"
    )
    parser.add_argument("--manifest", help="SHA-256 of manifest.json, told by another way")
    options = parser.parse_args(arguments)
    return verify(options.bundle, options.keys, options.known, options.manifest)


def verify(bundle: Path, keys: Path | None, known: Iterable[Path], manifest: str | None) -> int:
    """Judge one bundle and say so; the exit status."""
    try:
        findings, head = _judged(bundle, read_trust(keys, known, manifest))
    except CannotJudge as reason:
        sys.stderr.write(_printable(f"verify: {reason}") + "\n")
        return 2
    for line in findings.lines(head):
        sys.stdout.write(_printable(line) + "\n")
    return 0 if findings.sound else 1


def _judged(path: Path, trust: Trust) -> tuple[Findings, Head | None]:
    try:
        bundle = open_bundle(path)
    except Wrong as wrong:
        findings = Findings()
        findings.fails("files", str(wrong))
        return findings, None
    except OSError as failed:
        raise CannotJudge(f"{path} cannot be read: {failed}") from failed
    return judge(bundle, trust, Progress())


def _printable(line: str) -> str:
    """What a hostile bundle says must not steer a terminal."""
    return "".join(one if one.isprintable() else "?" for one in line)


if __name__ == "__main__":
    sys.exit(main())
