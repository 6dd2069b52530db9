"""What a further measurement adds to a run: its tables, its aims, and its figures for tools."""

from collections.abc import Callable
from typing import Any

import msgspec

from cancuoc.bench.tables import Aim, Table
from cancuoc.bench.workbench import Workbench


class Annex(msgspec.Struct, frozen=True):
    """`figures` go into the JSON file under the name of the measurement."""

    tables: tuple[Table, ...]
    aims: tuple[Aim, ...] = ()
    figures: dict[str, Any] = {}


class Further(msgspec.Struct, frozen=True):
    """A measurement that stands by itself: on a register store of its own, at its own time.

    `measure` names what begins with `bench.say`, `steps` times in all.
    """

    name: str
    measure: Callable[[Workbench], Annex]
    steps: int = 1
