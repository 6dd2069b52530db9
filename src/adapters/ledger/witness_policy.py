"""Whose signatures a checkpoint needs before it is believed (C2SP tlog-policy).

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> <k|any|all> <member>...
    quorum <name|none>

A name is defined on a line before the one that uses it, and is a member of one group at most.
"""

import re
from collections.abc import Callable

import msgspec

from adapters.ledger.checkpoints import read_checkpoint
from adapters.ledger.notes import (
    COSIGNING_KEY,
    NOTE_KEY,
    Note,
    NoteBroken,
    NoteRefused,
    VerifierKey,
    read_vkey,
    signers,
)

NONE = "none"
_NUMBER = re.compile("[1-9][0-9]{0,3}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class PolicyBroken(ValueError):
    """Text that is no policy; the message names the line."""


class Witness(msgspec.Struct, frozen=True):
    """Somebody who cosigns; `url` is the submission prefix, or empty where none is given."""

    name: str
    key: VerifierKey
    url: str = ""


class Group(msgspec.Struct, frozen=True):
    """Stands where at least `least` of its members stand."""

    least: int
    members: tuple[str, ...]


class Policy(msgspec.Struct, frozen=True):
    """`quorum` names a witness, a group, or `none`. Without `logs` any log's word will do."""

    logs: tuple[VerifierKey, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    groups: dict[str, Group] = {}
    quorum: str = NONE

    def is_met(self, note: Note) -> bool:
        """Whether a log of the policy and a quorum of witnesses have signed this checkpoint.

        A wrong signature by a known key is worse than none: then the whole note is not believed.
        """
        known = [*self.logs, *(one.key for one in self.witnesses)]
        try:
            signed = signers(note, known)
            origin = read_checkpoint(note.text).origin
        except (NoteBroken, NoteRefused):
            return False
        if self.logs and not any(key in signed and key.name == origin for key in self.logs):
            return False
        return self._stands(
            self.quorum, {one.name for one in self.witnesses if one.key in signed}.__contains__
        )

    @property
    def fewest(self) -> int:
        """How many witnesses are needed at least, whichever they are."""
        return self._fewest(self.quorum)

    def _stands(self, name: str, cosigned: Callable[[str], bool]) -> bool:
        if name == NONE:
            return True
        group = self.groups.get(name)
        if group is None:
            return cosigned(name)
        return sum(self._stands(one, cosigned) for one in group.members) >= group.least

    def _fewest(self, name: str) -> int:
        group = self.groups.get(name)
        if group is None:
            return int(name != NONE)
        return sum(sorted(map(self._fewest, group.members))[: group.least])


def read_policy(text: str) -> Policy:
    """Raises PolicyBroken."""
    reading = _Reading()
    if _CONTROL.search(text):
        raise PolicyBroken("a policy has no control characters but tabs and newlines")
    for number, line in enumerate(text.split("\n"), 1):
        words = re.split("[ \t]+", line.strip(" \t"))
        if words == [""] or words[0].startswith("#"):
            continue
        try:
            reading.take(words)
        except (PolicyBroken, NoteBroken) as broken:
            raise PolicyBroken(f"line {number}: {broken}") from broken
    if reading.quorum is None:
        raise PolicyBroken("there is no quorum line; without witnesses it is `quorum none`")
    return Policy(
        tuple(reading.logs), tuple(reading.witnesses.values()), reading.groups, reading.quorum
    )


class _Reading:
    """What the lines so far have defined."""

    def __init__(self) -> None:
        self.logs = list[VerifierKey]()
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._members = set[str]()

    def take(self, words: list[str]) -> None:
        kinds = {
            "log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum
        }  # fmt: skip
        kind = kinds.get(words[0])
        if kind is None:
            raise PolicyBroken(f"a line begins with log, witness, group or quorum, not {words[0]}")
        kind(words[1:])

    def _log(self, words: list[str]) -> None:
        if len(words) not in (1, 2):
            raise PolicyBroken("a log has a key and perhaps an address")
        key = read_vkey(words[0])
        if key.kind != NOTE_KEY:
            raise PolicyBroken(f"the key of {key.name} is none that a log signs with")
        if any(one.public == key.public for one in self.logs):
            raise PolicyBroken(f"the key of {key.name} stands twice")
        self.logs.append(key)

    def _witness(self, words: list[str]) -> None:
        if len(words) not in (2, 3):
            raise PolicyBroken("a witness has a name, a key and perhaps an address")
        name, key = words[0], read_vkey(words[1])
        if key.kind != COSIGNING_KEY:
            raise PolicyBroken(f"the key of {name} is none that a witness cosigns with")
        if any(one.key.public == key.public for one in self.witnesses.values()):
            raise PolicyBroken(f"the key of {name} stands twice")
        self._define(name)
        self.witnesses[name] = Witness(name, key, words[2] if words[2:] else "")

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise PolicyBroken("a group has a name, a number (or any, or all) and its members")
        name, least, *members = words
        for member in members:
            self._require_defined(member)
            if member in self._members:
                raise PolicyBroken(f"{member} is a member twice: it would count twice")
            self._members.add(member)
        self._define(name)
        self.groups[name] = Group(_least(least, len(members)), tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if len(words) != 1 or self.quorum is not None:
            raise PolicyBroken("there is one quorum line, with one name")
        if words[0] != NONE:
            self._require_defined(words[0])
        self.quorum = words[0]

    def _define(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyBroken(f"the name {name} is taken")

    def _require_defined(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise PolicyBroken(f"no line before this one defines {name}")


def _least(word: str, members: int) -> int:
    if word in ("any", "all"):
        return 1 if word == "any" else members
    if _NUMBER.fullmatch(word) is None or int(word) > members:
        raise PolicyBroken(f"a group needs any, all or 1 to {members} of its members, not {word}")
    return int(word)
