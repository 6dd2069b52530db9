"""Who is in the register: the few columns by which officers find a citizen, and no others."""

from collections.abc import Iterable
from datetime import date

from domain.catalogue import CATALOGUE, stream_of
from domain.citizen import events as e
from domain.citizen.facts import Change as FieldChange
from domain.citizen.facts import Residence
from domain.context import local_day
from domain.envelope import Envelope
from domain.recorded import Recorded
from domain.units import RegisterOfUnits
from projections.citizen_columns import (
    NO_RESIDENCE,
    NOTHING_PERSONAL,
    READ_AS,
    is_erased,
    known,
    plain_columns,
    stage,
    told_by_kind,
)
from projections.citizen_joined import Joined, given_back, remembered
from projections.citizen_numbers import CITIZEN_NUMBER, numbers, put_back
from projections.jurisdictions import Jurisdictions
from projections.projection import Change, Drop, Open, Set, TableName
from projections.residence import Values, is_over

CITIZEN_SEARCH = TableName("citizen_search")
CITIZEN_NAME = TableName("citizen_name")
CITIZEN_WORD = TableName("citizen_word")
CITIZEN_JOINED = TableName("citizen_joined")


class CitizenSearch:
    """A row for each citizen, and one for each number a citizen ever had.

    Every change is a partial update. Therefore `stage` is the status but for a cancelled number
    (`number_cancelled` makes it `verified` until the next one), a merge and an erasure; and a
    number that ended with its holder's standing is told by the standing. All numbers resolve.
    Only an entry that took over fields of another is remembered, for the day that it is undone.

    A permanent residence counts from its record until its last day, as far as known on the day of
    the record. An event without its sealed part belongs to an erased person. The distinct names
    and their words (`citizen_name`, `citizen_word`) are kept by the database from these rows.
    """

    name = "citizen_search"
    version = 2
    tables = (CITIZEN_SEARCH, CITIZEN_NUMBER, CITIZEN_NAME, CITIZEN_WORD, CITIZEN_JOINED)
    topics = frozenset(topic for topic in CATALOGUE if stream_of(topic) == "citizen")
    needs_sealed = True
    memory = Joined
    memory_table = CITIZEN_JOINED

    def __init__(self, units: RegisterOfUnits) -> None:
        self._places = Jurisdictions(units)

    def remember(
        self, memory: Joined | None, recorded: Recorded, position: int
    ) -> tuple[Joined | None, list[Change]]:
        event, by = recorded.event, recorded.envelope
        verb = Open if isinstance(event, e.Captured) else Set
        values = {
            "version": recorded.version,
            "position": position,
            "recorded_at": by.recorded_at,
            **self._values(event, by),
        }
        if is_erased(event):
            gone = verb(CITIZEN_SEARCH, (recorded.stream,), values | NOTHING_PERSONAL)
            return None, [gone, Drop(CITIZEN_NUMBER, (recorded.stream,))]
        rows = numbers(recorded)
        if isinstance(event, e.MergeUndone) and memory:
            back = given_back(memory, event.proposal_id)
            before = {field: taking.before for field, taking in back.items()}
            values |= self._columns(known(before), local_day(by.recorded_at))
            rows = put_back(recorded.stream, back)
        return remembered(memory, event), [verb(CITIZEN_SEARCH, (recorded.stream,), values), *rows]

    def _values(self, event: e.Event, by: Envelope) -> Values:
        match event:
            case e.Captured():
                return {"standing": "living", "pin": None, **self._captured(event.sealed, by)}
            case e.Recaptured():
                return self._captured(event.sealed, by)
            case e.CaptureCorrected() | e.Amended() | e.Absorbed():
                return self._changed(event.sealed.diff if event.sealed else (), by)
            case e.Returned(_, to_unit):
                seen_from = self._seen_from(to_unit, local_day(by.recorded_at))
                return {**stage("returned"), "return_places": seen_from}
            case e.PinEstablished(_, sealed):
                return {"number_cancelled": False, "pin": sealed.pin if sealed else None}
            case e.PinCancelled():
                return {"number_cancelled": True, "pin": None}
            case e.ResidenceRecorded(kind, from_, to, sealed):
                stay = Residence(kind, from_, to, sealed.place) if sealed else None
                return self._resided(stay, by)
            case e.Merged(_, sealed):
                return {"merged": True, "merged_into": sealed.other_citizen_id if sealed else None}
            case e.MergeUndone():
                return {"merged": False, "merged_into": None}
            case e.Erased():
                return {"erased": True, "return_places": None}
            case _:
                return told_by_kind(event)

    def _captured(self, declared: e.Declaration | None, by: Envelope) -> Values:
        unit, day = by.actor.unit, local_day(by.recorded_at)
        return {
            **stage("captured"),
            "merged": False,
            "erased": False,
            "unit": unit,
            "unit_places": self._seen_from(unit, day),
            **(self._declared(declared, day) if declared else {}),
        }

    def _declared(self, declared: e.Declaration, day: date) -> Values:
        return self._columns({field: getattr(declared, field) for field in READ_AS}, day)

    def _changed(self, diff: Iterable[FieldChange], by: Envelope) -> Values:
        fields = {one.field: one.after for one in diff}
        return self._columns(known(fields), local_day(by.recorded_at))

    def _columns(self, fields: Values, day: date) -> Values:
        columns = plain_columns(fields)
        if "residences" in fields:
            columns |= self._home(fields["residences"], day)
        return columns

    def _resided(self, stay: Residence | None, by: Envelope) -> Values:
        day = local_day(by.recorded_at)
        if stay is None or stay.kind != "permanent" or is_over(stay, day):
            return {}
        return self._home((stay,), day)

    def _home(self, stays: Iterable[Residence], day: date) -> Values:
        """The last permanent stay that is not over on the day."""
        for stay in reversed(tuple(stays)):
            unit = stay.place.unit
            if stay.kind == "permanent" and unit and not is_over(stay, day):
                seen_from = self._seen_from(unit, stay.place.as_of)
                return {"residence_unit": unit, "residence_places": seen_from}
        return NO_RESIDENCE

    def _seen_from(self, unit: str, day: date) -> str:
        return " ".join(self._places.reaching(unit, day))
