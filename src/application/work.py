"""Whether a case waits for this officer: asked of the stream itself, since a view may be behind."""

from uuid import UUID

from application.office import Office
from application.order import NotFound
from application.stream import fold
from domain.catalogue import stream_of
from domain.envelope import Actor
from domain.refusals import NotAllowedNow, OutsideAuthority
from domain.stream_kinds import waits_of


async def require_waiting_for(office: Office, actor: Actor, stream: UUID, stage: str) -> None:
    """Raises NotFound, NotAllowedNow (`work-not-waiting`) or OutsideAuthority.

    A case that went up after a missed deadline is still its first owner's to finish.
    """
    history = await office.store.load(stream)
    if not history:
        raise NotFound("work", stream)
    kind = stream_of(history[0].topic)
    state = fold(office.kinds[kind], history)
    waits = [wait for wait in waits_of(kind, state) if wait.stage == stage]
    if not waits:
        raise NotAllowedNow("work-not-waiting", stage=stage)
    units = office.circumstances.units
    today = office.circumstances.context(actor).today
    if not units.within(waits[0].owner_unit, actor.unit, today) and (
        waits[0].owner_unit != actor.unit
    ):
        raise OutsideAuthority("unit-outside-authority", code=waits[0].owner_unit)
