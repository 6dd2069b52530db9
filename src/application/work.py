"""Whether a case waits for this officer: asked of the stream itself, since a view may be behind."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from application.office import Office
from application.order import NotFound
from application.stream import fold
from domain.catalogue import stream_of
from domain.context import Context
from domain.envelope import Actor
from domain.escalation import Owner, escalated
from domain.recorded import Recorded
from domain.refusals import NotAllowedNow, OutsideAuthority, refuse_if
from domain.stream_kinds import waits_of
from domain.waits import Wait, escalates_to


async def require_waiting_for(
    office: Office, actor: Actor, queue: str, stream: UUID, stage: str
) -> None:
    """Raises NotFound, NotAllowedNow (`work-not-waiting`) or OutsideAuthority.

    `queue` is the role in which the officer asks. A case that went up after a missed deadline is
    still its first owner's to finish.
    """
    history = await office.store.load(stream)
    if not history:
        raise NotFound("work", stream)
    kind = stream_of(history[0].topic)
    state = fold(office.kinds[kind], history)
    wait = next((one for one in waits_of(kind, state) if one.stage == stage), None)
    if wait is None:
        raise NotAllowedNow("work-not-waiting", stage=stage)
    context = office.circumstances.context(actor)
    units = [one.unit for one in _owners(wait, state, history, context) if one.role == queue]
    refuse_if(not units, OutsideAuthority("work-of-another-role", role=wait.owner_role))
    if not any(_reaches(unit, context) for unit in units):
        raise OutsideAuthority("unit-outside-authority", code=units[0])


def _owners(
    wait: Wait, state: Any, history: Sequence[Recorded], context: Context
) -> Iterator[Owner]:
    """The first owner, and the one to whom the case went up when its deadline was missed."""
    yield Owner(wait.owner_role, wait.owner_unit)
    if any(one.stage == wait.stage for one in state.missed):
        began_at = history[-1].envelope.recorded_at
        role = escalates_to(wait, began_at, context.policy, context.now)
        if role is not None:
            yield escalated(role, wait.owner_unit, context.units, context.today)


def _reaches(unit: str, context: Context) -> bool:
    own = context.actor.unit
    return unit == own or context.units.within(unit, own, context.today)
