"""From which day a recorded fact is true, apart from when it was recorded (domain §2)."""

from datetime import date

from msgspec.structs import replace

from domain.citizen import events as e
from domain.citizen.entry import covers
from domain.citizen.person import Citizen


def effective_from(event: e.Event) -> date | None:
    """The first day of the fact; None for an event whose fact has no day of its own."""
    match event:
        case e.Amended() | e.MaritalStatusRecorded():
            return event.effective_from
        case (
            e.ResidenceRecorded()
            | e.RelationRecorded()
            | e.DeclaredMissing()
            | e.StandingRestored()
            | e.NationalityLost()
            | e.NationalityRegained()
            | e.PinCancelled()
        ):
            return event.from_
        case _:
            return None


def on_day(citizen: Citizen, day: date) -> Citizen:
    """The citizen with only the stays that cover `day`."""
    if citizen.entry is None:
        return citizen
    stays = tuple(stay for stay in citizen.entry.residences if covers(stay, day))
    return replace(citizen, entry=replace(citizen.entry, residences=stays))
