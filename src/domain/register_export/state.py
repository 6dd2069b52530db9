"""An export as its decisions see it, and as auditors read it."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.effects import Done, noted
from domain.envelope import Envelope
from domain.register_export import events as e


class RegisterExport(msgspec.Struct, frozen=True):
    """`officer` is who took the rows out, in `officer_unit` and by one of the `officer_roles`."""

    version: int
    status: str
    officer: UUID | None = None
    officer_unit: str = ""
    officer_roles: tuple[str, ...] = ()
    purpose: str = ""
    unit: str = ""
    columns: tuple[str, ...] = ()
    format: str = ""
    position: int | None = None
    as_of: datetime | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    rows: int | None = None
    erased: int | None = None
    bytes: int | None = None
    sha256: str | None = None
    reason: str | None = None
    done: Done = {}


def evolve(state: RegisterExport | None, event: e.Event, by: Envelope) -> RegisterExport:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or RegisterExport(0, "begun")
    done = noted(former.done, event)
    return _after(replace(former, version=former.version + 1, done=done), event, by)


def _after(state: RegisterExport, event: e.Event, by: Envelope) -> RegisterExport:
    match event:
        case e.Begun():
            return _begun(state, event, by)
        case e.Completed(rows, erased, size, sha256):
            return replace(
                state,
                status="completed",
                ended_at=by.recorded_at.astimezone(UTC),
                rows=rows,
                erased=erased,
                bytes=size,
                sha256=sha256,
            )
        case e.Abandoned(reason, rows):
            return replace(
                state,
                status="abandoned",
                ended_at=by.recorded_at.astimezone(UTC),
                rows=rows,
                reason=reason,
            )


def _begun(state: RegisterExport, event: e.Begun, by: Envelope) -> RegisterExport:
    return replace(
        state,
        status="begun",
        officer=by.actor.officer,
        officer_unit=by.actor.unit,
        officer_roles=by.actor.roles,
        purpose=event.purpose,
        unit=event.unit,
        columns=event.columns,
        format=event.format,
        position=event.position,
        as_of=event.as_of,
        begun_at=by.recorded_at.astimezone(UTC),
    )
