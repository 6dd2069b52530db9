"""A death that was recorded in error: what stands again, and what may be recorded anew."""

from datetime import date
from typing import Any

from tests.domain.citizen.givens import (
    BINH,
    CHI,
    HAI,
    LINH,
    PAPER,
    PIN,
    TODAY,
    active,
    context,
    given,
)

from domain.citizen import commands as c
from domain.citizen.decisions import decide
from domain.citizen.state import Citizen
from domain.envelope import Actor

DAY = date(2021, 6, 1)
DIED = c.RecordDeath(died="2021-06-01", document=PAPER)
MISSING = c.DeclareMissing(from_=DAY, decision=PAPER)
RESTORED = c.RestoreStanding(from_=TODAY, decision=PAPER)
LOST = c.RecordNationalityLost(ground="renounced", from_=DAY, decision=PAPER)
REGAINED = c.RecordNationalityRegained(from_=TODAY, decision=PAPER)


def after(*steps: tuple[Any, Actor]) -> Citizen:
    state = active()
    for command, actor in steps:
        events = decide(state, command, context(actor))
        state = given(*((actor, event) for event in events), after=state)
    return state


def test_a_death_undone_does_not_give_a_lost_nationality_back() -> None:
    steps = ((LOST, LINH), (DIED, CHI), (RESTORED, HAI))
    alive, again = after(*steps), after(*steps, (REGAINED, LINH))

    assert (alive.standing, alive.pin) == ("nationality-lost", None)
    assert decide(alive, RESTORED, context(HAI)) == []
    assert (again.standing, again.pin) == ("living", PIN)


def test_who_was_missing_before_a_death_undone_is_living() -> None:
    assert after((MISSING, BINH), (DIED, CHI), (RESTORED, HAI)).standing == "living"


def test_a_death_recorded_again_after_it_was_undone_is_another_fact() -> None:
    undone = after((DIED, CHI), (RESTORED, HAI))

    assert len(decide(undone, DIED, context(CHI))) == 1
