"""Which function decides which command on a manifest."""

from collections.abc import Callable
from typing import Any

from domain.commands import Command
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.dispatch_manifest import commands as c
from domain.dispatch_manifest import packing, receiving, sending, waits
from domain.dispatch_manifest.events import Event
from domain.dispatch_manifest.state import DispatchManifest
from domain.guards import refuse_future

DECIDERS: dict[type[Command], Callable[[Any, Any, Context], list[Event]]] = {
    c.OpenManifest: packing.open_,
    c.PackCard: packing.pack,
    c.UnpackCard: packing.unpack,
    c.SealManifest: sending.seal,
    c.HandToCarrier: sending.hand_to_carrier,
    c.ReportManifestLost: sending.report_lost,
    c.ReceiveManifest: receiving.receive,
    c.ResolveManifestDiscrepancy: receiving.resolve,
    MarkDeadlineMissed: waits.mark_deadline_missed,
}


def decide(state: DispatchManifest | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise."""
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
