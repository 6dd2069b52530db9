"""Life, death, absence and nationality, each by the document of the body that decided it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    BINH,
    CHI,
    DOCUMENT,
    HAI,
    LINH,
    PAPER,
    PIN,
    TODAY,
    active,
    approved,
    captured,
    context,
    given,
    returned,
    verified,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.citizen.state import Citizen
from domain.envelope import Actor
from domain.refusals import NotAllowedNow, RuleBroken, SameOfficer

DAY = date(2021, 6, 1)
DIED = c.RecordDeath(died="2021-06-01", document=PAPER)
MISSING = c.DeclareMissing(from_=DAY, decision=PAPER)
RESTORED = c.RestoreStanding(from_=TODAY, decision=PAPER)
LOST = c.RecordNationalityLost(ground="renounced", from_=DAY, decision=PAPER)
REGAINED = c.RecordNationalityRegained(from_=TODAY, decision=PAPER)
OTHER_PAPER = replace(PAPER, id=UUID(int=201))
DECISION = e.DecisionSealed(DOCUMENT)


def after(state: Citizen, command: Any, actor: Actor) -> Citizen:
    events = decide(state, command, context(actor))
    return given(*((actor, event) for event in events), after=state)


def dead() -> Citizen:
    return after(active(), DIED, CHI)


def missing() -> Citizen:
    return after(active(), MISSING, BINH)


def stateless() -> Citizen:
    return after(active(), LOST, LINH)


@pytest.mark.parametrize("state", [captured(), verified(), returned(), approved(), active()])
def test_a_death_is_recorded_in_every_state_of_the_entry(state: Citizen) -> None:
    [event] = decide(state, DIED, context(CHI))

    assert event == e.DeathRecorded(e.DeathRecordedSealed("2021-06-01", DOCUMENT))
    assert given((CHI, event), after=state).standing == "dead"
    assert given((CHI, event), after=state).status == state.status


@pytest.mark.parametrize(
    ("command", "kind", "state"),
    [
        (c.RecordDeath(died="2021"), "death-certificate", active()),
        (c.DeclareMissing(from_=DAY), "court-decision", active()),
        (c.RestoreStanding(from_=DAY), "court-decision", missing()),
        (c.RecordNationalityLost(ground="deprived", from_=DAY), "nationality-decision", active()),
        (c.RecordNationalityRegained(from_=DAY), "nationality-decision", stateless()),
    ],
)
def test_a_civil_fact_needs_its_document(command: Any, kind: str, state: Citizen) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(state, command, context(HAI))

    assert (refused.value.code, refused.value.params) == ("document-needed", {"kind": kind})


@pytest.mark.parametrize(
    ("died", "code"),
    [
        ("1989", "death-before-birth"),
        ("1990-01-01", "death-before-birth"),
        ("2021-06-16", "day-in-future"),
        ("2021-02-29", "date-not-in-calendar"),
        ("", "date-malformed"),
    ],
)
def test_nobody_dies_before_birth_or_after_today(died: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(active(), c.RecordDeath(died=died, document=PAPER), context(CHI))

    assert (refused.value.code, refused.value.faults[0].pointer) == (code, "/died")


@pytest.mark.parametrize("died", ["1990", "1990-01", "1990-01-02", "2021"])
def test_a_death_in_the_year_of_birth_is_possible(died: str) -> None:
    assert decide(active(), c.RecordDeath(died=died, document=PAPER), context(CHI))


def test_death_ends_the_number_and_the_living_get_it_back() -> None:
    assert (dead().pin, dead().pins[0].number, dead().pins[0].end_reason) == (None, PIN, "death")

    alive = after(dead(), RESTORED, HAI)

    assert (alive.standing, alive.pin) == ("living", PIN)
    assert alive.entry is not None
    assert alive.entry.died is None


def test_the_missing_keep_their_number() -> None:
    assert (missing().standing, missing().pin) == ("missing", PIN)
    assert after(missing(), DIED, CHI).standing == "dead"


def test_a_restored_standing_names_the_former_one() -> None:
    assert decide(missing(), RESTORED, context(HAI)) == [
        e.StandingRestored(TODAY, "missing", DECISION)
    ]
    assert decide(dead(), RESTORED, context(HAI)) == [e.StandingRestored(TODAY, "dead", DECISION)]


@pytest.mark.parametrize(("state", "recorder"), [(dead(), CHI), (missing(), BINH)])
def test_who_recorded_it_does_not_restore(state: Citizen, recorder: Actor) -> None:
    promoted = Actor(recorder.officer, "01", ("data-officer",))

    with pytest.raises(SameOfficer, match="recorder-may-not-restore"):
        decide(state, RESTORED, context(promoted))


def test_nationality_lost_ends_the_number_and_regained_resumes_it() -> None:
    lost = stateless()
    again = after(lost, REGAINED, LINH)

    assert (lost.standing, lost.pins[0].end_reason) == ("nationality-lost", "nationality-lost")
    assert lost.pins[0].to == DAY
    assert (again.standing, again.pin, again.pins[0].end_reason) == ("living", PIN, None)


@pytest.mark.parametrize(
    ("command", "actor", "state"),
    [
        (DIED, CHI, dead()),
        (MISSING, BINH, missing()),
        (RESTORED, HAI, after(missing(), RESTORED, HAI)),
        (LOST, LINH, stateless()),
        (REGAINED, LINH, after(stateless(), REGAINED, LINH)),
    ],
)
def test_the_same_fact_again_changes_nothing(command: Any, actor: Actor, state: Citizen) -> None:
    assert decide(state, command, context(actor)) == []


@pytest.mark.parametrize(
    ("command", "state", "standing"),
    [
        (c.RecordDeath(died="2020", document=PAPER), dead(), "dead"),
        (MISSING, dead(), "dead"),
        (c.DeclareMissing(from_=TODAY, decision=PAPER), missing(), "missing"),
        (RESTORED, active(), "living"),
        (RESTORED, stateless(), "nationality-lost"),
        (LOST, dead(), "dead"),
        (replace(DIED, document=OTHER_PAPER), dead(), "dead"),
        (replace(MISSING, decision=OTHER_PAPER), missing(), "missing"),
        (replace(LOST, ground="deprived"), stateless(), "nationality-lost"),
        (REGAINED, active(), "living"),
        (REGAINED, dead(), "dead"),
    ],
)
def test_a_standing_leads_only_where_the_law_says(
    command: Any, state: Citizen, standing: str
) -> None:
    with pytest.raises(NotAllowedNow) as refused:
        decide(state, command, context(HAI))

    assert refused.value.code == "citizen-recorded-as"
    assert refused.value.params == {"standing": standing}
