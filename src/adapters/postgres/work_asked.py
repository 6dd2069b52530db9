"""Whose queue is asked for: an officer's roles and units, and what a statement needs of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.authority import level_of, levels_of
from domain.context import local_day
from domain.envelope import Actor
from domain.roles import ROLES
from domain.units import RegisterOfUnits

At = tuple[int, datetime, UUID, str]
"""A place in the order."""
Branch = tuple[int, int]
"""Which of the roles, in which of the units."""


class Shape(msgspec.Struct, frozen=True):
    """What the text of the question depends on; all else is a value of it.

    `level` is that of the officer's unit, `codes` how many units it stands for, `after` whether the
    place was among what is taken.
    """

    roles: int
    level: str
    codes: int
    has_stage: bool
    after: int | None


class Queue(msgspec.Struct, frozen=True):
    """Whose queue, perhaps one stage or one role of it, and at what moment."""

    actor: Actor
    stage: str | None
    role: str | None
    now: datetime
    units: RegisterOfUnits

    @property
    def roles(self) -> list[str]:
        """The officer's roles that exist in his unit, also those of ended units in its place."""
        levels = levels_of(self.actor.unit, self.units, local_day(self.now))
        held = [role for role in self.actor.roles if levels & ROLES.get(role, frozenset())]
        return [role for role in held if self.role in (None, role)]

    @property
    def codes(self) -> tuple[str, ...]:
        """The unit, and those whose place it has taken; one is enough for the whole country."""
        return self.units.stands_for(self.actor.unit, local_day(self.now))

    def shape(self, after: At | None) -> Shape:
        level = level_of(self.actor.unit)
        place = None if after is None else after[0]
        return Shape(len(self.roles), level, len(self.codes), self.stage is not None, place)

    def values(self, limit: int, after: At | None) -> dict[str, Any]:
        """By the names that `items` gives them."""
        known: dict[str, Any] = {f"role_{n}": role for n, role in enumerate(self.roles)}
        known |= {f"unit_{n}": code for n, code in enumerate(self.codes)}
        known |= {"now": self.now, "officer": self.actor.officer}
        known |= {"stage": self.stage, "limit": limit}
        if after is not None:
            known |= dict(zip(("after_due", "after_stream", "after_stage"), after[1:], strict=True))
        return known
