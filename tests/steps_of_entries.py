"""How chance merges, parts, holds and erases entries: as officers of the right roles do it."""

from typing import Any
from uuid import UUID

from application.citizens import CITIZENS
from application.order import Order
from application.reactions.reactor import service
from application.stream import Capability
from citizen_case import paper
from domain.citizen.commands import ConfirmKeyDestroyed
from record import Record

Days = Any
"""random_days.RandomDays, whose entries these are."""

_CONFIRM = Capability(command=ConfirmKeyDestroyed, stream=CITIZENS)
_KEPT = ("middle", "other_name", "religion", "residences", "birth", "given")


def end_an_entry(days: Days) -> None:
    """One step on one of the entries, of those that may come next."""
    citizen = days.chance.choice(days.ids("citizen"))
    entry = Record(days.workshop.service, "citizens", str(citizen)).read()
    days.chance.choice(_next(entry.shown))(days, entry)


def _next(shown: dict[str, Any]) -> list[Any]:
    if shown["status"] == "erased":
        return [_destroy]
    order = [_erase, _hold] if shown["erasure_order"] else [_hold, _order]
    if shown["holds"]:
        order.append(_lift)
    if shown["status"] == "merged":
        return [_undo, _undo, *order]
    return [_confirm, _confirm, _propose] if shown["proposal"] else [_propose, _propose, *order]


def _propose(days: Days, entry: Record) -> None:
    target = days.chance.choice(days.ids("citizen"))
    asked = {"proposal_id": _id(days), "target_id": str(target), "ground": "same-person"}
    days.on(entry, "propose-merge", "data-quality-officer", **asked)


def _confirm(days: Days, entry: Record) -> None:
    kept = days.chance.sample(_KEPT, days.chance.randint(0, 2))
    proposal = entry.shown["proposal"]["id"]
    days.on(entry, "confirm-merge", "register-approver", proposal_id=proposal, kept_fields=kept)


def _undo(days: Days, entry: Record) -> None:
    proposal = entry.shown["merge"]["proposal_id"]
    officer = days.chance.choice(("register-approver", "register-approver-2"))
    days.on(entry, "undo-merge", officer, proposal_id=proposal, reason="two-persons")


def _hold(days: Days, entry: Record) -> None:
    hold = {"hold_id": _id(days), "ground": "court-proceedings", "document": paper()}
    days.on(entry, "place-legal-hold", "director", **hold)


def _lift(days: Days, entry: Record) -> None:
    officer = days.chance.choice(("director", "director-2"))
    lift = {"hold_id": entry.shown["holds"][0]["id"], "reason": "over", "document": paper()}
    days.on(entry, "lift-legal-hold", officer, **lift)


def _order(days: Days, entry: Record) -> None:
    order = {"order_id": _id(days), "ground": "court-order", "order": paper()}
    days.on(entry, "order-erasure", "director", **order)


def _erase(days: Days, entry: Record) -> None:
    days.on(entry, "erase-citizen", "security-officer", order_id=entry.shown["erasure_order"]["id"])


def _destroy(days: Days, entry: Record) -> None:
    """As the eraser says it, who has no counter to say it at."""
    erasure = entry.shown["erasure"]
    order, key = UUID(erasure["order_id"]), UUID(erasure["key_id"])
    command = ConfirmKeyDestroyed(order_id=order, key_id=key, objects=1, rows=1)
    by = service("eraser")
    days.carry_out(Order(_CONFIRM, entry.uuid, command, by, days.wild.any_id(), b"eraser"))


def _id(days: Days) -> str:
    return str(days.wild.any_id())
