"""What one reactor answers to one event."""

from typing import Any
from uuid import UUID

from application.reactions.all_reactors import REACTORS
from application.reactions.reactor import Wanted
from case_stories import at, fresh_id

SOURCE = fresh_id(900)
VERSION = 7


def reacted(reactor: str, event: Any, state: Any, stream: UUID = SOURCE) -> tuple[Wanted, ...]:
    """The commands that follow, where the reactor listens to such events."""
    named = next(one for one in REACTORS if one.name == reactor)
    assert event.TOPIC in named.topics
    return named.react(at(event, VERSION, stream), state)
