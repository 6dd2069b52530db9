"""How a stream's state is shown: the same for a command's answer and for a later read."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from application.office import Office
from application.stream import StreamKind
from domain.envelope import Actor
from domain.recorded import Recorded


class Resource(msgspec.Struct, frozen=True):
    """A kind of stream as a REST resource.

    `show` maps a state to what officers see; `admit` refuses a reader (OutsideAuthority).
    """

    kind: StreamKind
    shown: type[msgspec.Struct]
    show: Callable[[UUID, int, Any], msgspec.Struct]
    admit: Callable[[Office, Actor, Sequence[Recorded]], None]
    tag: str

    def render(self, stream: UUID, version: int, state: Any) -> bytes:
        return msgspec.json.encode(self.show(stream, version, state))
