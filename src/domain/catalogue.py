"""All topics the register writes, and which of them leave a version that was read still fresh."""

from typing import get_args

from domain.citizen import events as citizen
from domain.legal_instrument import events as legal_instrument

CATALOGUE: dict[str, type] = {
    event.TOPIC: event
    for stream in (citizen.Event, legal_instrument.Event)
    for event in get_args(stream)
}

QUIET: frozenset[str] = frozenset({citizen.DeadlineMissed.TOPIC})


def stream_of(topic: str) -> str:
    """The stream's singular name: `citizen.captured.v1` is of `citizen`."""
    return topic.split(".", 1)[0]
