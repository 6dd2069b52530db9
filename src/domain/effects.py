"""Whether a command's effect is in place already, so that repeating it changes nothing (P10)."""

from hashlib import sha256
from typing import Any, Protocol

import msgspec

Done = dict[str, str]
"""Topic -> digest of the last event of that topic."""


class HasDone(Protocol):
    """A state that remembers what was put into effect."""

    @property
    def status(self) -> str: ...

    @property
    def done(self) -> Done: ...


def digest(event: Any) -> str:
    """SHA-256, in hex, of the event's own values as JSON: the state keeps no paper twice."""
    return sha256(msgspec.json.encode(event)).hexdigest()


def noted(done: Done, event: Any) -> Done:
    """What is in effect after one more event; for `evolve`."""
    return {**done, event.TOPIC: digest(event)}


def repeats(state: HasDone | None, event: Any, *statuses: str) -> bool:
    """Whether the last event of this topic said the same and still holds.

    `statuses` are those in which what the event did is still in effect; none means any status.
    Asked with the event that a decision is about to give, before its guards.
    """
    if state is None or (statuses and state.status not in statuses):
        return False
    return state.done.get(event.TOPIC) == digest(event)
