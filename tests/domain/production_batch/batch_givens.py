"""Officers, applications, machines and batches from which the tests of batches begin."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace
from tests.domain.citizen.givens import context as usual
from tests.domain.citizen.givens import envelope, officer
from tests.domain.device import device_givens as devices

from domain.card_application.application import CardApplication
from domain.context import Context, Other
from domain.envelope import Actor
from domain.production_batch import commands as c
from domain.production_batch import events as e
from domain.production_batch.readings import application
from domain.production_batch.state import ProductionBatch, evolve

BATCH, OTHER_BATCH, MACHINE = UUID(int=600), UUID(int=601), UUID(int=602)
ONE, TWO, THREE = UUID(int=611), UUID(int=612), UUID(int=613)

HANH = officer(40, "centre", "production-planner")
PHUC = officer(41, "centre", "print-operator")
QUYEN = officer(42, "centre", "quality-controller")
SON = officer(43, "centre", "security-officer")
CLOCK = officer(44, "centre", "timer")
OTHER_OPERATOR = officer(45, "centre", "print-operator")

PLAN = c.PlanBatch(
    id=BATCH,
    batch_number="LO-2021-0471",
    form="chip-2021",
    destination="001",
    priority=5,
    applications=(ONE, TWO),
)
PLANNED = e.Planned("LO-2021-0471", "chip-2021", "001", 5, (ONE, TWO))
START = c.StartBatch(machine_id=MACHINE, handed_over=10, left_before=2)
COUNT = c.CountBatch(good=2, spoiled=1, sample=0, returned=5, left_after=4)


def case(status: str = "approved", **changes: Any) -> CardApplication:
    usual_case = CardApplication(1, status, UUID(int=100), card_form="chip-2021")
    return replace(usual_case, **changes)


def printed(status: str = "printed", **changes: Any) -> CardApplication:
    return case(status, batch_id=BATCH, printed_by=PHUC.officer, **changes)


def cases(**by_name: CardApplication) -> dict[str, Other]:
    """Applications as a decision sees them; without any, both of the plan are approved."""
    ids = {"one": ONE, "two": TWO, "three": THREE}
    told = by_name or {"one": case(), "two": case()}
    return {application(ids[name]): Other(ids[name], 1, state) for name, state in told.items()}


def machine(**changes: Any) -> dict[str, Other]:
    device = replace(devices.trusted(), kind="encoder", **changes)
    return {"machine": Other(MACHINE, 2, device)}


def context(actor: Actor = HANH, **changes: Any) -> Context:
    return replace(usual(actor, stream=BATCH, facts=None), **changes)


def given(*steps: tuple[Actor, e.Event], after: ProductionBatch | None = None) -> ProductionBatch:
    state = after
    for actor, event in steps:
        state = evolve(state, event, envelope(actor))
    assert state is not None
    return state


def planned(**changes: Any) -> ProductionBatch:
    return given((HANH, replace(PLANNED, **changes)))


def released() -> ProductionBatch:
    return given((HANH, e.Released(None)), after=planned())


def in_production() -> ProductionBatch:
    return given((PHUC, e.Started(MACHINE, 10, 2)), after=released())


def counted(**changes: int) -> ProductionBatch:
    return given((PHUC, replace(e.Counted(2, 1, 0, 5, 4), **changes)), after=in_production())


def on_hold(before: ProductionBatch | None = None) -> ProductionBatch:
    return given((SON, e.Held("alarm")), after=before or planned())


def balanced() -> ProductionBatch:
    return given((QUYEN, e.Balanced(0, 2)), after=counted())


def in_discrepancy() -> ProductionBatch:
    return given((QUYEN, e.DiscrepancyFound(1, 2)), after=counted(spoiled=0))


def cancelled() -> ProductionBatch:
    return given((HANH, e.Cancelled("wrong-plan")), after=planned())
