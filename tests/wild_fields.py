"""What fields of orders may hold, by their names, of what a register in memory knows."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

Days = Any
"""random_days.RandomDays, which draws from here."""


def _values(kind: str, field: str) -> Callable[[Days], list[Any]]:
    def found(days: Days) -> list[Any]:
        values = [getattr(state, field) for state in days.states(kind)]
        return [one for one in values if one is not None]

    return found


def _asked(days: Days) -> list[Any]:
    """Ids of what is proposed, merged, held or ordered on any entry."""
    return [
        id_
        for state in days.states("citizen")
        for id_ in (
            state.proposal and state.proposal.id,
            state.merge and state.merge.proposal_id,
            state.erasure_order and state.erasure_order.id,
            *(hold.id for hold in state.holds),
        )
        if id_
    ]


def _ids(kind: str) -> Callable[[Days], list[Any]]:
    return lambda days: days.ids(kind)


FIELDS: dict[str, Callable[[Days], list[Any]]] = {
    "citizen_id": _ids("citizen"),
    "other_citizen_id": _ids("citizen"),
    "check": lambda days: ["DQ-14", "DQ-15", "DQ-07"],
    "dimension": lambda days: ["sufficient", "sufficient", "clean"],
    "severity": lambda days: ["warning"],
    "target_id": _ids("citizen"),
    "proposal_id": _asked,
    "hold_id": _asked,
    "order_id": _asked,
    "kept_fields": lambda days: [(), ("middle",), ("residences", "religion"), ("shoe_size",)],
    "application_id": _ids("card-application"),
    "applications": _ids("card-application"),
    "missing": _ids("card-application"),
    "extra": _ids("card-application"),
    "found": _values("dispatch-manifest", "extra"),
    "card_id": _ids("card"),
    "former_card_id": _ids("card"),
    "batch_id": _ids("production-batch"),
    "manifest_id": _ids("dispatch-manifest"),
    "adjudication_id": _ids("adjudication"),
    "machine_id": lambda days: [UUID(days.workshop.printer), UUID(days.workshop.camera)],
    "devices": lambda days: [UUID(days.workshop.scanner)],
    "job_id": _values("card-application", "job_id"),
    "search_id": _values("card-application", "search_id"),
    "appeal_id": _values("card-application", "appeal_id"),
    "blank_serial": lambda days: days.blanks[:5],
    "serial": lambda days: days.blanks[:5],
    "first": lambda days: days.blanks[:3],
    "last": lambda days: days.blanks[2:5],
    "capture_attempt": lambda days: [1, 1, 2],
    "form": lambda days: ["chip-2021"],
    "request_id": lambda days: [one.revocation.request_id for one in days.states("card")
                                if one.revocation],
}  # fmt: skip
