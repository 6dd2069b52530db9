"""Every number by which a citizen was ever known, each with its kind; all of them resolve."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.citizen import events as e
from domain.citizen.facts import Change as FieldChange
from domain.context import local_day
from domain.recorded import Recorded
from projections.citizen_joined import Back
from projections.projection import Change, Drop, Open, Set, TableName

CITIZEN_NUMBER = TableName("citizen_number")

PIN = "pin"
CMND9 = "cmnd9"
CMND12 = "cmnd12"
CORRECTED = "corrected"


def numbers(recorded: Recorded) -> list[Change]:
    """The rows that an event opens or ends. A card of twelve digits is told from a PIN by its
    kind alone; a number that a form declared is no PIN until it is established."""
    event, citizen = recorded.event, recorded.stream
    day = local_day(recorded.envelope.occurred_at)
    match event:
        case e.PinEstablished(_, e.PinEstablishedSealed(pin)):
            return [_opened(citizen, PIN, pin, day)]
        case e.PinCancelled(_, ground, from_, e.PinCancelledSealed(pin)):
            return [_ended(citizen, PIN, pin, from_, ground)]
        case e.Captured() | e.Recaptured() if event.sealed is not None:
            return [_opened(citizen, *_kind(number), None) for number in event.sealed.cmnd9]
        case e.CaptureCorrected() | e.Amended() | e.Absorbed() if event.sealed is not None:
            return _changed(citizen, event.sealed.diff, day)
        case _:
            return []


def put_back(citizen: UUID, back: Back) -> list[Change]:
    """What an undone merge had brought is not this person's; what it had taken away is again."""
    if CMND9 not in back:
        return []
    before, after = _list(back[CMND9].before), _list(back[CMND9].after)
    brought = [number for number in after if number not in before]
    foreign: list[Change] = [Drop(CITIZEN_NUMBER, (citizen, *_kind(one))) for one in brought]
    return foreign + [_opened(citizen, *_kind(one), None) for one in before]


def _changed(citizen: UUID, diff: Iterable[FieldChange], day: date) -> list[Change]:
    """A number that is corrected away keeps resolving, since old papers still bear it."""
    rows: list[Change] = []
    for change in diff:
        if change.field == CMND9:
            before, after = _list(change.before), _list(change.after)
            gone = [number for number in before if number not in after]
            rows += [_ended(citizen, *_kind(number), day, CORRECTED) for number in gone]
            rows += [_opened(citizen, *_kind(number), None) for number in after]
    return rows


def _opened(citizen: UUID, kind: str, number: str, since: date | None) -> Change:
    return Open(CITIZEN_NUMBER, (citizen, kind, number), {"established_on": since})


def _ended(citizen: UUID, kind: str, number: str, on: date, reason: str) -> Change:
    values = {"ended_on": on, "end_reason": reason}
    return Set(CITIZEN_NUMBER, (citizen, kind, number), values)


def _kind(number: str) -> tuple[str, str]:
    return (CMND12 if len(number) == len("001190000001") else CMND9), number


def _list(value: Any) -> tuple[str, ...]:
    """As the entry itself is read: a value that is none leaves everything as it was."""
    try:
        return msgspec.convert(value, tuple[str, ...])
    except msgspec.ValidationError:
        return ()
