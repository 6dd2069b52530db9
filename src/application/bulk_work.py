"""Bulk acts at work: the items of signed lists carried out one by one, as orders of the signer.

Nothing is held here that matters: a verdict is stored after its order, the order has a derived
command id, and so a repeat, a runner that was killed or a second one at the same time changes
nothing (formats §4).
"""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from application.bulk_acts import (
    CAPABILITY_OF,
    BulkBook,
    Items,
    ItemVerdict,
    Signed,
)
from application.bulk_desk import Detail
from application.event_store import (
    Conflict,
    KeyReused,
    RowRefused,
    StoreBusy,
    StoreUnavailable,
)
from application.office import Office
from application.order import NotFound, Order
from application.packet_refusals import told
from application.rehearsed_store import RehearsedStore
from application.vault import VaultMismatch, VaultUnavailable
from domain.recorded import StateUnreadable
from domain.refusals import Refusal, StaleVersion
from domain.values.identifiers import derive_id

AT_ONCE = 32
"""Items of one list decided side by side; their commits share a group."""

MOST_LISTS = 8
"""Lists that a runner remembers; each has some megabytes."""

AWAY = (StoreBusy, StoreUnavailable, VaultUnavailable)
"""What stops every item for now: the rest is taken up in another round."""

DAMAGE = (VaultMismatch, StateUnreadable, RowRefused, KeyReused, Conflict)
"""What stops one item and not the others; told in `damaged`."""

_TOLD = frozenset(
    "state standing field rule day role roles command version id kind item count limit".split()
)
"""Parameters that tell nothing of a person: verdicts are kept in clear."""
_UNITS_TOLD = frozenset({"unit-outside-authority", "unit-unknown"})


class BulkWork:
    """What one runner does; `runner` tells it from others."""

    def __init__(self, office: Office, book: BulkBook, runner: UUID) -> None:
        self._office = office
        self._book = book
        self._runner = runner
        self._lists: dict[UUID, tuple[Signed, Items]] = {}
        self._rehearsals: dict[UUID, RehearsedStore] = {}
        self.damaged: list[tuple[UUID, Exception]] = []

    async def round(self) -> int:
        """Work on the list that was longest untried; the number of items taken up.

        Raises StoreBusy, StoreUnavailable or VaultUnavailable; what was decided by then is kept.
        """
        held = await self._book.hold(self._runner)
        if held is None:
            return 0
        signed = await self._list(held.id)
        places = await self._book.waiting(signed.id, AT_ONCE)
        if signed.dry_run:
            done, fault = await self._rehearse(signed, places, held.fresh)
        else:
            done, fault = await self._carry_out(signed, places)
        await self._book.settle(signed.id, done)
        if len(places) < AT_ONCE:
            self._forget(signed.id)
        if fault is not None:
            raise fault
        return len(places)

    async def _carry_out(
        self, signed: Signed, places: Sequence[int]
    ) -> tuple[list[ItemVerdict], BaseException | None]:
        """All side by side; every one ends before the first fault is raised."""
        works = [self._verdict(self._office, signed, place) for place in places]
        ended = await asyncio.gather(*works, return_exceptions=True)
        done = [one for one in ended if isinstance(one, ItemVerdict)]
        return done, next((one for one in ended if isinstance(one, BaseException)), None)

    async def _rehearse(
        self, signed: Signed, places: Sequence[int], fresh: bool
    ) -> tuple[list[ItemVerdict], BaseException | None]:
        """One after the other, since a later item may meet what an earlier one would have taken.

        What the earlier ones would have done is not stored anywhere: whoever takes the list over
        rehearses them again.
        """
        rehearsal = self._rehearsals.get(signed.id)
        before: Sequence[int] = ()
        if rehearsal is None or fresh:
            rehearsal = self._rehearsals[signed.id] = RehearsedStore(self._office.store)
            before = range(places[0]) if places else ()
        done: list[ItemVerdict] = []
        try:
            for some in (*_in_parts(before), places):
                done = await self._rehearse_some(rehearsal, signed, some)
        except AWAY as fault:
            # What it remembers is no longer all that came before.
            self._rehearsals.pop(signed.id, None)
            return [], fault
        return done, None

    async def _rehearse_some(
        self, rehearsal: RehearsedStore, signed: Signed, places: Sequence[int]
    ) -> list[ItemVerdict]:
        items = self._lists[signed.id][1]
        await rehearsal.read_ahead([items[place].citizen_id for place in places])
        real = self._office
        office = Office(rehearsal, real.vault, real.circumstances, real.kinds)
        return [await self._verdict(office, signed, place) for place in places]

    async def _verdict(self, office: Office, signed: Signed, place: int) -> ItemVerdict:
        order = _order(signed, place, self._lists[signed.id][1])
        plain = ItemVerdict(place, order.stream)
        try:
            outcome = await office.carry_out(order)
        except (Refusal, NotFound) as met:
            version = met.params.get("version") if isinstance(met, StaleVersion) else None
            code, detail = kept(met)
            return replace(plain, verdict="refused", version=version, refusal=code, detail=detail)
        except DAMAGE as damage:
            self.damaged.append((order.stream, damage))
            return replace(plain, verdict="refused", refusal="bulk-item-damaged")
        verdict = "accepted" if outcome.changed else "unchanged"
        return replace(plain, verdict=verdict, version=outcome.version)

    async def _list(self, id_: UUID) -> Signed:
        """The list with its items, read once while it is worked on."""
        if id_ not in self._lists:
            found = await self._book.find(id_)
            if found is None:
                raise NotFound("list", id_)
            while len(self._lists) >= MOST_LISTS:
                self._forget(next(iter(self._lists)))
            self._lists[id_] = (found[0], found[0].items)
        return self._lists[id_][0]

    def _forget(self, id_: UUID) -> None:
        self._lists.pop(id_, None)
        self._rehearsals.pop(id_, None)


def kept(met: Refusal | NotFound) -> tuple[str, str | None]:
    """The code of a refusal, and as JSON what its sentence may name without telling of a person."""
    code, params = told(met)
    faults = tuple(
        (one.pointer, one.code, _public(one.code, one.params)) for one in getattr(met, "faults", ())
    )
    detail = Detail(_public(code, params), faults)
    text = msgspec.json.encode(detail).decode()
    return code, text if detail.params or detail.faults else None


def _public(code: str, params: dict[str, Any]) -> dict[str, Any]:
    names = _TOLD | {"code"} if code in _UNITS_TOLD else _TOLD
    return {name: value for name, value in params.items() if name in names}


def _in_parts(places: Sequence[int]) -> list[Sequence[int]]:
    return [places[n : n + AT_ONCE] for n in range(0, len(places), AT_ONCE)]


def _order(signed: Signed, place: int, items: Items) -> Order:
    item = items[place]
    return Order(
        capability=CAPABILITY_OF[signed.act],
        stream=item.citizen_id,
        command=replace(item.command(), occurred_at=signed.signed_at, correlation_id=signed.id),
        actor=signed.signer,
        command_id=derive_id(signed.id, "bulk-act", str(signed.id), str(item.citizen_id)),
        request_hmac=hashlib.sha256(b"bulk-act" + signed.request_hmac).digest(),
        if_match=item.version,
        traceparent=signed.traceparent,
    )
