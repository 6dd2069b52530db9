"""One act, several books: what one officer's act means for other streams, at the same moment.

All of it is stored in one transaction or none of it (architecture, "Reactors: one act or two?").
"""

from uuid import UUID

import msgspec

from domain.commands import Command
from domain.envelope import Actor

MOST_BOOKS = 8
"""Streams that one act may touch."""


class Further(msgspec.Struct, frozen=True):
    """A command on another stream that is part of the same act.

    It is decided on that stream as it stands now, by the rules of that stream, and asks for no
    role of its own: the officer's right is that of the act. `opens` when it begins the stream.
    With an `actor` it is that officer's own act, for which his role and unit are asked.
    """

    kind: str
    stream: UUID
    command: Command
    opens: bool = False
    actor: Actor | None = None
