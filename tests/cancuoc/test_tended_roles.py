"""`cancuoc run` keeps roles alive, and goes on without those that officers do not notice."""

from itertools import pairwise
from pathlib import Path

import pytest

from cancuoc.child_processes import ChildProcess, RoleFailed
from cancuoc.rehearsal_clock import CannotRun
from cancuoc.tended_roles import LONGEST_REST_S, SETTLED_S, SPARED, TendedRole

REFUSAL = "The event at position 7 is not what the ledger has of it"
LIVES, REFUSES, KILLED = "lives", "refuses", "killed"


class Scripted(ChildProcess):
    """A role without a process: each start takes the next fate, the last one for ever."""

    def __init__(self, role: str, folder: Path, fates: list[str]) -> None:
        super().__init__(role, [role], {}, folder / f"{role}.log")
        self.fates = fates
        self.fate = fates[0]
        self.started: list[float] = []
        self.clock = 0.0

    def start(self) -> None:
        self.fate = self.fates.pop(0) if self.fates[1:] else self.fates[0]
        if self.fate == "too often":
            raise RoleFailed("The role died 6 times in a minute.")
        self.started.append(self.clock)

    def has_died(self) -> bool:
        return self.fate != LIVES

    def was_killed(self) -> bool:
        return self.fate in (KILLED, "too often")

    def last_sentence(self) -> str:
        return REFUSAL


def tended(role: str, folder: Path, *fates: str) -> tuple[TendedRole, Scripted, list[str]]:
    said: list[str] = []
    child = Scripted(role, folder, list(fates))
    child.start()
    return TendedRole(child, said.append, lambda: child.clock), child, said


def watch(role: TendedRole, child: Scripted, seconds: int) -> None:
    for _ in range(2 * seconds):
        child.clock += 0.5
        role.look()


@pytest.mark.parametrize("name", SPARED)
def test_a_role_that_will_not_live_is_told_once_and_tried_again_each_minute(
    tmp_path: Path, name: str
) -> None:
    role, child, said = tended(name, tmp_path, REFUSES)
    role.look_at_start()
    watch(role, child, 600)

    (sentence,) = said
    assert sentence == (
        f"The role {name} does not stay alive: {REFUSAL}. Its log is {tmp_path / name}.log. The"
        f" register goes on without it: {SPARED[name]}. It is tried again, at the latest every"
        " minute."
    )
    pauses = [after - before for before, after in pairwise(child.started)]
    assert pauses == sorted(pauses)
    assert pauses[0] < 6
    assert LONGEST_REST_S <= pauses[-1] <= LONGEST_REST_S + 1
    assert 10 < len(child.started) < 20


def test_one_that_lives_again_is_told_and_told_anew_when_it_ends_again(tmp_path: Path) -> None:
    role, child, said = tended("relay", tmp_path, REFUSES, LIVES)
    watch(role, child, 6)
    watch(role, child, int(SETTLED_S) + 1)
    child.fate = REFUSES
    watch(role, child, 1)

    assert [sentence.split(":")[0] for sentence in said] == [
        "The role relay does not stay alive",
        "The role relay stays alive again.",
        "The role relay does not stay alive",
    ]


def test_one_that_was_killed_is_started_at_once_and_rests_when_that_happens_too_often(
    tmp_path: Path,
) -> None:
    role, child, said = tended("relay", tmp_path, KILLED, KILLED, "too often", LIVES)
    watch(role, child, 2)
    assert [sentence.split(";")[0].split(":")[0] for sentence in said] == [
        "The role relay died and is started again",
        "The role relay died and is started again",
        "The role relay does not stay alive",
    ]
    watch(role, child, 5)
    assert len(child.started) == 3


@pytest.mark.parametrize("name", ["serve", "project", "react"])
def test_a_role_that_officers_need_ends_the_register(tmp_path: Path, name: str) -> None:
    role, child, said = tended(name, tmp_path, REFUSES, REFUSES, "too often")
    with pytest.raises(CannotRun) as ended:
        role.look_at_start()
    assert str(ended.value) == (
        f"The role {name} ended at once: {REFUSAL}. Its log is {tmp_path / name}.log."
    )
    with pytest.raises(RoleFailed):
        watch(role, child, 5)
    assert set(said) == {f"The role {name} died and is started again; see {child.log_file}."}


LAST_WORDS = {
    "cancuoc: restore the file.\n": "restore the file",
    '{"event": "one"}\ncancuoc: the reason\n{"event": "shutting down"}\n': "the reason",
    '{"event": "one"}\n{"event": "two.", "level": "info"}\nnoise\n': "two",
    "Traceback (most recent call last):\nValueError: NGUYEN VAN A\n": "it said nothing",
    '[1]\n{"other": 1}\n': "it said nothing",
    "\udcff": "it said nothing",
    "": "it said nothing",
}


@pytest.mark.parametrize(("log", "sentence"), LAST_WORDS.items(), ids=range(len(LAST_WORDS)))
def test_last_words_are_a_complaint_or_an_event_and_never_a_trace(
    tmp_path: Path, log: str, sentence: str
) -> None:
    file = tmp_path / "relay.log"
    file.write_bytes(log.encode(errors="surrogateescape"))
    assert ChildProcess("relay", ["relay"], {}, file).last_sentence() == sentence


def test_last_words_of_an_earlier_life_are_not_repeated(tmp_path: Path) -> None:
    file = tmp_path / "frobnicate.log"
    file.write_text("cancuoc: an old reason\n")
    child = ChildProcess("frobnicate", ["frobnicate"], {}, file)
    child.start()
    try:
        while not child.has_died():
            continue
        assert child.last_sentence() == "it said nothing"
        assert not child.was_killed()
    finally:
        child.stop()
