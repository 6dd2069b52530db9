"""What a projection is: one recorded event in, changes of rows out, nothing else touched."""

from typing import Any, NewType, Protocol

import msgspec

from domain.recorded import Recorded

TableName = NewType("TableName", str)
Key = tuple[Any, ...]
"""Values of the primary-key columns, in their declared order."""


class Open(msgspec.Struct, frozen=True):
    """A complete new row; columns not named are empty, and a former row of the key is replaced."""

    table: TableName
    key: Key
    values: dict[str, Any]


class Set(msgspec.Struct, frozen=True):
    """Some columns of a row that is there; where there is none, nothing happens."""

    table: TableName
    key: Key
    values: dict[str, Any]


class Drop(msgspec.Struct, frozen=True):
    """The row is gone, or every row whose primary key begins with a shorter key."""

    table: TableName
    key: Key


Change = Open | Set | Drop


class Projection(Protocol):
    """One read model (architecture §6). A runner reads events, applies `rows` and writes.

    `topics` are those it listens to; all others are passed over undecoded. With `needs_sealed`
    personal parts are opened, otherwise `sealed` is always None. A change of `rows` or `tables`
    that makes other rows of the same events is a new `version`, which is filled from position 0.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def tables(self) -> tuple[TableName, ...]: ...

    @property
    def topics(self) -> frozenset[str]: ...

    @property
    def needs_sealed(self) -> bool: ...

    def rows(self, recorded: Recorded, position: int) -> list[Change]:
        """The changes that one event makes, in order; depends on nothing but its arguments."""
