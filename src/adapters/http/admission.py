"""Who may read a stream: by role and by unit, as for a command (domain §5)."""

from collections.abc import Sequence

from application.office import Office
from application.stream import StreamKind, fold
from domain.authority import may_read, reads_any
from domain.context import Context
from domain.envelope import Actor
from domain.recorded import Recorded
from domain.refusals import OutsideAuthority


def admit(office: Office, kind: StreamKind, actor: Actor, history: Sequence[Recorded]) -> None:
    """Refuse (OutsideAuthority) whose work does not reach this stream."""
    context = office.circumstances.context(actor)
    scope = kind.scope(fold(kind, history), context.today)
    refuse_reader(kind.name, actor, context)
    if not may_read(kind.name, actor, scope, context):
        raise OutsideAuthority("unit-outside-authority", code=scope[0])


def refuse_reader(stream: str, actor: Actor, context: Context) -> None:
    """Refuse whose roles read no stream of this kind; the context knows of units that ended."""
    if not reads_any(stream, actor, context):
        raise OutsideAuthority("role-may-not-read", role=", ".join(actor.roles))


def admit_everybody(
    _office: Office, _kind: StreamKind, _actor: Actor, _history: Sequence[Recorded]
) -> None:
    """Law is public."""
