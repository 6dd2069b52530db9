"""What a reactor is: one recorded event in, commands on other streams out, nothing else touched."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from domain.claims import Claim
from domain.commands import Command
from domain.envelope import Actor
from domain.recorded import Recorded
from domain.values.identifiers import derive_id

_OFFICE = UUID("00000000-0000-7000-8000-000000000000")


class Wanted(msgspec.Struct, frozen=True):
    """A command that follows from an event.

    `target` is a stream, or the stream that holds a claim (nothing follows where nobody holds it).
    `settled` are codes of refusals that say the matter is settled already. Any other refusal is
    shown to `owner_role` in `owner_unit`, who then acts instead. With `if_held` it is not worth a
    note that nobody holds the claim.
    """

    kind: str
    target: UUID | Claim
    command: Command
    owner_role: str
    owner_unit: str = "centre"
    opens: bool = False
    settled: frozenset[str] = frozenset()
    if_held: bool = False


class Reactor(msgspec.Struct, frozen=True):
    """`react(recorded, state)` is pure; `state` is the event's own stream right after the act that
    recorded the event.

    The commands are given in the name of a service with this `role` (domain §5).
    """

    name: str
    role: str
    topics: frozenset[str]
    react: Callable[[Recorded, Any], tuple[Wanted, ...]]

    @property
    def actor(self) -> Actor:
        return service(self.role)


def service(role: str) -> Actor:
    """The service of the centre that acts in a role; always the same."""
    return Actor(derive_id(_OFFICE, "service", role), "centre", (role,))


def reaction_id(reactor: str, source: Recorded, wanted: Wanted) -> UUID:
    """The id of a reaction's command: derived, so that reacting again is the same command.

    A target that holds a claim is named by the claim, whoever holds it by then.
    """
    target = wanted.target
    name = f"{target.kind}={target.value}" if isinstance(target, Claim) else str(target)
    parts = (str(source.stream), str(source.version), name, type(wanted.command).__name__)
    return derive_id(source.stream, "reaction", reactor, *parts)
