"""An office without a server: the same bodies, officers and answers, in the process of the test.

It can stand in for `service.Service` wherever a test tells a case by its commands.
"""

import asyncio
import hashlib
import itertools
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from adapters.http.bodies import CommandForm
from adapters.http.command_endpoints import command_path
from adapters.identity.development_officers import OFFICER_BY_NAME
from adapters.reference.load_units import load_register
from application.circumstances import Circumstances
from application.event_store import EventStore
from application.kinds import CAPABILITIES, KINDS
from application.office import Office
from application.order import NotFound, Order, Outcome
from application.stream import Capability, fold
from application.vault import SealingKey, Vault
from cancuoc.resources_of_kinds import resources
from domain.citizen.facts import PinDraw
from domain.commands import Command
from domain.envelope import Actor
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import Refusal

UNITS = load_register()
RESOURCES = resources()
BY_PATH: dict[str, tuple[Capability, CommandForm]] = {
    command_path(one): (one, CommandForm(one.command)) for one in CAPABILITIES
}
MORNING = datetime.fromisoformat("2021-03-10T09:00:00+07:00")
_POLICY = Policy(SEEDS)


class Answer(msgspec.Struct, frozen=True):
    """What a test reads of the answer to a request."""

    status_code: int
    content: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.content)

    @property
    def text(self) -> str:
        return self.content.decode()


class Hours:
    """Programme time, as the test moves it."""

    offset_s = 0

    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at

    def now(self) -> datetime:
        """Later with every look, as time is."""
        self.at += timedelta(milliseconds=1)
        return self.at


class OpenVault:
    """Keys of nobody: for stores that seal nothing."""

    async def new_key(self, subject: UUID) -> UUID:
        return subject

    def recognise(self, subject: UUID, key_id: UUID) -> None:
        """Nothing to be remembered."""

    async def load(self, key_ids: Any) -> Mapping[UUID, SealingKey | None]:
        return {}

    async def destroy(self, key_id: UUID) -> None:
        raise NotImplementedError

    async def prepare(self, kinds: Any = ()) -> None:
        """Nothing to be made."""

    def kind_key(self, kind: str) -> bytes:
        return kind.encode()


class Policies:
    def current(self) -> Policy:
        return _POLICY


class Serials:
    """Chance that draws one serial after the other, the same in each office."""

    def __init__(self) -> None:
        self._next = itertools.count(1)

    def draw(self, what: str, _command: Command) -> Any:
        return PinDraw(next(self._next), 0) if what == "pin" else False


def circumstances(clock: Any) -> Circumstances:
    return Circumstances(Policies(), UNITS, clock, Serials(), test_numbers=True)


def office_over(store: EventStore, vault: Vault | None = None, clock: Any = None) -> Office:
    return Office(store, vault or OpenVault(), circumstances(clock or Hours()), KINDS)


class InnerOffice:
    """`run` brings a coroutine to its end; `settled` is called before anything is read."""

    def __init__(
        self,
        office: Office,
        run: Callable[[Coroutine[Any, Any, Any]], Any] = asyncio.run,
        settled: Callable[[], None] = lambda: None,
    ) -> None:
        self.office = office
        self.run = run
        self.settled = settled

    def post(
        self,
        path: str,
        body: Mapping[str, Any],
        officer: str = "area-officer",
        *,
        key: str | None = None,
        if_match: int | None = None,
        unit: str | None = None,
        second: str | None = None,
    ) -> Answer:
        order = _order(path, body, actor(officer, unit), if_match, key)
        countersigner = actor(second) if second else None
        order = msgspec.structs.replace(order, countersigner=countersigner)
        return self.run(self._answer(order))  # type: ignore[no-any-return]

    def post_by_two(
        self, path: str, body: Mapping[str, Any], officer: str, second: str, *, if_match: int
    ) -> Answer:
        return self.post(path, body, officer, if_match=if_match, second=second)

    def get(self, path: str, officer: str = "area-officer", unit: str | None = None) -> Answer:
        self.settled()
        _, _, plural, stream = path.split("/")
        kind = next(one for one in KINDS.values() if one.path == plural)
        history = self.run(self.office.store.load(UUID(stream)))
        if not history:
            return _problem(404, f"{kind.name}-not-found")
        shown = RESOURCES[kind.name].render(UUID(stream), len(history), fold(kind, history))
        return Answer(200, shown)

    async def _answer(self, order: Order) -> Answer:
        try:
            outcome: Outcome = await self.office.carry_out(order)
        except NotFound as absent:
            return _problem(404, f"{absent.kind}-not-found")
        except Refusal as refusal:
            return _problem(409, refusal.code, refusal.params)
        resource = RESOURCES[order.capability.stream.name]
        shown = resource.render(outcome.stream, outcome.version, outcome.state)
        return Answer(outcome.status, shown)


def actor(officer: str, unit: str | None = None) -> Actor:
    who = OFFICER_BY_NAME[officer]
    return Actor(who.officer, unit or who.unit, (who.role,))


def _order(
    path: str, body: Mapping[str, Any], by: Actor, if_match: int | None, key: str | None
) -> Order:
    parts = path.split("/")
    opens = len(parts) == 3
    capability, form = BY_PATH[path if opens else f"/v1/{parts[2]}/{{id}}/{parts[4]}"]
    raw = msgspec.json.encode(body)
    stream = UUID(str(body["id"]) if opens else parts[3])
    digest = hashlib.sha256(path.encode() + raw).digest()
    command = form.read(raw)
    return Order(capability, stream, command, by, UUID(key) if key else uuid4(), digest, if_match)


def _problem(status: int, code: str, params: Any = None) -> Answer:
    told = {"type": f"urn:refusal/{code}", "params": str(params)}
    return Answer(status, msgspec.json.encode(told))
