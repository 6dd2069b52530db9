"""How a case ends without a card: refused on a ground of law, and the appeal against it."""

from uuid import UUID

from cancuoc.simulation.counter import Shown
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.world import APPLICATIONS, World
from domain.values.identifiers import derive_id


async def refused_on(world: World, officer: Officer, shown: Shown, ground: str) -> Shown:
    body = {
        "legal_ground": ground,
        "reason": ground,
        "notice": world.names.paper(world.tools.began, "refusal", shown["id"]),
    }
    return await world.step(officer, APPLICATIONS, shown, "refuse-application", body)


async def after_refusal(world: World, shown: Shown) -> None:
    """Some citizens appeal, once; for the others the matter is at its end."""
    fate = world.fate(shown["id"])
    if not fate.appeals or shown["appeals"]:
        world.settle(shown["id"], "refused")
        return
    body = {
        "appeal_id": str(derive_id(UUID(shown["id"]), "appeal", shown["id"])),
        "ground": "not-me",
        "statement": world.names.paper(world.tools.began, "appeal", shown["id"]),
    }
    reception = Officer("reception-officer", shown["intake_unit"])
    shown = await world.step(reception, APPLICATIONS, shown, "lodge-appeal", body)
    world.rests(shown["id"], "appealed")


async def dismissed(world: World, officer: Officer, item: Shown) -> bool:
    """The director finds the refusal right."""
    shown = await world.application(item["stream"])
    if shown["status"] != "appealed":
        return True
    if world.rests(shown["id"], "appealed"):
        return False
    body = {"appeal_id": shown["appeal_id"], "outcome": "dismissed", "ground": "evidence-stands"}
    await after_refusal(
        world, await world.step(officer, APPLICATIONS, shown, "decide-appeal", body)
    )
    return True
