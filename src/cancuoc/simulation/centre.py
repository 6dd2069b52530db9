"""The officers of the centre who decide: approvers, examiners, controllers, the director."""

from typing import Any

from cancuoc.simulation.counter import Shown
from cancuoc.simulation.endings import after_refusal, dismissed, refused_on
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.queues import Desk
from cancuoc.simulation.world import APPLICATIONS, World
from cancuoc.station.machines import SAME_PERSON_FROM

APPROVED_AFTER_DAYS = 3
ADJUDICATIONS, CARDS = "adjudications", "cards"
_SECURITY = Officer("security-officer")


async def approve(world: World, officer: Officer, item: Shown) -> bool:
    shown = await world.application(item["stream"])
    if shown["status"] != "verified":
        return True
    if world.rests(shown["id"], "verified"):
        return False
    if world.fate(shown["id"]).refused:
        await after_refusal(world, await refused_on(world, officer, shown, "not-a-citizen"))
        return True
    body = {
        "card_data": world.names.paper(world.tools.began, "card-data", shown["id"]),
        **world.back_dated(shown["id"], APPROVED_AFTER_DAYS),
    }
    await world.step(officer, APPLICATIONS, shown, "approve-application", body)
    return True


async def refuse_duplicate(world: World, officer: Officer, item: Shown) -> bool:
    shown = await world.application(item["stream"])
    if shown["status"] != "duplicate-confirmed":
        return True
    if world.rests(shown["id"], "duplicate-confirmed"):
        return False
    await after_refusal(world, await refused_on(world, officer, shown, "duplicate-identity"))
    return True


async def examine(world: World, officer: Officer, item: Shown) -> bool:
    return await _opinion(world, officer, item, "record-opinion")


async def examine_third(world: World, officer: Officer, item: Shown) -> bool:
    return await _opinion(world, officer, item, "record-third-opinion")


async def accept_prints(world: World, officer: Officer, item: Shown) -> bool:
    """A questioned set that is as good as these fingers give."""
    shown = await world.application(item["stream"])
    if not shown["quality_questioned"] or shown["quality_passed"]:
        return True
    body: dict[str, Any] = {
        "capture_attempt": shown["capture_attempt"],
        "engine": "examiner",
        "engine_version": "1",
        "accepted": True,
        "reason": "best-obtainable",
    }
    await world.step(officer, APPLICATIONS, shown, "record-quality-check", body)
    return True


async def check_card(world: World, officer: Officer, item: Shown) -> bool:
    shown = await world.application(item["stream"])
    if shown["status"] != "printed":
        return True
    if world.rests(shown["id"], "printed"):
        return False
    passed = {"visual": True, "chip_read": True, "mrz_ok": True, "qr_ok": True}
    shown = await world.step(officer, APPLICATIONS, shown, "pass-quality-check", passed)
    await sign(world, shown)
    return True


async def sign(world: World, application: Shown) -> None:
    """The director signs by the list of those that passed, and the dispatcher may pack the card."""
    card = await world.read(CARDS, application["card_id"])
    if card["status"] == "personalised":
        today = world.today.isoformat()
        await world.step(Officer("director"), CARDS, card, "issue-card", {"signed_on": today})
    world.ready[application["id"]] = application


async def inspect(world: World, officer: Officer, item: Shown) -> bool:
    """Two officers look at the blank: it reads as a card, or it is spoiled."""
    shown = await world.application(item["stream"])
    if shown["status"] != "outcome-unknown":
        return True
    if world.rests(shown["id"], "outcome-unknown"):
        return False
    job = shown["job_id"]
    spoiled = world.names.number("finding", job) % 2
    body: dict[str, Any] = {"job_id": job, "finding": "spoiled", "cause": "encoding-failed"}
    if not spoiled:
        body = {
            "job_id": job,
            "finding": "personalised",
            "readback_sha256": world.names.paper(world.tools.began, job)["sha256"],
            "chip_serial": job.replace("-", "")[-16:].upper(),
            "document_signer": "simulated-ds",
        }
    officers = (officer, _SECURITY)
    await world.step_by_two(officers, APPLICATIONS, shown, "resolve-outcome", body)
    return True


async def _opinion(world: World, officer: Officer, item: Shown, verb: str) -> bool:
    """The same person from a score on that two persons never reach; different below it."""
    shown = await world.read(ADJUDICATIONS, item["stream"])
    if shown["status"] != item["stage"]:
        return True
    if world.rests(shown["application_id"], "duplicate-suspected"):
        return False
    views = [
        {
            "citizen_id": one["citizen_id"],
            "view": "same-person" if one["score"] >= SAME_PERSON_FROM else "different-person",
        }
        for one in shown["candidates"]
    ]
    seconds = 30 + world.names.number("seconds", shown["id"], officer.role) % 300
    await world.step(officer, ADJUDICATIONS, shown, verb, {"views": views, "seconds": seconds})
    return True


def desks(officers: int) -> tuple[Desk, ...]:
    """Who works where; the two opinions on a pair are of different examiners."""
    several = tuple(range(1, officers + 1))
    return (
        Desk("card-approver", "verified", approve, several),
        Desk("card-approver", "duplicate-confirmed", refuse_duplicate, (officers + 1,)),
        Desk("examiner", "opened", examine, (1,)),
        Desk("examiner", "half-examined", examine, (2,)),
        Desk("examiner", "quality-questioned", accept_prints, (3,)),
        Desk("senior-examiner", "disagreed", examine_third),
        Desk("quality-controller", "printed", check_card, several),
        Desk("quality-controller", "outcome-unknown", inspect, (officers + 1,)),
        Desk("director", "appealed", dismissed, (2,)),
    )
