"""One person's case whole: citizen, applications, cards, manifests and blanks read together."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from application.office import Office
from application.stream import fold
from domain.authority import may_read, reads_any
from domain.card_stock.facts import SerialRange
from domain.envelope import Actor
from domain.recorded import Recorded
from domain.stream_kinds import waits_of
from domain.waits import Wait


class BookLink(msgspec.Struct, frozen=True):
    """A stream of the case; `of` is the stream that leads to it, `serial` the blank of a card."""

    stream: UUID
    kind: str
    of: UUID
    serial: str | None


class OpenBook(msgspec.Struct, frozen=True):
    """A book as it stands, with the events that concern this case."""

    link: BookLink
    state: Any
    version: int
    events: tuple[Recorded, ...]
    positions: dict[int, int]
    waits: tuple[Wait, ...]


async def open_books(
    office: Office, actor: Actor, links: Iterable[BookLink]
) -> list[OpenBook | BookLink]:
    """Each book opened, or its link alone where the officer's work does not reach it."""
    ours = list(dict.fromkeys(links))
    concerned = {link.stream for link in ours}
    return list(await asyncio.gather(*(_open(office, actor, one, concerned) for one in ours)))


async def _open(
    office: Office, actor: Actor, link: BookLink, concerned: set[UUID]
) -> OpenBook | BookLink:
    context = office.circumstances.context(actor)
    if not reads_any(link.kind, actor, context):
        return link
    kind = office.kinds[link.kind]
    history = await office.store.load(link.stream)
    state = fold(kind, history)
    if state is None or not may_read(kind.name, actor, kind.scope(state, context.today), context):
        return link
    positions = await office.store.positions(link.stream)
    events = tuple(one for one in history if _concerns(one.event, link, concerned))
    return OpenBook(link, state, len(history), events, positions, waits_of(kind.name, state))


def _concerns(event: Any, link: BookLink, concerned: set[UUID]) -> bool:
    """Of a block only what moves this blank, of a manifest no packing of another's card."""
    if link.kind == "card-stock":
        return _moves(event, link.serial or "")
    return getattr(event, "application_id", None) in (None, *concerned)


def _moves(event: Any, serial: str) -> bool:
    ranges: Sequence[SerialRange] = getattr(event, "serials", ())
    return getattr(event, "serial", None) == serial or any(
        one.first <= serial <= one.last for one in ranges
    )
