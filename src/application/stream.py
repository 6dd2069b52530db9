"""What an office must know of a kind of stream to act on it: how it folds, who may reach it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.books import Further
from domain.catalogue import QUIET
from domain.claims import Claim
from domain.commands import Command
from domain.context import Context
from domain.envelope import Envelope
from domain.readings import Reading
from domain.recorded import Recorded

State = Any
Event = Any

SUBJECT_KEY = "subject-key"
"""What a capability draws from the vault, not from chance: the id of the subject's data key."""


def _never(_event: Event) -> date | None:
    """Events that are no facts of a day of civil life."""
    return None


def _as_recorded(state: State, _true_by_then: State, _day: date) -> State:
    return state


def _reads_nothing(_state: State | None, _command: Any, _stream: UUID) -> tuple[Reading, ...]:
    return ()


def _nothing_further(
    _events: Sequence[Event], _state: State, _command: Any, _context: Context
) -> tuple[Further, ...]:
    return ()


def _itself(stream: UUID, _state: State) -> UUID:
    return stream


class StreamKind(msgspec.Struct, frozen=True):
    """`name` is the singular of topics, `path` the plural of URLs.

    `scope(state, day)` are the units of which one must lie within the officer's own;
    `claims(events, state, command, context)` what the new events take or release;
    `readings(state, command, stream)` which other streams a decision must see;
    `further(events, state, command, context)` what the same act means for other streams;
    `subject(stream, state)` whose key seals the personal parts (formats §2);
    `effective_from(event)` and `on_day(state, true_by_then, day)` answer reads as of a day of
    civil life: the state as recorded, the state after only the facts true by the day, the day.
    """

    name: str
    path: str
    decide: Callable[[State | None, Any, Context], list[Event]]
    evolve: Callable[[State | None, Event, Envelope], State]
    scope: Callable[[State, date], tuple[str, ...]]
    claims: Callable[[Sequence[Event], State | None, Command, Context], tuple[Claim, ...]]
    readings: Callable[[State | None, Any, UUID], tuple[Reading, ...]] = _reads_nothing
    further: Callable[[Sequence[Event], State, Any, Context], tuple[Further, ...]] = (
        _nothing_further
    )
    subject: Callable[[UUID, State], UUID] = _itself
    effective_from: Callable[[Event], date | None] = _never
    on_day: Callable[[State, State, date], State] = _as_recorded


class Capability(msgspec.Struct, frozen=True):
    """One command that an office can carry out.

    `opens` is true when the command begins a stream. `draws` names what must be supplied to the
    decision from outside, since the domain knows neither chance nor cryptography: a random value
    (`pin`; one that meets a taken claim is drawn again), the finding on a proof in the command, or
    SUBJECT_KEY.
    """

    command: type[Command]
    stream: StreamKind
    opens: bool = False
    draws: str | None = None

    @property
    def name(self) -> str:
        return self.command.__name__


def fold(kind: StreamKind, history: Iterable[Recorded]) -> State | None:
    """The state after `history`. Never refuses: what was recorded always loads."""
    state = None
    for recorded in history:
        state = kind.evolve(state, recorded.event, recorded.envelope)
    return state


def up_to(history: Sequence[Recorded], version: int) -> Sequence[Recorded]:
    return history[:version]


def known_at(history: Sequence[Recorded], instant: datetime) -> Sequence[Recorded]:
    """What had been recorded by `instant` (recorded time never falls within a stream)."""
    return [recorded for recorded in history if recorded.envelope.recorded_at <= instant]


def is_stale(history: Sequence[Recorded], read_version: int) -> bool:
    """True when the stream changed after `read_version`; quiet events do not count (formats §5)."""
    if read_version > len(history):
        return True
    return any(recorded.topic not in QUIET for recorded in history[read_version:])
