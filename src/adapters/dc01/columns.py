"""The columns of a CSV file: each is the JSON pointer of a value, without its first slash.

`residences/0/place/unit` is the unit of the first residence, so the pointer of a fault is the name
of a column. An empty cell is an absent value; a list is as long as its last filled column.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from adapters.dc01.refused_file import FileRefused
from application.population_load import DeclarationRow

Convert = Callable[[str], Any]
MOST_ELEMENTS = 50

NEEDED = (
    "id",
    "packet_id",
    "source",
    "captured_at",
    "given",
    "birth",
    "sex",
    "birth_registration/as_of",
    "native_place/as_of",
    "ethnicity",
    "signature/id",
    "signature/sha256",
    "signature/media_type",
)
"""Without one of these columns no row of a file could ever be accepted."""


class Column(NamedTuple):
    """Where a cell belongs; `convert` is None for text."""

    path: tuple[str | int, ...]
    convert: Convert | None


def _boolean(cell: str) -> Any:
    """What is neither stays text, which the form refuses with the field named."""
    return {"true": True, "false": False}.get(cell, cell)


def _number(cell: str) -> Any:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 10 else cell


def column(name: str) -> Column | None:
    """The column of this name, or None when no value of a declaration has that pointer."""
    parts = name.split("/")
    path: list[str | int] = []
    kind: inspect.Type | None = _ROW
    for part in parts:
        step, kind = _step(kind, part)
        path.append(step)
        if kind is None:
            return None
    return Column(tuple(path), _CONVERT.get(type(kind))) if _is_leaf(kind) else None


_CONVERT: dict[type, Convert] = {inspect.BoolType: _boolean, inspect.IntType: _number}
_ROW: inspect.Type = inspect.type_info(DeclarationRow)


def _step(kind: inspect.Type | None, part: str) -> tuple[str | int, inspect.Type | None]:
    match kind:
        case inspect.StructType():
            inner = {field.encode_name: field.type for field in kind.fields}
            return part, _plain(inner.get(part))
        case inspect.VarTupleType():
            index = _number(part)
            known = isinstance(index, int) and str(index) == part and index < MOST_ELEMENTS
            return index, _plain(kind.item_type) if known else None
        case _:
            return part, None


def _plain(kind: inspect.Type | None) -> inspect.Type | None:
    """The type behind metadata and `None`."""
    while isinstance(kind, inspect.Metadata | inspect.UnionType):
        if isinstance(kind, inspect.Metadata):
            kind = kind.type
        else:
            (kind,) = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
    return kind


def _is_leaf(kind: inspect.Type | None) -> bool:
    return not isinstance(kind, inspect.StructType | inspect.VarTupleType)


class _Group:
    """Cells that stand in one object or list of a document."""

    def __init__(self, columns: Sequence[tuple[int, Column]], depth: int = 0) -> None:
        self._cells = [
            (one.path[depth], index, one.convert)
            for index, one in columns
            if len(one.path) == depth + 1
        ]
        deeper: dict[str | int, list[tuple[int, Column]]] = {}
        for index, one in columns:
            if len(one.path) > depth + 1:
                deeper.setdefault(one.path[depth], []).append((index, one))
        self._groups = [(key, _Group(inner, depth + 1)) for key, inner in deeper.items()]
        self._is_list = any(isinstance(one.path[depth], int) for _, one in columns)

    def build(self, cells: Sequence[str]) -> Any:
        """The object or list of a row; None when all its cells are empty."""
        found: dict[Any, Any] = {}
        for key, index, convert in self._cells:
            cell = cells[index]
            if cell:
                found[key] = convert(cell) if convert else cell
        for key, group in self._groups:
            inner = group.build(cells)
            if inner is not None:
                found[key] = inner
        if not found:
            return None
        return self._as_list(found) if self._is_list else found

    def _as_list(self, found: dict[int, Any]) -> list[Any]:
        """A gap stays one, so that the form names the element that is not there."""
        gap: Any = {} if self._groups else None
        return [found.get(number, gap) for number in range(max(found) + 1)]


class Header:
    """The first line of a CSV file, understood."""

    def __init__(self, names: Sequence[str]) -> None:
        """Raises FileRefused for names that are unknown, twice there, or missing."""
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise FileRefused("header-repeats-columns", columns=twice)
        found = [(index, name, column(name)) for index, name in enumerate(names)]
        unknown = [name[:60] for _, name, known in found if known is None]
        if unknown:
            raise FileRefused("header-unknown-columns", columns=unknown[:20])
        missing = [name for name in NEEDED if name not in names]
        if missing:
            raise FileRefused("header-lacks-columns", columns=missing)
        self.names = tuple(names)
        self._group = _Group([(index, known) for index, _, known in found if known is not None])
        self._write = msgspec.json.Encoder().encode

    def body(self, cells: Sequence[str]) -> bytes:
        """The JSON body that a row states."""
        return self._write(self._group.build(cells) or {})


def leaves(kind: inspect.Type = _ROW, prefix: str = "") -> Iterator[tuple[str, inspect.Type]]:
    """Every column there can be, in the order of the form; `0` stands for any element."""
    match _plain(kind):
        case inspect.StructType(fields=fields):
            for field in fields:
                yield from leaves(field.type, f"{prefix}/{field.encode_name}")
        case inspect.VarTupleType(item_type=item):
            yield from leaves(item, f"{prefix}/0")
        case _:
            yield prefix[1:], kind
