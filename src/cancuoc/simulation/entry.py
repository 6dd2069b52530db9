"""From a declaration to a number: the officers of a commune and the centre enter a citizen."""

from typing import Any
from uuid import UUID

from cancuoc.dc01_person import Row
from cancuoc.simulation.counter import Refused, Shown
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.plan import DECLARED_BEFORE, Case
from cancuoc.simulation.world import CITIZENS, World
from domain.values.identifiers import derive_id

USED = "id-used"
_DAYS_BEFORE = DECLARED_BEFORE.days


def home_of(declaration: Row) -> str:
    """The commune of the permanent residence, whose officers take the declaration."""
    commune: str = declaration["residences"][0]["place"]["unit"]
    return commune


async def entered(world: World, case: Case, declaration: Row) -> Shown:
    """The citizen with a number that was notified, wherever an earlier run had left it."""
    commune = home_of(declaration)
    officer = Officer("area-officer", commune)
    body = declaration | _on(world, case, 0)
    key = world.names.act(case.citizen, "capture-citizen", 0)
    shown = await world.counter.open(officer, f"/v1/{CITIZENS}", body, key)
    if shown.pop("replayed", False):
        shown = await world.read(CITIZENS, case.citizen)
    while shown["status"] in _STEPS:
        shown = await _STEPS[shown["status"]](world, case, shown, commune)
    return shown


async def _verified(world: World, case: Case, shown: Shown, commune: str) -> Shown:
    body = {"against": ["household-book"], **_on(world, case, 1)}
    chief = Officer("commune-chief", commune)
    return await world.step(chief, CITIZENS, shown, "verify-citizen", body)


async def _approved(world: World, case: Case, shown: Shown, commune: str) -> Shown:
    if case.fate.dq_failure:
        shown = await _cleared(world, case, shown, commune)
    approver = Officer("register-approver")
    return await world.step(approver, CITIZENS, shown, "approve-citizen", _on(world, case, 3))


async def _cleared(world: World, case: Case, shown: Shown, commune: str) -> Shown:
    """Two sources disagree about the birth, and a document says which of them is right."""
    id_ = str(derive_id(UUID(case.citizen), "discrepancy", case.citizen))
    if not shown["discrepancies"]:
        body: dict[str, Any] = {
            "discrepancy_id": id_,
            "field": "birth",
            "sources": ["household-book", "id-archive"],
            **_on(world, case, 1.5),
        }
        officer = Officer("area-officer", commune)
        try:
            shown = await world.step(officer, CITIZENS, shown, "raise-discrepancy", body)
        except Refused as refused:
            if refused.code != USED:
                raise
            # It was raised, and resolved, before an earlier run was stopped.
            return shown
    body = {
        "discrepancy_id": id_,
        "finding": "first-right",
        "documents": [world.names.paper(case.captured_at, "finding", case.citizen)],
        **_on(world, case, 2),
    }
    chief = Officer("commune-chief", commune)
    return await world.step(chief, CITIZENS, shown, "resolve-discrepancy", body)


async def _notified(world: World, case: Case, shown: Shown, commune: str) -> Shown:
    on = _on(world, case, 4)
    body = {
        "channel": "paper",
        "notified_on": on["occurred_at"][:10],
        "notice": world.names.paper(case.captured_at, "notice", case.citizen),
        **on,
    }
    return await world.step(Officer("area-officer", commune), CITIZENS, shown, "notify-pin", body)


def _on(world: World, case: Case, days: float) -> dict[str, str]:
    """So many days after the declaration, which was a week before the visit for the card."""
    return world.dated(case.captured_at, days - _DAYS_BEFORE)


_STEPS = {"captured": _verified, "verified": _approved, "approved": _notified}
