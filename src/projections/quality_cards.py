"""What the quality view keeps of applications and cards: public facts, and one sealed id."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.card import state as card
from domain.card_application import events as e
from domain.card_application.facts import Finger
from domain.context import local_day
from domain.quality.card_holding import BANDAGED_DAYS, CONFIRMATION_DAYS
from domain.recorded import Recorded
from projections.projection import Change, Open
from projections.quality_due import due_changes
from projections.quality_rows import APPLICATIONS, CARDS, OTHERS

_ENDS = (e.Delivered, e.Refused, e.Withdrawn, e.Closed)
_OPENS_AGAIN = (e.AppealUpheld, e.HandOverCorrected)
IN_FORCE = "active"


class AppliedMemory(msgspec.Struct, frozen=True):
    """As `domain.quality.card_holding.Applied`."""

    citizen_id: UUID
    intake_unit: str
    open: bool = True
    captured_on: date | None = None
    accounted: tuple[int, ...] = ()
    captured: tuple[int, ...] = ()
    bandaged: tuple[int, ...] = ()
    address_failed: str | None = None
    duplicate_on: date | None = None


def remember_application(
    memory: AppliedMemory | None, recorded: Recorded, position: int
) -> tuple[AppliedMemory | None, list[Change]]:
    event = recorded.event
    if isinstance(event, e.Opened):
        memory = AppliedMemory(event.citizen_id, event.intake_unit)
    elif memory is None:
        return None, []
    now = _after(memory, event, local_day(recorded.envelope.recorded_at))
    if now == memory and not isinstance(event, e.Opened):
        return memory, []
    due = due_changes((now.citizen_id, recorded.stream), (*_due(memory),), (*_due(now),), position)
    return now, [*_written(now, recorded, position), *due]


def remember_card(
    memory: card.Card | None, recorded: Recorded, position: int
) -> tuple[card.Card, list[Change]]:
    now = replace(card.evolve(memory, recorded.event, recorded.envelope), done={}, missed=())
    if now.citizen_id is None or (memory is not None and memory.status == now.status):
        return now, []
    values = {"status": now.status, "position": position}
    return now, [Open(CARDS, (now.citizen_id, recorded.stream), values)]


def _after(memory: AppliedMemory, event: Any, day: date) -> AppliedMemory:
    match event:
        case e.Captured() | e.Recaptured():
            return replace(memory, **_fingers(event.fingers, local_day(event.captured_at)))
        case e.DeliveryFailed(reason):
            return replace(memory, address_failed=reason)
        case e.DeliveryPlaceChanged():
            return replace(memory, address_failed=None)
        case e.Delivered():
            return replace(memory, open=False, address_failed=None)
        case e.DuplicateConfirmed():
            return replace(memory, duplicate_on=day)
        case e.DuplicateCleared():
            return replace(memory, duplicate_on=None)
        case _ if isinstance(event, (*_ENDS, *_OPENS_AGAIN)):
            return replace(memory, open=isinstance(event, _OPENS_AGAIN))
        case _:
            return memory


def _fingers(fingers: tuple[Finger, ...], day: date) -> dict[str, Any]:
    captured = [one.position for one in fingers if one.missing is None and one.quality is not None]
    missing = {one.position: one.missing for one in fingers if one.missing is not None}
    return {
        "captured_on": day,
        "accounted": tuple(sorted({*captured, *missing})),
        "captured": tuple(sorted(captured)),
        "bandaged": tuple(sorted(n for n, reason in missing.items() if reason == "bandaged")),
    }


def _written(now: AppliedMemory, recorded: Recorded, position: int) -> Iterator[Change]:
    values = {
        **{name: list(getattr(now, name)) for name in ("accounted", "captured", "bandaged")},
        **{name: getattr(now, name) for name in ("intake_unit", "open", "captured_on")},
        "address_failed": now.address_failed,
        "duplicate_on": now.duplicate_on,
        "position": position,
    }
    yield Open(APPLICATIONS, (now.citizen_id, recorded.stream), values)
    yield from _matched(now, recorded)


def _due(now: AppliedMemory) -> Iterator[date]:
    """The days on which DQ-20 and DQ-33 may begin to fail by themselves."""
    if now.captured_on is None:
        return
    if now.bandaged:
        yield now.captured_on + timedelta(days=BANDAGED_DAYS + 1)
    if now.open:
        yield now.captured_on + timedelta(days=CONFIRMATION_DAYS + 1)


def _matched(now: AppliedMemory, recorded: Recorded) -> Iterator[Change]:
    """The other person of a confirmed duplicate stands in a row of its own, which goes with it."""
    event = recorded.event
    if not isinstance(event, e.DuplicateConfirmed) or event.sealed is None:
        return
    other = event.sealed.matched_citizen_id
    if other is not None:
        values = {"kind": "card-application", "citizen_id": now.citizen_id}
        yield Open(OTHERS, (other, recorded.stream), values)
