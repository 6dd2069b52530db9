"""What surrounds every decision of an office: the law known now, the units, the clock, chance."""

from typing import Any, Protocol

import msgspec

from application.clock import ProgrammeClock
from domain.commands import Command
from domain.context import Context
from domain.envelope import Actor
from domain.policy.rules import Policy
from domain.units import RegisterOfUnits


class Policies(Protocol):
    def current(self) -> Policy:
        """The rules known to this office now."""


class Chance(Protocol):
    def draw(self, what: str) -> Any:
        """A fresh random value of the kind a decision asks for."""


class Circumstances(msgspec.Struct, frozen=True):
    """`test_numbers` lets PINs with reserved province codes be accepted and minted."""

    policies: Policies
    units: RegisterOfUnits
    clock: ProgrammeClock
    chance: Chance
    test_numbers: bool = False

    def context(
        self, actor: Actor, command: Command | None = None, draws: str | None = None
    ) -> Context:
        """What a decision taken now may look at; `draws` names what chance must supply to it."""
        now = self.clock.now()
        return Context(
            actor=actor,
            now=now,
            occurred_at=(command.occurred_at if command is not None else None) or now,
            policy=self.policies.current(),
            units=self.units,
            test_numbers=self.test_numbers,
            facts=self.chance.draw(draws) if draws is not None else None,
        )
