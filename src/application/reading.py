"""Reading history: a stream as it is, as it was, what happened to it and what differs."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from application.event_store import EventStore
from application.order import NotFound
from application.stream import StreamKind, fold, known_at, up_to
from domain.catalogue import stream_of
from domain.citizen.events import Erased
from domain.recorded import Recorded
from domain.refusals import RuleBroken


class View(msgspec.Struct, frozen=True):
    """A stream at one of its versions."""

    stream: UUID
    version: int
    state: Any


class When(msgspec.Struct, frozen=True):
    """Which past is asked for: recorded time or version, and the day on which facts are true."""

    as_of: datetime | None = None
    version: int | None = None
    effective_on: date | None = None


class Difference(msgspec.Struct, frozen=True):
    """One field of the shown resource that differs between two versions."""

    field: str
    before: Any
    after: Any


async def history_of(store: EventStore, kind: StreamKind, stream: UUID) -> Sequence[Recorded]:
    """Every event of the stream; raises NotFound when there is none of this kind."""
    history = await store.load(stream)
    if not history or stream_of(history[0].topic) != kind.name:
        raise NotFound(kind.name, stream)
    return history


def is_erased(history: Iterable[Recorded]) -> bool:
    """Whether these events of a citizen say that the person is erased."""
    return any(recorded.topic == Erased.TOPIC for recorded in history)


def closed(history: Iterable[Recorded]) -> Sequence[Recorded]:
    """The history without its sealed parts, as it loads when the key is gone."""
    return tuple(
        replace(recorded, event=replace(recorded.event, sealed=None))
        if getattr(recorded.event, "sealed", None) is not None
        else recorded
        for recorded in history
    )


def seen(kind: StreamKind, history: Sequence[Recorded], when: When) -> View:
    """The stream as recorded at `when`; raises RuleBroken when there was nothing to see.

    A day withholds only what was not yet true on it: status, open amendments and the versions of
    fields are those recorded, since a decision was taken even where its effect lies ahead.
    """
    past = _past(history, when)
    version = len(past)
    if when.effective_on is None:
        return View(past[0].stream, version, fold(kind, past))
    day = when.effective_on
    true_by_then = [r for r in past if (kind.effective_from(r.event) or day) <= day]
    state = kind.on_day(fold(kind, past), fold(kind, true_by_then), day)
    return View(past[0].stream, version, state)


def _past(history: Sequence[Recorded], when: When) -> Sequence[Recorded]:
    past = history if when.as_of is None else known_at(history, when.as_of)
    if when.version is not None:
        if not 1 <= when.version <= len(history):
            raise RuleBroken("version-unknown", asked=when.version, last=len(history))
        past = up_to(past, when.version)
    if not past:
        raise RuleBroken("not-yet-recorded")
    return past


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """The fields of two shown resources that differ, nested objects field by field."""
    found: list[Difference] = []
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            found += [
                Difference(f"{name}/{d.field}", d.before, d.after) for d in differences(old, new)
            ]
        elif old != new:
            found.append(Difference(name, old, new))
    return found
