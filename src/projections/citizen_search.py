"""Who is in the register: the few columns by which officers find a citizen, and no others."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from domain.catalogue import CATALOGUE, stream_of
from domain.citizen import events as e
from domain.citizen.facts import Change as FieldChange
from domain.citizen.facts import Residence
from domain.context import local_day
from domain.envelope import Envelope
from domain.recorded import Recorded
from domain.units import RegisterOfUnits
from domain.values.partial_date import PartialDate
from domain.values.vietnamese import fold
from projections.projection import Change, Drop, Open, Set, TableName
from projections.residence import NO_RESIDENCE, Values, home, is_over, within

CITIZEN_SEARCH = TableName("citizen_search")
CITIZEN_PIN = TableName("citizen_pin")

_NAMES = ("surname", "middle", "given")
_READ_AS: dict[str, Any] = {
    **dict.fromkeys((*_NAMES, "birth", "sex"), str),
    "residences": tuple[Residence, ...],
}
NOTHING_PERSONAL: Values = {
    **dict.fromkeys(("birth", "birth_earliest", "birth_latest", "sex", "pin")),
    **dict.fromkeys((*_NAMES, *(f"fold_{name}" for name in _NAMES))),
    **NO_RESIDENCE,
}
"""Every column that is made of a sealed field, empty: what is left of an erased person."""


class CitizenSearch:
    """A row for each citizen, and one for each number a citizen ever had.

    Every change is a partial update, so that nothing is read while projecting. Therefore `stage`
    is the status but for a cancelled number (`number_cancelled` makes it `verified` until the next
    one), and a number that ended with its holder's standing is told by the standing; only
    cancellation is written beside the number. All numbers still resolve.

    A permanent residence counts from its record until its last day, as far as known on the day of
    the record. An event without its sealed part belongs to an erased person.
    """

    name = "citizen_search"
    version = 1
    tables = (CITIZEN_SEARCH, CITIZEN_PIN)
    topics = frozenset(topic for topic in CATALOGUE if stream_of(topic) == "citizen")
    needs_sealed = True

    def __init__(self, units: RegisterOfUnits) -> None:
        self._units = units

    def rows(self, recorded: Recorded, position: int) -> list[Change]:
        event, by = recorded.event, recorded.envelope
        values = {
            "version": recorded.version,
            "position": position,
            "recorded_at": by.recorded_at,
            **self._values(event, by),
            **(NOTHING_PERSONAL if _is_erased(event) else {}),
        }
        verb = Open if isinstance(event, e.Captured) else Set
        return [verb(CITIZEN_SEARCH, (recorded.stream,), values), *_numbers(recorded)]

    def _values(self, event: e.Event, by: Envelope) -> Values:
        match event:
            case e.Captured():
                return {"standing": "living", "pin": None, **self._captured(event.sealed, by)}
            case e.Recaptured():
                return self._captured(event.sealed, by)
            case e.CaptureCorrected() | e.Amended():
                return self._changed(event.sealed.diff if event.sealed else (), by)
            case e.Verified():
                return _stage("verified")
            case e.Returned():
                return _stage("returned")
            case e.Approved():
                return _stage("approved")
            case e.PinNotified():
                return _stage("active")
            case e.PinEstablished(_, sealed):
                return {"number_cancelled": False, "pin": sealed.pin if sealed else None}
            case e.PinCancelled():
                return {"number_cancelled": True, "pin": None}
            case e.ResidenceRecorded(kind, from_, to, sealed):
                stay = Residence(kind, from_, to, sealed.place) if sealed else None
                return self._resided(stay, by)
            case e.DeathRecorded():
                return {"standing": "dead"}
            case e.DeclaredMissing():
                return {"standing": "missing"}
            case e.NationalityLost():
                return {"standing": "nationality-lost"}
            case e.StandingRestored() | e.NationalityRegained():
                return {"standing": "living"}
            case _:
                return {}

    def _captured(self, declared: e.Declaration | None, by: Envelope) -> Values:
        unit, day = by.actor.unit, local_day(by.recorded_at)
        return {
            **_stage("captured"),
            "unit": unit,
            **within(self._units, "unit", unit, day),
            **(self._declared(declared, day) if declared else {}),
        }

    def _declared(self, declared: e.Declaration, day: date) -> Values:
        fields = {field: getattr(declared, field) for field in _READ_AS}
        return self._columns(fields, day)

    def _changed(self, diff: Iterable[FieldChange], by: Envelope) -> Values:
        fields = {one.field: _read(one) for one in diff if one.field in _READ_AS}
        known = {field: value for field, value in fields.items() if value is not None}
        return self._columns(known, local_day(by.recorded_at))

    def _columns(self, fields: Values, day: date) -> Values:
        """The columns that hold these fields, beside the keys by which they are found."""
        columns = {name: fields[name] for name in (*_NAMES, "sex") if name in fields}
        columns.update({f"fold_{name}": fold(fields[name]) for name in _NAMES if name in fields})
        if "birth" in fields:
            columns.update(_birth(fields["birth"]))
        if "residences" in fields:
            columns.update(home(self._units, fields["residences"], day))
        return columns

    def _resided(self, stay: Residence | None, by: Envelope) -> Values:
        day = local_day(by.recorded_at)
        if stay is None or stay.kind != "permanent" or is_over(stay, day):
            return {}
        return home(self._units, (stay,), day)


def _numbers(recorded: Recorded) -> list[Change]:
    event, citizen = recorded.event, recorded.stream
    if _is_erased(event):
        return [Drop(CITIZEN_PIN, (citizen,))]
    match event:
        case e.PinEstablished(_, e.PinEstablishedSealed(pin)):
            established_on = local_day(recorded.envelope.occurred_at)
            return [Open(CITIZEN_PIN, (citizen, pin), {"established_on": established_on})]
        case e.PinCancelled(_, ground, from_, e.PinCancelledSealed(pin)):
            ended = {"ended_on": from_, "end_reason": ground}
            return [Set(CITIZEN_PIN, (citizen, pin), ended)]
        case _:
            return []


def _stage(stage: str) -> Values:
    return {"stage": stage, "number_cancelled": False}


def _is_erased(event: e.Event) -> bool:
    return getattr(event, "sealed", "none to seal") is None


def _birth(text: str) -> Values:
    birth = PartialDate(text)
    # A date that later rules would refuse stays readable, though no birth date finds it.
    try:
        earliest, latest = birth.earliest(), birth.latest()
    except ValueError:
        return {"birth": text, "birth_earliest": None, "birth_latest": None}
    return {"birth": text, "birth_earliest": earliest, "birth_latest": latest}


def _read(change: FieldChange) -> Any:
    # As the entry itself is read: a value that is none (a payload of another version) leaves the
    # column as it was, since history must always load.
    try:
        return msgspec.convert(change.after, _READ_AS[change.field])
    except msgspec.ValidationError:
        return None
