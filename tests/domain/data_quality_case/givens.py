"""Officers, checks and states from which the tests of data-quality cases begin."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from tests.domain.citizen import givens as citizens

from domain.citizen.facts import Place, Residence
from domain.citizen.forms import ObjectGiven
from domain.citizen.person import Citizen
from domain.context import Context, Other
from domain.data_quality_case import commands as c
from domain.data_quality_case.decisions import decide
from domain.data_quality_case.state import DataQualityCase, evolve
from domain.envelope import Actor, Envelope
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS

NOW = citizens.NOW
LATER = datetime(2025, 8, 1, 3, 0, tzinfo=UTC)
"""Without districts, and with 34 provinces."""

COMMUNE, DISTRICT, PROVINCE = citizens.COMMUNE, citizens.DISTRICT, citizens.PROVINCE
CASE, CITIZEN, TWIN = UUID(int=300), citizens.CITIZEN, UUID(int=301)
DUE = date(2021, 6, 20)


def officer(number: int, unit: str, *roles: str) -> Actor:
    return Actor(UUID(int=number), unit, roles)


AN = officer(31, COMMUNE, "area-officer")
HOA = officer(32, DISTRICT, "data-officer")
HAI = officer(33, PROVINCE, "province-checker")
LINH = officer(34, "centre", "data-quality-officer")
CHECK = officer(35, "centre", "data-check")
PROCESS = officer(36, "centre", "process-manager")
TIMER = officer(37, "centre", "timer")

PAPER: ObjectGiven = citizens.PAPER


def living_at(unit: str | None, **changes: Any) -> Citizen:
    """An active citizen whose permanent residence is there, or who has none."""
    place = Place(unit, date(2021, 3, 1), "VN", None)
    homes = () if unit is None else (Residence("permanent", None, None, place),)
    return citizens.active(**{"residences": homes, **changes})


def seen(citizen: Citizen, twin: Citizen | None = None, **others: Other) -> dict[str, Other]:
    known = {"citizen": Other(CITIZEN, citizen.version, citizen)}
    if twin is not None:
        known["other"] = Other(TWIN, twin.version, twin)
    return {**known, **others}


def context(actor: Actor, **changes: Any) -> Context:
    usual = Context(
        actor,
        NOW,
        NOW,
        Policy(SEEDS),
        citizens.units(),
        stream=CASE,
        others=seen(living_at(COMMUNE), citizens.active()),
    )
    return replace(usual, **changes)


def detection(**changes: Any) -> c.DetectDefect:
    usual = c.DetectDefect(
        id=CASE,
        check="DQ-14",
        dimension="sufficient",
        severity="warning",
        citizen_id=CITIZEN,
        citizen_version=2,
        values=("birth 1950",),
    )
    return replace(usual, **changes)


PAIR = detection(check="DQ-07", dimension="clean", other_citizen_id=TWIN)
AT_CENTRE = detection(check="DQ-28", dimension="live", severity="blocking")
OWN_STATE = detection(check="DQ-01", dimension="accurate", severity="blocking")

FINDING = c.ReportFinding(finding="no-defect", remark="không có giấy tờ")
DISMISS = c.DismissCase(reason="no-document-exists")
RESOLVE = c.ResolveCase()
REOPEN = c.ReopenCase(reason="check-fails-again")


def assignment(unit: str, role: Any, due: date = DUE) -> c.AssignCase:
    return c.AssignCase(to_unit=unit, to_role=role, due=due)


TO_PROVINCE = assignment(PROVINCE, "province-checker")
TO_DISTRICT = assignment(DISTRICT, "data-officer")
TO_COMMUNE = assignment(COMMUNE, "area-officer")


def envelope(actor: Actor) -> Envelope:
    return Envelope(NOW, NOW, actor, None, UUID(int=1), UUID(int=1), 60, None, None, 0)


def given(*steps: tuple[Actor, Any], after: DataQualityCase | None = None) -> DataQualityCase:
    """The state after the commands (decided first) or events, each by its officer."""
    state = after
    for actor, step in steps:
        is_command = isinstance(step, c.Command)
        events = decide(state, step, context(actor)) if is_command else [step]
        for event in events:
            state = evolve(state, event, envelope(actor))
    assert state is not None
    return state


def detected() -> DataQualityCase:
    return given((CHECK, AT_CENTRE))


def assigned(command: c.DetectDefect | None = None) -> DataQualityCase:
    """With the commune of the citizen from the moment of its detection."""
    return given((CHECK, command or detection()))


def found(command: c.DetectDefect | None = None) -> DataQualityCase:
    return given((AN, FINDING), after=assigned(command))


def resolved() -> DataQualityCase:
    return given((HOA, RESOLVE), after=found())


def dismissed() -> DataQualityCase:
    return given((HAI, DISMISS), after=found())


def erased(state: DataQualityCase) -> DataQualityCase:
    """As it loads once the key of the case is destroyed."""
    made = replace(state.finding, remark=None, documents=()) if state.finding else None
    return replace(state, other_citizen_id=None, values=(), readable=False, finding=made)
