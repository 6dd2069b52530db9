"""What every command of an officer carries beside its own fields."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

Instant = Annotated[
    datetime,
    msgspec.Meta(tz=True, description="RFC 3339 instant with offset, at most microseconds"),
]


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`occurred_at` defaults to the moment of recording; a late station states its own."""

    occurred_at: Instant | None = None
    station_id: UUID | None = None
    correlation_id: UUID | None = None
