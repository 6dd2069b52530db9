"""An entry in the quality view: its checks, keys, links and figures after each of its events."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from domain.citizen import events as e
from domain.citizen.person import Citizen
from domain.citizen.state import evolve
from domain.context import Context, local_day
from domain.policy.rules import Policy
from domain.quality.checks_of_entries import verdicts
from domain.quality.compared import Compared, keys_of
from domain.quality.life import registered_late
from domain.quality.redaction import Digest, Redaction
from domain.quality.seen import Seen
from domain.quality.verdict import Verdict
from domain.recorded import Recorded
from domain.units import RegisterOfUnits
from projections import quality_counts as counts
from projections import quality_person_rows as person_rows
from projections import quality_rows as rows
from projections.projection import Change, Open, Set
from projections.quality_due import due_changes
from projections.quality_memory import Noted, PersonMemory
from projections.quality_traits import TraitsAfter

T = TypeVar("T")
Told = tuple[PersonMemory, list[Change]]

_UNREAD = (e.Returned, e.PinNotified, e.LegalHoldPlaced, e.LegalHoldLifted, e.ErasureOrdered,
           e.KeyDestroyed, e.DeadlineMissed)  # fmt: skip
"""Events after which every check says what it said before."""
_CIVIL_FACTS = (e.ResidenceRecorded, e.MaritalStatusRecorded, e.RelationRecorded, e.DeathRecorded,
                e.DeclaredMissing, e.StandingRestored, e.NationalityLost,
                e.NationalityRegained)  # fmt: skip
_COMMUNE_DIGITS = 5


class Law(msgspec.Struct, frozen=True):
    """What the checks are judged by: units, the policy of each version, the switch of tests."""

    units: RegisterOfUnits
    policies: Callable[[int], Policy]
    test_numbers: bool = False


class People:
    """The part of the quality view that is made of citizens' events."""

    def __init__(self, law: Law, digest: Digest) -> None:
        self._law = law
        self._digest = digest
        self._redaction = Redaction(digest)
        self._traits = TraitsAfter(digest, self._redaction)

    def remember(self, memory: PersonMemory | None, recorded: Recorded, position: int) -> Told:
        former = memory or PersonMemory()
        if former.erased:
            return former, []
        now = self._after(former, recorded)
        citizen = _there(now.citizen)
        lags = list(self._lags(citizen, recorded))
        if citizen.status == "erased":
            gone = person_rows.erased(former, recorded.stream)
            return PersonMemory(erased=True), [*lags, *gone]
        if citizen.entry is None:
            # Read again after an erasure that is still to come in this history.
            return now, lags
        kept, changes = self._seen(now, recorded, position)
        return kept, [*lags, *changes]

    def _seen(self, now: PersonMemory, recorded: Recorded, position: int) -> Told:
        citizen = _there(now.citizen)
        if citizen.status == "merged":
            return person_rows.merged(
                now, recorded.stream, local_day(recorded.envelope.recorded_at)
            )
        if isinstance(recorded.event, _UNREAD):
            return now, [Set(rows.PEOPLE, (recorded.stream,), {"version": citizen.version})]
        return self._checked(now, recorded, position)

    def _checked(self, now: PersonMemory, recorded: Recorded, position: int) -> Told:
        citizen, context = _there(now.citizen), self._context(recorded)
        entry, today, stream = _there(citizen.entry), context.today, recorded.stream
        place = counts.place_of(self._law.units, citizen.collecting_unit, today)
        found = verdicts(Seen(citizen, entry, frozenset(now.compared), context))
        numbers = tuple(now.pins.values())
        person = rows.compared(entry, now.traits, numbers, self._law.units)
        keys = self._keys(now, person, position)
        noted = {c: self._noted(now, c, v, (position, today)) for c, v in found.items() if v.spans}
        counting = counts.recounted(now.counted, counts.measures(found, place, today), today)
        due = person_rows.due_days(found, today, entry.birth)
        linked = now.named.relations if now.named else ()
        row = person_rows.person_values(now, citizen, person, place, today) | {
            "version": citizen.version,
            "position": position,
            "evaluated": person_rows.evaluated_mask(found),
        }
        changes: list[Change] = [
            Open(rows.PEOPLE, (stream,), row),
            *rows.key_changes(stream, now.keys, keys),
            *rows.link_changes(stream, linked, now.traits.relations, position),
            *person_rows.failure_rows(stream, now.failures, found, noted),
            *due_changes((stream, stream), now.due, due, position),
            *person_rows.renamed(now.named, now.traits),
            *counting[1],
        ]
        kept = replace(now, failures=noted, keys=keys, due=due, counted=counting[0])
        return replace(kept, named=now.traits), changes

    def _after(self, former: PersonMemory, recorded: Recorded) -> PersonMemory:
        by = recorded.envelope
        citizen = evolve(former.citizen, self._redaction.event(recorded.event), by)
        # What no check reads is not kept twice; of an amendment it counts that it is open.
        amendments = tuple(replace(one, diff=()) for one in citizen.amendments)
        slim = replace(citizen, effects={}, missed=(), settled=(), amendments=amendments)
        acts = former.acts
        if len(by.actor.unit) == _COMMUNE_DIGITS:
            acts = {**acts, by.actor.unit: local_day(by.recorded_at)}
        return replace(self._traits.after(former, recorded), citizen=slim, acts=acts)

    def _keys(self, now: PersonMemory, person: Compared, position: int) -> tuple[rows.KeyRow, ...]:
        known = {row[:2]: row[2] for row in now.keys}
        citizen = _there(now.citizen)
        active = {pin.number for pin in citizen.pins if pin.to is None}
        numbers = [("pin" if n in active else "old-pin", d) for n, d in now.pins.items()]
        if now.traits.pin_declared and not numbers:
            numbers = [("pin", now.traits.pin_declared)]
        found = dict.fromkeys((*keys_of(person, self._digest), *numbers))
        return tuple((*key, known.get(key, position)) for key in found)

    def _noted(self, now: PersonMemory, check: str, found: Verdict, at: tuple[int, date]) -> Noted:
        """`at` are the position and the day of the event."""
        position, today = at
        told = "\x1f".join((check, *found.evidence, *map(str, found.spans)))
        evidence = self._digest("evidence", told)
        firsts = tuple(one.first for one in found.spans if counts.is_near(one, today))
        former = now.failures.get(check)
        since = former.since if former and former.evidence == evidence else position
        return Noted(evidence, since, firsts)

    def _lags(self, citizen: Citizen, recorded: Recorded) -> Iterator[Change]:
        """Birth, marriage, move, death: from its registration to its record (domain §4, live)."""
        event, by = recorded.event, recorded.envelope
        if isinstance(event, e.Captured) and event.form == "birth-notice":
            registered = local_day(event.captured_at)
        elif isinstance(event, _CIVIL_FACTS):
            registered = local_day(by.occurred_at)
        else:
            return
        on = local_day(by.recorded_at)
        place = counts.place_of(self._law.units, citizen.collecting_unit, on)
        late = registered_late(self._law.policies(by.policy_version), registered, on)
        yield from counts.lagged(place, on, registered, late)

    def _context(self, recorded: Recorded) -> Context:
        by = recorded.envelope
        return Context(
            actor=by.actor,
            now=by.recorded_at,
            occurred_at=by.occurred_at,
            policy=self._law.policies(by.policy_version),
            units=self._law.units,
            test_numbers=self._law.test_numbers,
        )


def _there(value: T | None) -> T:
    if value is None:
        raise ValueError("an event without the one before it")
    return value
