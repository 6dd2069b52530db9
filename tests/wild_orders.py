"""Any order that an officer could think of: mostly against the law, now and then within it."""

import random
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from adapters.identity.development_officers import OFFICERS
from application.stream import Capability
from domain.envelope import Actor
from domain.mandates import COMMANDS, COUNTERSIGNERS
from domain.values.identifiers import uuid7

UNITS = ("001", "026", "01", "00001", "centre", "no-such-unit")
WORDS = ("chip-2021", "chip-card", "misprint", "jam", "2021-03-10", "1990", "machine", "vault", "x")
Named = Mapping[str, Sequence[Any]]
"""Values that mean something, by the name of the field or the end of it."""


class Wild:
    """Draws commands; `known(name)` gives what the register knows that such a field may name."""

    def __init__(self, chance: random.Random, known: Callable[[str], Sequence[Any]]) -> None:
        self._chance = chance
        self._known = known

    def command(self, capability: Capability, now: datetime) -> Any:
        """A command, said to happen now or some time before; msgspec.ValidationError where chance
        made none of the right form."""
        command = self._struct(capability.command)
        msgspec.json.decode(msgspec.json.encode(command), type=capability.command)
        happened = self._chance.choice((None, None, now - timedelta(days=1), now))
        return msgspec.structs.replace(command, occurred_at=happened, station_id=None)

    def officer(self, command: str, mandates: Mapping[str, Any] = COMMANDS) -> Actor:
        """Mostly one whose role may do it, sometimes anybody."""
        roles = mandates.get(command, ())
        fitting = [one for one in OFFICERS if one.role in roles]
        anybody = not fitting or self._chance.random() < 0.2
        who = self._chance.choice(OFFICERS if anybody else fitting)
        return Actor(who.officer, who.unit, (who.role,))

    def second(self, command: str) -> Actor | None:
        if command not in COUNTERSIGNERS or self._chance.random() < 0.2:
            return None
        return self.officer(command, COUNTERSIGNERS)

    def _struct(self, struct: type[msgspec.Struct]) -> Any:
        hints = typing.get_type_hints(struct, include_extras=True)
        fields = msgspec.structs.fields(struct)
        return struct(**{one.name: self._field(one.name, hints[one.name]) for one in fields})

    def _field(self, name: str, kind: Any) -> Any:
        known = self._known(name)
        if known and self._chance.random() < 0.9:
            return self._chance.choice(known)
        return self._value(name, kind)

    def _value(self, name: str, kind: Any) -> Any:
        origin = typing.get_origin(kind)
        if origin is typing.Annotated:
            return self._annotated(name, kind)
        if origin is typing.Literal:
            return self._chance.choice(typing.get_args(kind))
        if origin in (typing.Union, types.UnionType):
            return self._value(name, self._chance.choice(typing.get_args(kind)))
        if origin is tuple:
            count = self._chance.choice((0, 1, 1, 1, 2))
            return tuple(self._field(name, typing.get_args(kind)[0]) for _ in range(count))
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self._struct(kind)
        return self._plain(kind)

    def _annotated(self, name: str, kind: Any) -> Any:
        """Mostly the example of the form, where it has one."""
        inner, *metas = typing.get_args(kind)
        examples = [one for meta in metas for one in getattr(meta, "examples", None) or ()]
        if examples and self._chance.random() < 0.8:
            return msgspec.convert(self._chance.choice(examples), inner)
        return self._value(name, inner)

    def any_id(self) -> UUID:
        return self._plain(UUID)  # type: ignore[no-any-return]

    def _plain(self, kind: Any) -> Any:
        chance = self._chance
        drawn: dict[Any, Callable[[], Any]] = {
            UUID: lambda: uuid7(1_615_341_600_000, chance.randbytes(10)),
            str: lambda: chance.choice((*UNITS, *WORDS)),
            int: lambda: chance.choice((0, 1, 2, 80, 100)),
            bool: lambda: chance.random() < 0.5,
            date: lambda: date(2021, 3, chance.randint(1, 28)),
            datetime: lambda: datetime.fromisoformat("2021-03-10T08:00:00+07:00"),
        }
        return drawn[kind]() if kind in drawn else None
