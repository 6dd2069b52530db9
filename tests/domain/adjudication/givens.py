"""Examiners, candidates and states from which the tests of adjudications begin."""

from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from adapters.reference.load_units import load_register
from domain.adjudication import commands as c
from domain.adjudication import events as e
from domain.adjudication.decisions import decide
from domain.adjudication.state import Adjudication, evolve
from domain.card_application.application import CardApplication
from domain.card_application.facts import Candidate
from domain.card_application.forms import CandidateGiven
from domain.context import Context, Other
from domain.envelope import Actor, Envelope
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS

NOW = datetime(2021, 6, 15, 3, 0, tzinfo=UTC)


def officer(number: int, *roles: str, unit: str = "centre") -> Actor:
    return Actor(UUID(int=number), unit, roles)


AN = officer(1, "examiner")
BINH = officer(2, "examiner")
CHI = officer(3, "senior-examiner")
DUNG = officer(4, "capture-officer", unit="001")
PROCESS = officer(5, "adjudication")
TIMER = officer(6, "timer")

ADJUDICATION, APPLICATION, SEARCH = UUID(int=100), UUID(int=101), UUID(int=102)
CITIZEN, TWIN, NEIGHBOUR = UUID(int=103), UUID(int=104), UUID(int=105)

CANDIDATES = (
    CandidateGiven(NEIGHBOUR, 2, 410, UUID(int=107), (1, 6)),
    CandidateGiven(TWIN, 1, 912, UUID(int=106), (1, 2, 6)),
)

SAME, DIFFERENT, INSUFFICIENT = "same-person", "different-person", "insufficient"


@cache
def units() -> Any:
    return load_register()


def captured_by(*officers: Actor) -> dict[str, Other]:
    application = CardApplication(
        4, "duplicate-suspected", CITIZEN, captured_by=tuple(one.officer for one in officers)
    )
    return {"application": Other(APPLICATION, 4, application)}


def context(actor: Actor, **changes: Any) -> Context:
    usual = Context(
        actor, NOW, NOW, Policy(SEEDS), units(), stream=ADJUDICATION, others=captured_by(DUNG)
    )
    return replace(usual, **changes)


def opening(**changes: Any) -> c.OpenAdjudication:
    usual = c.OpenAdjudication(
        id=ADJUDICATION,
        application_id=APPLICATION,
        search_id=SEARCH,
        citizen_id=CITIZEN,
        candidates=CANDIDATES,
        engine="nbis",
        engine_version="5.0.0",
        threshold_set="2021-03",
        gallery_position=120_000,
    )
    return replace(usual, **changes)


def views(twin: str, neighbour: str) -> tuple[c.ViewGiven, ...]:
    given = {TWIN: twin, NEIGHBOUR: neighbour}
    return tuple(c.ViewGiven(citizen, view) for citizen, view in given.items())  # type: ignore[arg-type]


def opinion(twin: str = DIFFERENT, neighbour: str = DIFFERENT, **changes: Any) -> c.RecordOpinion:
    return replace(c.RecordOpinion(views=views(twin, neighbour), seconds=95), **changes)


def third(twin: str = DIFFERENT, neighbour: str = DIFFERENT) -> c.RecordThirdOpinion:
    return c.RecordThirdOpinion(views=views(twin, neighbour), seconds=300)


def envelope(actor: Actor) -> Envelope:
    return Envelope(NOW, NOW, actor, None, UUID(int=1), UUID(int=1), 60, None, None, 0)


def given(*steps: tuple[Actor, Any], after: Adjudication | None = None) -> Adjudication:
    """The state after the commands (decided first) or events, each by its officer."""
    state = after
    for actor, step in steps:
        is_command = isinstance(step, c.Command)
        events = decide(state, step, context(actor)) if is_command else [step]
        for event in events:
            state = evolve(state, event, envelope(actor))
    assert state is not None
    return state


def opened(**changes: Any) -> Adjudication:
    return given((PROCESS, opening(**changes)))


def half_examined() -> Adjudication:
    return given((AN, opinion(remark="vân tay rõ")), after=opened())


def disagreed() -> Adjudication:
    return given((BINH, opinion(SAME)), after=half_examined())


def agreed(twin: str = DIFFERENT, neighbour: str = DIFFERENT) -> Adjudication:
    return given((AN, opinion(twin, neighbour)), (BINH, opinion(twin, neighbour)), after=opened())


def settled(*said: tuple[str, str]) -> Adjudication:
    """Two opinions that differ and a third, each as what it says of the twin and the neighbour."""
    first, second, last = said
    return given(
        (AN, opinion(*first)), (BINH, opinion(*second)), (CHI, third(*last)), after=opened()
    )


def decided() -> Adjudication:
    return given((PROCESS, c.DecideAdjudication()), after=agreed())


def closed() -> Adjudication:
    command = c.CloseAdjudication(reason="application-withdrawn")
    return given((PROCESS, command), after=half_examined())


def ranked() -> tuple[Candidate, ...]:
    return tuple(one.fact() for one in CANDIDATES)


DECIDED = e.Decided("cleared", True, e.DecidedSealed(None))
