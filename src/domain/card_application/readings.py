"""What decisions on a card application must see of other streams, and of which claims."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from domain.card_application import commands as c
from domain.card_application.application import CardApplication
from domain.card_application.approval import adjudication_reading
from domain.card_application.cc02 import device_reading
from domain.card_stock.accounts import block_key
from domain.claims import Claim
from domain.commands import Command
from domain.derived_ids import adjudication_id
from domain.readings import Reading

Readings = tuple[Reading, ...]
Reads = Callable[[CardApplication, Any, UUID], Readings]


def readings(state: CardApplication | None, command: Command, stream: UUID) -> Readings:
    if isinstance(command, c.OpenApplication):
        return _opening(command)
    reads = _READS.get(type(command))
    return reads(state, command, stream) if reads and state is not None else ()


def _opening(command: c.OpenApplication) -> Readings:
    citizen = str(command.citizen_id)
    return (
        Reading("citizen", "citizen", command.citizen_id, expect=True),
        _owner("open", "card-application", "open-application", citizen),
        _owner("holds", "card", "active-card", citizen),
    )


def _capture(state: CardApplication, command: Any, _stream: UUID) -> Readings:
    named = dict.fromkeys(command.devices)
    devices = tuple(Reading(device_reading(one), "device", one) for one in named)
    return (Reading("citizen", "citizen", state.citizen_id), *devices)


def _approval(state: CardApplication, _command: Any, stream: UUID) -> Readings:
    adjudications = tuple(
        Reading(adjudication_reading(one), "adjudication", adjudication_id(stream, one))
        for one in state.searches
    )
    return (Reading("citizen", "citizen", state.citizen_id, expect=True), *adjudications)


def _batch(_state: CardApplication, _command: Any, stream: UUID) -> Readings:
    return (_owner("in_batch", "production-batch", "batched-application", str(stream)),)


def _start(state: CardApplication, command: c.StartPersonalisation, stream: UUID) -> Readings:
    return (
        Reading("batch", "production-batch", command.batch_id, expect=True),
        *_batch(state, command, stream),
        _block(command.blank_serial),
        Reading("citizen", "citizen", state.citizen_id, expect=True),
    )


def _printed(state: CardApplication, _command: Any, _stream: UUID) -> Readings:
    return (Reading("citizen", "citizen", state.citizen_id), _block(state.blank_serial))


def _stock(state: CardApplication, _command: Any, _stream: UUID) -> Readings:
    return (_block(state.blank_serial),)


def _manifest(_state: CardApplication, command: Any, _stream: UUID) -> Readings:
    return (Reading("manifest", "dispatch-manifest", command.manifest_id),)


def _hand_over(state: CardApplication, _command: Any, _stream: UUID) -> Readings:
    claim = Claim("active-card", str(state.citizen_id), sealed=False)
    return (
        Reading("citizen", "citizen", state.citizen_id),
        Reading("card", "card", state.card_id, expect=True),
        Reading("former", "card", claim=claim, expect=True),
    )


def _correction(state: CardApplication, command: c.CorrectHandOver, _stream: UUID) -> Readings:
    return (
        Reading("card", "card", state.card_id, expect=True),
        Reading("former", "card", command.former_card_id, expect=True),
    )


def _block(serial: str) -> Reading:
    return _owner("block", "card-stock", "blank-block", block_key(serial))


def _owner(name: str, kind: str, claim: str, value: str) -> Reading:
    return Reading(name, kind, claim=Claim(claim, value, sealed=False))


_READS: dict[type[Command], Reads] = {
    c.CompleteCapture: _capture,
    c.Recapture: _capture,
    c.ApproveApplication: _approval,
    c.ReviseApproval: _batch,
    c.StartPersonalisation: _start,
    c.ConfirmPersonalisation: _printed,
    c.ResolveOutcome: _printed,
    c.ReportSpoiled: _stock,
    c.FailQualityCheck: _stock,
    c.ReplaceMissingCard: _stock,
    c.DispatchCard: _manifest,
    c.RecordArrival: _manifest,
    c.HandOverCard: _hand_over,
    c.CorrectHandOver: _correction,
}
