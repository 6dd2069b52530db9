"""The eraser: what an erasure destroys, in an order that a crash at any point leaves whole.

It reads past the closed store, since what is sealed must be opened once more to be found. First it
writes down what goes; then objects, keys of linked streams, the citizen's key, and rows beside
history go, each step harmless to repeat; only then history learns that it is done. While a key
lives, what it opens can be found again; the keys go when nothing has to be found any more.
"""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from application.blobs import BlobStore, BlobTrouble
from application.citizens import CITIZENS
from application.erasure_book import Begun, ErasureBook, Unread
from application.event_store import EventStore
from application.objects_in_events import objects_in
from application.office import Office
from application.order import Order
from application.quality_cases_of_erased import end_quality_cases
from application.reactions.reactor import service
from application.stream import Capability
from application.vault import VaultMismatch
from domain.card_application.events import DuplicateSuspected
from domain.citizen.commands import ConfirmKeyDestroyed
from domain.citizen.events import Erased, KeyDestroyed
from domain.citizen.facts import SealedObject
from domain.derived_ids import adjudication_id
from domain.enrolment_packet.named import named_in
from domain.recorded import Recorded, StateUnreadable
from domain.values.identifiers import derive_id

CONFIRM = Capability(command=ConfirmKeyDestroyed, stream=CITIZENS)
LINKS = ("case_links",)
_ALL: tuple[str, ...] = ()

OWN_KEYS = frozenset({"adjudication", "data-quality-case", "enrolment-packet"})
"""Kinds of streams that are sealed under keys of their own (formats §2)."""

DAMAGE = (VaultMismatch, StateUnreadable)
"""What stops one erasure and not the others."""

Histories = dict[UUID, Sequence[Recorded]]


class Eraser:
    """`store` is the bare one; `damaged` names what could not be destroyed, and why."""

    def __init__(
        self, office: Office, store: EventStore, blobs: BlobStore, book: ErasureBook
    ) -> None:
        self._office = office
        self._store = store
        self._vault = office.vault
        self._blobs = blobs
        self._book = book
        self.damaged: list[tuple[UUID, Exception]] = []

    async def round(self) -> int:
        """Destroy what waits for it; the number of erasures that were finished.

        Raises StoreBusy, StoreUnavailable, VaultUnavailable or BlobsUnavailable: then the rest is
        left to the next round, which begins where this one ended.
        """
        done = 0
        for citizen in await self._book.waiting():
            try:
                done += await self._erase(citizen)
            except DAMAGE as damage:
                self.damaged.append((citizen, damage))
        await self._book.note_confirmed()
        return done

    async def _erase(self, citizen: UUID) -> bool:
        """Whether history says by now that the key is destroyed."""
        history = await self._store.load(citizen)
        erased = next((one for one in history if one.topic == Erased.TOPIC), None)
        if erased is None:
            return False
        if any(one.topic == KeyDestroyed.TOPIC for one in history):
            # Told before a crash, or by another eraser; the view has not seen it yet.
            return False
        position = (await self._store.positions(citizen)).get(erased.version)
        if position is None or not await self._book.has_seen(LINKS, position):
            return False
        await self._read_packets()
        case = {citizen: history, **await self._case_of(citizen)}
        await end_quality_cases(self._office, case)
        erasure = await self._begin(citizen, erased.event, case)
        await self._remove_objects(case)
        await self._destroy_keys(erasure)
        if not await self._book.has_seen(_ALL, position):
            return False
        rows = await self._book.purge(erasure, [*case, *erasure.streams])
        await self._confirm(erasure, rows)
        return True

    async def _read_packets(self) -> None:
        """Learn whom the packets are about that were never taken over."""
        while unread := await self._book.unread():
            for packet in unread:
                await self._book.keep_names(packet, await self._named(packet))

    async def _named(self, packet: Unread) -> tuple[UUID, ...]:
        try:
            return named_in(await self._blobs.get(packet.stream, packet.content))
        except BlobTrouble:
            # Lost, altered or erased: there is nothing left in it of anybody.
            return ()

    async def _case_of(self, citizen: UUID) -> Histories:
        """The histories of the streams that belong to the person, opened as far as keys live."""
        links = await self._book.links(citizen)
        streams = {one.stream for one in links}
        applications = {one.stream for one in links if one.kind == "card-application"}
        streams |= set(await self._book.packets_naming({citizen, *applications}))
        case = {stream: await self._store.load(stream) for stream in sorted(streams)}
        for id_ in _adjudications(case):
            case[id_] = await self._store.load(id_)
        return case

    async def _begin(self, citizen: UUID, event: Erased, case: Histories) -> Begun:
        if await self._vault.new_key(citizen) != event.key_id:
            raise VaultMismatch(f"the key {event.key_id} is not that of {citizen}")
        own = [stream for stream, history in case.items() if _has_own_key(citizen, stream, history)]
        objects = {one for found in (await self._objects(case)).values() for one in found}
        begun = Begun(event.order_id, citizen, event.key_id, tuple(own), len(objects))
        return await self._book.begin(begun)

    async def _objects(self, case: Histories) -> dict[UUID, set[SealedObject]]:
        """What the events of each stream refer to, and what stations sent for it."""
        found = {}
        for stream, history in case.items():
            events = {one for recorded in history for one in objects_in(recorded.event)}
            found[stream] = events | set(await self._book.contents(stream))
        return found

    async def _remove_objects(self, case: Histories) -> None:
        """Whoever's key seals an object, that of the stream or of the citizen, is its subject."""
        citizen = next(iter(case))
        for stream, objects in (await self._objects(case)).items():
            for digest in sorted({one.sha256 for one in objects}):
                for subject in {stream, citizen}:
                    await self._blobs.remove(subject, digest)

    async def _destroy_keys(self, erasure: Begun) -> None:
        """The citizen's last: until then what it seals can be found again."""
        for stream in erasure.streams:
            await self._vault.destroy(await self._vault.new_key(stream))
        await self._vault.destroy(erasure.key_id)

    async def _confirm(self, erasure: Begun, rows: int) -> None:
        order_id, key_id = erasure.order_id, erasure.key_id
        command = ConfirmKeyDestroyed(
            order_id=order_id, key_id=key_id, objects=erasure.objects, rows=rows
        )
        await self._office.carry_out(
            Order(
                capability=CONFIRM,
                stream=erasure.citizen_id,
                command=command,
                actor=service("eraser"),
                command_id=derive_id(erasure.citizen_id, "eraser", str(order_id)),
                request_hmac=hashlib.sha256(f"{order_id}/{key_id}".encode()).digest(),
            )
        )


def _adjudications(case: Histories) -> Iterable[UUID]:
    """Those of the person's own applications; in others' the person is named by id alone."""
    return {
        adjudication_id(stream, recorded.event.search_id)
        for stream, history in case.items()
        for recorded in history
        if isinstance(recorded.event, DuplicateSuspected)
    }


def _has_own_key(citizen: UUID, stream: UUID, history: Sequence[Recorded]) -> bool:
    """So has a stream that was announced and has no event yet: nothing may be sealed for it."""
    if stream == citizen:
        return False
    return not history or history[0].topic.partition(".")[0] in OWN_KEYS
