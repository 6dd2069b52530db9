"""What a projection is: one recorded event in, changes of rows out, nothing else touched."""

from typing import Any, NewType, Protocol, runtime_checkable

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


class Add(msgspec.Struct, frozen=True):
    """More (or less) of what the columns of a row count; a row that counts nothing is not there.

    A table is counted or written, never both: its other changes are drops only.
    """

    table: TableName
    key: Key
    amounts: dict[str, int]


class Raise(msgspec.Struct, frozen=True):
    """The columns of a row become what is given where that is greater, or where there is no row.

    In whatever order such changes come, they end in the same row. A table is raised or written,
    never both; its other changes are drops only.
    """

    table: TableName
    key: Key
    values: dict[str, int]


Change = Open | Set | Drop | Add | Raise


class ReadModel(Protocol):
    """One read model (architecture §6). A runner reads events, applies their changes and writes.

    `topics` are those it listens to; all others are passed over undecoded. With `needs_sealed`
    personal parts are opened, otherwise `sealed` is always None. A program that makes other rows
    of the same events is a new `version`, which is filled from position 0.
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


class RowsOnly(ReadModel, Protocol):
    """A read model of which each event says all that there is to write."""

    def rows(self, recorded: Recorded, position: int) -> list[Change]:
        """The changes that one event makes, in order; depends on nothing but its arguments."""


Memory = Any
"""A small struct: what a read model keeps of one stream to understand its next event."""


@runtime_checkable
class Remembering(ReadModel, Protocol):
    """A read model whose rows depend on what came before in the same stream.

    The runner keeps a `memory` for each stream in `memory_table`, one of `tables`, and writes it
    with the rows and the position of the events that made it.
    """

    @property
    def memory(self) -> type[msgspec.Struct]: ...

    @property
    def memory_table(self) -> TableName: ...

    def remember(
        self, memory: Memory | None, recorded: Recorded, position: int
    ) -> tuple[Memory | None, list[Change]]:
        """The memory after one event, and its changes in order; None forgets the stream.

        Depends on nothing but its arguments, which are not changed.
        """


@runtime_checkable
class InWholeOrder(Protocol):
    """A read model of which rows depend on the order of events of different streams.

    Where a feed comes in parts, such a model is fed by one reader of all parts, in the order of the
    ledger; any other relies on the order within a stream and may be shared between readers.
    """

    @property
    def needs_whole_order(self) -> bool: ...


Projection = RowsOnly | Remembering
