"""Who has to act next on every open case, and until when: the view of principle P4."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.catalogue import CATALOGUE, stream_of
from domain.context import local_day
from domain.envelope import Envelope
from domain.escalation import Owner, escalated
from domain.policy.rules import Policy
from domain.recorded import Recorded
from domain.refusals import RuleBroken
from domain.stream_kinds import StreamKind, StreamKinds
from domain.units import RegisterOfUnits
from domain.values.identifiers import derive_id
from domain.waits import Wait, due_at, escalates_to
from projections.projection import Change, Drop, Open, Set, TableName
from projections.residence import Values, within

WAITS = TableName("waits")
WAITS_MEMORY = TableName("waits_memory")

MACHINE_STAGES = frozenset(
    {"register-check", "quality-check", "duplicate-search", "printing", "posted"}
)
"""Stages in which a station leases the case as a job."""

PolicyOf = Callable[[int], Policy]
"""The policy as it was at a `policy_version`."""

_MISSED = ".deadline-missed.v1"


class OpenWait(msgspec.Struct, frozen=True):
    """A wait that is in the view; `began_at` is when its clock started."""

    entered_version: int
    began_at: datetime
    missed: bool = False


class CaseMemory(msgspec.Struct, frozen=True):
    """The stream as folded so far (msgpack of the state of its kind), sealed parts closed."""

    state: bytes
    open: dict[str, OpenWait]


class Case(msgspec.Struct, frozen=True):
    """A stream after one more event: its state and what it waits for, beside what it did before."""

    recorded: Recorded
    position: int
    state: Any
    former: dict[str, Wait]
    waits: dict[str, Wait]

    @property
    def by(self) -> Envelope:
        return self.recorded.envelope


class Waits:
    """A row for each thing that a stream waits for, with its owner and the instant it is due.

    A wait is entered with the event after which it is there, and gone with the event after which
    it is not. Once its deadline is recorded as missed it belongs to whom the case goes, still due
    when it was. A wait without a known rule is due at once, so that somebody looks at it.
    """

    name = "waits"
    version = 2
    tables = (WAITS, WAITS_MEMORY)
    memory = CaseMemory
    memory_table = WAITS_MEMORY
    needs_sealed = False

    def __init__(self, kinds: StreamKinds, policies: PolicyOf, units: RegisterOfUnits) -> None:
        self.topics = frozenset(topic for topic in CATALOGUE if stream_of(topic) in kinds)
        self._kinds = kinds
        self._policies = policies
        self._units = units

    def remember(
        self, memory: CaseMemory | None, recorded: Recorded, position: int
    ) -> tuple[CaseMemory, list[Change]]:
        """See `Remembering`."""
        kind = self._kinds[stream_of(recorded.topic)]
        case = _after(kind, memory, recorded, position)
        open_ = dict(memory.open) if memory else {}
        changes = [*_ended(case, open_), *self._entered(case, open_), *self._missed(case, open_)]
        return CaseMemory(msgspec.msgpack.encode(case.state), open_), changes

    def _entered(self, case: Case, open_: dict[str, OpenWait]) -> Iterator[Change]:
        """Rows of what is new or has other owners or another day; a clock that runs goes on."""
        for stage, wait in case.waits.items():
            if wait == case.former.get(stage) and stage in open_:
                continue
            former = open_.get(stage, OpenWait(case.recorded.version, case.by.recorded_at))
            open_[stage] = OpenWait(former.entered_version, former.began_at)
            yield Open(WAITS, (case.recorded.stream, stage), self._row(case, wait, open_[stage]))

    def _missed(self, case: Case, open_: dict[str, OpenWait]) -> Iterator[Change]:
        event = case.recorded.event
        if not case.recorded.topic.endswith(_MISSED):
            return
        found = open_.get(event.stage)
        # A word on an earlier stay in the same stage says nothing of this one.
        if found is None or found.missed or event.due < found.began_at:
            return
        open_[event.stage] = OpenWait(found.entered_version, found.began_at, missed=True)
        owner = self._next_owner(case, case.waits[event.stage], found)
        values = {"missed": True, "position": case.position}
        yield Set(
            WAITS,
            (case.recorded.stream, event.stage),
            values | (self._owned(owner, case) if owner else {}),
        )

    def _row(self, case: Case, wait: Wait, open_: OpenWait) -> Values:
        next_owner = self._next_owner(case, wait, open_)
        return {
            "kind": stream_of(case.recorded.topic),
            **self._owned(Owner(wait.owner_role, wait.owner_unit), case),
            "due": self._due(case, wait, open_),
            "escalates_to": next_owner.role if next_owner else None,
            "missed": False,
            "entered_version": open_.entered_version,
            "entered_at": open_.began_at,
            "job_id": _job_of(case, wait, open_),
            "priority": getattr(case.state, "priority", 0),
            "position": case.position,
        }

    def _owned(self, owner: Owner, case: Case) -> Values:
        """The role, the unit, and the units above it on the day."""
        above = within(self._units, "owner", owner.unit, local_day(case.by.recorded_at))
        return {"owner_role": owner.role, "owner_unit": owner.unit, **above}

    def _due(self, case: Case, wait: Wait, open_: OpenWait) -> datetime:
        try:
            return due_at(wait, open_.began_at, self._policy(case), case.by.recorded_at)
        except RuleBroken:
            return open_.began_at

    def _next_owner(self, case: Case, wait: Wait, open_: OpenWait) -> Owner | None:
        try:
            to = escalates_to(wait, open_.began_at, self._policy(case), case.by.recorded_at)
        except RuleBroken:
            return None
        day = local_day(case.by.recorded_at)
        return escalated(to, wait.owner_unit, self._units, day) if to else None

    def _policy(self, case: Case) -> Policy:
        return self._policies(case.by.policy_version)


def _after(kind: StreamKind, memory: CaseMemory | None, recorded: Recorded, position: int) -> Case:
    before = msgspec.msgpack.decode(memory.state, type=kind.state) if memory else None
    state = kind.evolve(before, recorded.event, recorded.envelope)
    former = _by_stage(kind, before) if memory else {}
    return Case(recorded, position, state, former, _by_stage(kind, state))


def _by_stage(kind: StreamKind, state: Any) -> dict[str, Wait]:
    return {wait.stage: wait for wait in kind.waits(state)}


def _ended(case: Case, open_: dict[str, OpenWait]) -> Iterator[Change]:
    for stage in [stage for stage in open_ if stage not in case.waits]:
        del open_[stage]
        yield Drop(WAITS, (case.recorded.stream, stage))


def _job_of(case: Case, wait: Wait, open_: OpenWait) -> UUID | None:
    """A print job is the one that the machine knows; any other follows from the stay itself."""
    if wait.stage not in MACHINE_STAGES:
        return None
    stream = case.recorded.stream
    known: UUID | None = case.state.job_id if wait.stage == "printing" else None
    stay = (str(stream), wait.stage, str(open_.entered_version))
    return known or derive_id(stream, "job", *stay)
