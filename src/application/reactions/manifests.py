"""What happens to a manifest happens to every card in it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from application.reactions.reactor import Reactor, Wanted
from domain.card_application.commands import DispatchCard, RecordArrival, ReportMissingInTransit
from domain.commands import Command
from domain.dispatch_manifest import events as e
from domain.recorded import Recorded


def _dispatch(recorded: Recorded, state: Any) -> tuple[Wanted, ...]:
    command = DispatchCard(manifest_id=recorded.stream, to_unit=state.destination)
    return _each((card.application_id for card in state.cards), command)


def _arrive(recorded: Recorded, state: Any) -> tuple[Wanted, ...]:
    """Complete, or with a difference: then each card that is not missing has arrived."""
    missing = set(state.missing)
    there = (one.application_id for one in state.cards if one.application_id not in missing)
    return _each(there, _arrival(recorded, state))


def _missing(recorded: Recorded, state: Any) -> tuple[Wanted, ...]:
    """One reported missing card by card, whether the count or the carrier found it out."""
    command = ReportMissingInTransit(manifest_id=recorded.stream, unit=state.destination)
    return _each(state.missing, command)


def _resolved(recorded: Recorded, state: Any) -> tuple[Wanted, ...]:
    """What was found has arrived after all; what is lost waits to be replaced."""
    return _each(state.found, _arrival(recorded, state))


def _arrival(recorded: Recorded, state: Any) -> RecordArrival:
    return RecordArrival(manifest_id=recorded.stream, unit=state.destination)


def _each(applications: Iterable[UUID], command: Command) -> tuple[Wanted, ...]:
    return tuple(
        Wanted("card-application", application, command, "dispatcher")
        for application in applications
    )


MANIFESTS: tuple[Reactor, ...] = (
    Reactor("dispatch-cards", "process-manager", frozenset({e.Sealed.TOPIC}), _dispatch),
    Reactor("arrive-cards", "process-manager", frozenset({e.Arrived.TOPIC}), _arrive),
    Reactor(
        "miss-cards",
        "process-manager",
        frozenset({e.DiscrepancyFound.TOPIC, e.LostReported.TOPIC}),
        _missing,
    ),
    Reactor("find-cards", "process-manager", frozenset({e.DiscrepancyResolved.TOPIC}), _resolved),
)
