"""The events of one stream, as officers and auditors read them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from adapters.http.proofs_shown import ProofShown
from adapters.http.shown_instants import InstantText, plain
from domain.envelope import Actor
from domain.recorded import Recorded
from domain.values.instants import instant_text


class TimelineEvent(msgspec.Struct, frozen=True):
    """One recorded event. `position` is its place in the ledger, null until it is sequenced (in
    well under a second); `sealed` is null for events without personal facts and after erasure;
    `proof` is null unless it was asked for."""

    version: int
    topic: str
    position: int | None
    recorded_at: InstantText
    occurred_at: InstantText
    actor: Actor
    station_id: UUID | None
    command_id: UUID
    correlation_id: UUID
    policy_version: int
    countersigned_by: Actor | None
    traceparent: str | None
    clock_offset_s: int
    data: dict[str, Any]
    sealed: dict[str, Any] | None
    proof: ProofShown | None


class Timeline(msgspec.Struct, frozen=True):
    """A page of events in version order; `next` is the path of the following page, or null."""

    items: tuple[TimelineEvent, ...]
    next: str | None


def timeline_page(
    history: Sequence[Recorded],
    positions: Mapping[int, int],
    proofs: Mapping[int, ProofShown],
    following: str | None,
) -> Timeline:
    """These events of a stream; `following` is the path of the page after them."""
    items = tuple(
        shown_event(one, positions.get(one.version), proofs.get(one.version)) for one in history
    )
    return Timeline(items, following)


def shown_event(
    recorded: Recorded, position: int | None, proof: ProofShown | None = None
) -> TimelineEvent:
    """One event as every timeline shows it."""
    data: dict[str, Any] = plain(recorded.event)
    sealed = data.pop("sealed", None)
    by = recorded.envelope
    return TimelineEvent(
        version=recorded.version,
        topic=recorded.topic,
        position=position,
        recorded_at=instant_text(by.recorded_at),
        occurred_at=instant_text(by.occurred_at),
        actor=by.actor,
        station_id=by.station_id,
        command_id=by.command_id,
        correlation_id=by.correlation_id,
        policy_version=by.policy_version,
        countersigned_by=by.countersigned_by,
        traceparent=by.traceparent,
        clock_offset_s=by.clock_offset_s,
        data=data,
        sealed=sealed,
        proof=proof,
    )
