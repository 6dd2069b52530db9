"""A register in memory with cases under way, and the steps that chance takes in it."""

import asyncio
import hashlib
import random
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import msgspec
from tests.faults.busy_cases import same_ids

from application.kinds import CAPABILITIES, KINDS
from application.order import NotFound, Order
from application.stream import Capability, fold
from card_case import CardCase
from domain.refusals import Refusal
from memory_register import MemoryRegister
from next_steps import NEXT
from record import Record
from steps_of_entries import end_an_entry
from wild_fields import FIELDS
from wild_orders import UNITS, Wild
from workshop import Workshop

OTHERS = [one for one in CAPABILITIES if one.stream.name != "enrolment-packet"]


class RandomDays:
    """Officers of all roles at work on a few cases at once."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._ids = ExitStack()
        self._ids.enter_context(same_ids(seed))
        self._runner = asyncio.Runner()
        self.register = MemoryRegister(self._runner.run)
        self.workshop = Workshop(self.register.service)  # type: ignore[arg-type]
        self.blanks = self.workshop.allocated(self.workshop.block())
        self.cases = [CardCase(self.workshop).opened()]
        self.wild = Wild(self.chance, self.known)
        self.accepted = self.refused = 0

    def close(self) -> None:
        self._ids.close()
        self._runner.close()

    def new_case(self) -> None:
        self.cases.append(CardCase(self.workshop).opened())

    def again(self) -> None:
        """Somebody known asks for another card."""
        citizen = self.chance.choice(self.cases).citizen
        case = CardCase(self.workshop, citizen)
        body = {"citizen_id": citizen.id, "kind": "exchange", "reason": "damaged"}
        body |= {"place": "office", "received_at": "2021-03-10T08:00:00+07:00"}
        id_ = str(self.wild.any_id())
        answer = self.ask("/v1/card-applications", {"id": id_, **body}, "reception-officer")
        if answer.status_code == 201:
            case.application = Record(self.workshop.service, "card-applications", id_)
            self.cases.append(case)

    def advance(self) -> None:
        """The next step of one of the cases, as far as it is somebody's turn."""
        case = self.chance.choice(self.cases)
        case.application.read()
        steps = NEXT.get(case.application.status)
        if steps is not None:
            step = self.chance.choice(steps)
            step(self, case)

    def end(self) -> None:
        """Somebody merges, parts, holds or erases an entry."""
        end_an_entry(self)

    def on(self, record: Record, verb: str, officer: str, second: str = "", **body: Any) -> None:
        record.read()
        path = f"{record.path}/{verb}"
        self.ask(path, body, officer, if_match=record.version, second=second or None)

    def ask(self, path: str, body: dict[str, Any], officer: str, **more: Any) -> Any:
        """One order; refused, it must leave nothing behind."""
        before = self._traces()
        answer = self.workshop.service.post(path, body, officer, **more)
        self._judge(before, answer.status_code < 400)
        return answer

    def anything(self) -> str | None:
        """An order that chance made up: the code of its refusal, None when it was accepted."""
        capability = self.chance.choice(OTHERS)
        before = self._traces()
        try:
            order = self._order(capability)
            outcome = self._runner.run(self.register.office.carry_out(order))
        except msgspec.ValidationError:
            return "form"
        except (Refusal, NotFound) as refusal:
            self._judge(before, accepted=False)
            return str(getattr(refusal, "code", "not-found"))
        self._judge(before, accepted=True)
        live, replayed = outcome.state, self.register.state(outcome.stream)
        assert live == replayed, f"{capability.name} lives as {live}, replayed as {replayed}"
        return None

    def carry_out(self, order: Order) -> None:
        """An order that a service of the program gives."""
        before = self._traces()
        try:
            self._runner.run(self.register.office.carry_out(order))
        except Refusal:
            self._judge(before, accepted=False)
        else:
            self._judge(before, accepted=True)

    def _order(self, capability: Capability) -> Order:
        command = self.wild.command(capability, self.register.hours.at)
        kind = capability.stream
        streams = [
            one for one in self.register.store.streams if self.register.kind(one) == kind.name
        ]
        any_id = self.wild.any_id()
        if capability.opens:
            command = msgspec.structs.replace(command, id=any_id)
        stream = any_id if capability.opens or not streams else self.chance.choice(streams)
        version = len(self.register.store.streams.get(stream, ()))
        return Order(
            capability=capability,
            stream=stream,
            command=command,
            actor=self.wild.officer(capability.name),
            command_id=self.wild.any_id(),
            request_hmac=hashlib.sha256(str(stream).encode()).digest(),
            if_match=None if capability.opens else max(version - self.chance.randint(0, 5) // 5, 0),
            countersigner=self.wild.second(capability.name),
        )

    def _traces(self) -> tuple[int, int, dict[Any, UUID]]:
        store = self.register.store
        return len(store.log), len(store.commands), dict(store.claims)

    def _judge(self, before: tuple[int, int, Any], accepted: bool) -> None:
        self.accepted += accepted
        self.refused += not accepted
        if not accepted:
            assert self._traces() == before, "a refused order left something behind"

    def known(self, name: str) -> list[Any]:
        """What a field of this name may hold, of what the register knows."""
        if name in FIELDS:
            return FIELDS[name](self)
        if name.endswith("unit") or name == "destination":
            return list(UNITS)
        return []

    def ids(self, kind: str) -> list[UUID]:
        return [one for one in self.register.store.streams if self.register.kind(one) == kind]

    def states(self, kind: str) -> list[Any]:
        return [self.register.state(one) for one in self.ids(kind)]

    def batch_of(self, case: CardCase) -> Record | None:
        claimed = ("batched-application", case.application.id)
        held = self.register.store.claims.get(claimed)
        return held and Record(case.service, "production-batches", str(held))


def whole_state(days: RandomDays, stream: UUID) -> Any:
    """A stream replayed from its beginning."""
    kind = days.register.kind(stream)
    return fold(KINDS[kind], days.register.history(stream))
