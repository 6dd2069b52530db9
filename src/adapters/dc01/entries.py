"""An entry of the register as a row: in the words of form DC01, with its stage and number beside.

What stands here under the names of DECLARATION can be loaded again elsewhere (docs/import.md).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from domain.citizen.entry import CORRECTABLE
from domain.citizen.person import Citizen
from domain.values.instants import instant_text

DECLARATION = (
    "id",
    "unit",
    "packet_id",
    "source",
    "captured_at",
    "form",
    "offline",
    *CORRECTABLE,
    "documents",
    "signature",
)
"""The columns that `cancuoc import` takes."""
BESIDE = ("version", "status", "standing", "pin", "died", "merged_into")
"""What the register knows of an entry beside its declaration."""
NAMES = ("id", "status", *DECLARATION[1:], *(name for name in BESIDE if name != "status"))
OF_ERASED = ("id", "version", "status", "standing", "merged_into")
"""What is left to be told of an erased person: that there was one, and no value."""


def is_erased(citizen: Citizen) -> bool:
    return citizen.entry is None


def row_of(stream: UUID, citizen: Citizen, names: Sequence[str]) -> dict[str, Any]:
    """The chosen values of an entry; what is empty or absent is left out."""
    told = _told(stream, citizen)
    kept = (name for name in names if told.get(name) not in (None, "", [], ()))
    return {name: told[name] for name in kept}


def _told(stream: UUID, citizen: Citizen) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(stream),
        "version": citizen.version,
        "status": "erased" if is_erased(citizen) else citizen.status,
        "standing": citizen.standing,
        "merged_into": str(citizen.merged_into) if citizen.merged_into else None,
    }
    if citizen.entry is None:
        return told
    entry = _without_nulls(msgspec.to_builtins(citizen.entry))
    return {**entry, **told, **_capture(citizen), "pin": citizen.pin}


def _capture(citizen: Citizen) -> dict[str, Any]:
    taken = {"unit": citizen.collecting_unit}
    capture = citizen.capture
    if capture is None:
        return taken
    return {
        **taken,
        "form": capture.form,
        "packet_id": str(capture.packet_id),
        "source": capture.source,
        "captured_at": instant_text(capture.captured_at),
        "offline": capture.offline,
    }


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
        # Written out it would be the default of the form, and a column nobody fills.
        return {n: v for n, v in kept.items() if not (n == "country" and v == "VN")}
    if isinstance(value, list | tuple):
        return [_without_nulls(one) for one in value]
    return value
