"""What surrounds every decision of an office: the law known now, the units, the clock, chance."""

from typing import Any, Protocol

import msgspec

from application.clock import ProgrammeClock
from application.order import Order
from application.stream import SUBJECT_KEY
from domain.commands import Command
from domain.context import Context
from domain.envelope import Actor
from domain.policy.rules import Policy
from domain.units import RegisterOfUnits


class Policies(Protocol):
    def current(self) -> Policy:
        """The rules known to this office now."""


class Chance(Protocol):
    def draw(self, what: str, command: Command) -> Any:
        """What a decision on the command needs from outside: a fresh random value, a finding."""


class Circumstances(msgspec.Struct, frozen=True):
    """`test_numbers` lets PINs with reserved province codes be accepted and minted."""

    policies: Policies
    units: RegisterOfUnits
    clock: ProgrammeClock
    chance: Chance
    test_numbers: bool = False

    def for_order(self, order: Order) -> Context:
        """What the decision on an order may look at, with what chance must supply to it.

        The key of a subject is the office's to add, who keeps the vault.
        """
        context = self.context(order.actor)
        draws = order.capability.draws
        drawn = draws is not None and draws != SUBJECT_KEY
        return msgspec.structs.replace(
            context,
            occurred_at=order.command.occurred_at or context.now,
            stream=order.stream,
            facts=self.chance.draw(draws, order.command) if draws and drawn else None,
            countersigner=order.countersigner,
        )

    def context(self, actor: Actor) -> Context:
        """What an officer's look at the register may know: the law, the units, the moment."""
        now = self.clock.now()
        return Context(
            actor=actor,
            now=now,
            occurred_at=now,
            policy=self.policies.current(),
            units=self.units,
            test_numbers=self.test_numbers,
        )
