"""Where officers hand in signed lists, ask how far they have come, and stop them."""

from uuid import UUID

import msgspec

from application.bulk_acts import (
    CAPABILITY_OF,
    BulkBook,
    BulkList,
    Filter,
    ItemVerdict,
    Progress,
    Signed,
    refuse_twice,
)
from application.event_store import KeyReused
from application.office import Office
from application.order import NotFound
from domain.authority import authorise
from domain.context import Context
from domain.envelope import Actor
from domain.heads import answers_for
from domain.refusals import AlreadyTaken, NotAllowedNow, OutsideAuthority, refuse_if


class BulkDesk:
    """Takes lists over; what becomes of their items is decided by the bulk work."""

    def __init__(self, office: Office, book: BulkBook) -> None:
        self._office = office
        self._book = book

    async def take_in(self, signed: Signed, listed: BulkList) -> tuple[Progress, bool]:
        """The list as it stands, and whether it was here before; the same one changes nothing.

        Raises OutsideAuthority, ListBroken, KeyReused for another list of this officer under the
        same id, or AlreadyTaken for one of another officer.
        """
        command = CAPABILITY_OF[signed.act].name
        authorise(command, signed.signer, (), self._context(signed.signer))
        refuse_twice(listed.items)
        is_new = await self._book.take_in(signed)
        former, progress = await self._found(signed.id)
        taken = AlreadyTaken("bulk-act-exists", id=signed.id)
        refuse_if(former.signer.officer != signed.signer.officer, taken)
        if former.request_hmac != signed.request_hmac:
            raise KeyReused
        return progress, not is_new

    async def progress(self, reader: Actor, id_: UUID) -> Progress:
        """Raises NotFound, OutsideAuthority."""
        signed, progress = await self._found(id_)
        self._refuse_others(reader, signed)
        return progress

    async def verdicts(
        self, reader: Actor, id_: UUID, wanted: Filter | None, after: int, limit: int
    ) -> tuple[ItemVerdict, ...]:
        """At most `limit` items behind the place `after`. Raises NotFound, OutsideAuthority."""
        await self.progress(reader, id_)
        return tuple(await self._book.verdicts(id_, wanted, after, limit))

    async def cancel(self, officer: Actor, id_: UUID) -> Progress:
        """Stop what is not done yet, once. Raises NotFound, OutsideAuthority, NotAllowedNow."""
        signed, progress = await self._found(id_)
        self._refuse_others(officer, signed)
        if "auditor" in officer.roles and not self._may_act(officer, signed):
            raise OutsideAuthority("bulk-act-of-another")
        refuse_if(progress.status == "done", NotAllowedNow("bulk-act-is", state="done"))
        await self._book.cancel(id_, officer.officer, self._office.circumstances.clock.now())
        _, progress = await self._found(id_)
        refuse_if(progress.status == "done", NotAllowedNow("bulk-act-is", state="done"))
        return progress

    async def _found(self, id_: UUID) -> tuple[Signed, Progress]:
        found = await self._book.find(id_)
        if found is None:
            raise NotFound("list", id_)
        return found

    def _refuse_others(self, reader: Actor, signed: Signed) -> None:
        if not (self._may_act(reader, signed) or "auditor" in reader.roles):
            raise OutsideAuthority("bulk-act-of-another")

    def _may_act(self, officer: Actor, signed: Signed) -> bool:
        own = officer.officer == signed.signer.officer
        return own or answers_for((signed.signer.unit,), officer, self._context(officer))

    def _context(self, actor: Actor) -> Context:
        return self._office.circumstances.context(actor)


class Detail(msgspec.Struct, frozen=True):
    """What a refusal names: parameters of its sentence, and each field at fault with its own."""

    params: dict[str, object]
    faults: tuple[tuple[str, str, dict[str, object]], ...] = ()


def detail_in(text: str | None) -> Detail:
    return msgspec.json.decode(text, type=Detail) if text else Detail({})
