"""views.json: what each table of the views held, so that a replay can compare its own."""

from collections.abc import Iterable

import msgspec

from adapters.keys.keyed_digests import Digest
from adapters.postgres.view_digests import LiveSlot, TableDigest
from domain.succession import Succession
from projections.projection import Projection

KEYED = "audit-views"
"""The kind of key under which digests of personal rows are written."""


class ViewRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table. `position` is that of the last event in it, -1 before the first.

    `digest` is `sha256:` and 64 hex digits. Where rows were made of sealed parts it is `keyed:` and
    16 hex digits, HMAC under a key of the vault: a digest of a few people could be guessed.
    `is_comparable` is false for a view that held events which were not yet signed.
    """

    view: str
    version: int
    table: str
    position: int
    rows: int
    digest: str
    is_comparable: bool = True


class ViewReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What views are made of besides events, and what they were.

    `test_numbers`: whether numbers of invented provinces counted as right (a setting).
    `successions`: orders by which one unit followed another, by this register's own word.
    """

    test_numbers: bool
    successions: list[Succession]
    tables: list[ViewRow]

    def text(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


Digested = Iterable[tuple[Projection, LiveSlot, list[TableDigest]]]


def view_rows(digested: Digested, size: int, keyed: Digest) -> list[ViewRow]:
    """A row for each table; `size` is how many events are signed."""
    return [
        ViewRow(
            projection.name,
            live.version,
            one.table,
            live.position,
            one.rows,
            _digest(one, keyed if projection.needs_sealed else None),
            live.is_settled and live.position < size,
        )
        for projection, live, tables in digested
        for one in tables
    ]


def _digest(one: TableDigest, keyed: Digest | None) -> str:
    if keyed is None:
        return f"sha256:{one.sha256.hex()}"
    return f"keyed:{keyed(one.table, one.sha256.hex()) & (1 << 64) - 1:016x}"
