"""Whose history a stream is, by what its events say: the person whose erasure closes it.

A case belongs to the person it is about. Others appear in it by their ids alone (formats §2): the
candidates of an adjudication, the second person of a pair. Their erasure leaves it as it is.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.recorded import Recorded


def person_of(history: Sequence[Recorded]) -> UUID | None:
    """The citizen a stream of another kind is about; None where it is about none that is known.

    Applications, cards and data-quality cases name the citizen in public with their first event,
    adjudications in its sealed part, packets once they are accepted.
    """
    if not history or history[0].topic.startswith("citizen."):
        return None
    first = history[0].event
    named = _citizen_in(first) or _citizen_in(getattr(first, "sealed", None))
    if named is not None or not history[0].topic.startswith("enrolment-packet."):
        return named
    return next((found for one in history if (found := _citizen_in(one.event))), None)


def _citizen_in(part: Any) -> UUID | None:
    found: UUID | None = getattr(part, "citizen_id", None)
    return found
