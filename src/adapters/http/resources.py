"""How a stream's state is shown: the same for a command's answer and for a later read."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from adapters.http.admission import admit
from application.office import Office
from application.stream import StreamKind
from domain.envelope import Actor
from domain.recorded import Recorded


def _as_recorded(recorded: Recorded, _state: Any) -> Recorded:
    return recorded


class Resource(msgspec.Struct, frozen=True):
    """A kind of stream as a REST resource.

    `show` maps a state to what officers see; `admit` refuses a reader (OutsideAuthority);
    `veil(recorded, state)` is an event of the timeline as it may be shown while the stream is in
    that state.
    """

    kind: StreamKind
    shown: type[msgspec.Struct]
    show: Callable[[UUID, int, Any], msgspec.Struct]
    tag: str
    admit: Callable[[Office, StreamKind, Actor, Sequence[Recorded]], None] = admit
    veil: Callable[[Recorded, Any], Recorded] = _as_recorded

    def render(self, stream: UUID, version: int, state: Any) -> bytes:
        return msgspec.json.encode(self.show(stream, version, state))
