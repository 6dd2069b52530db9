"""What is printed on a card and written in its machine-readable zone and QR code (domain §3.2)."""

from datetime import date

import msgspec

from domain.card_application.application import CardApplication
from domain.citizen.entry import Entry, covers
from domain.citizen.facts import Place
from domain.citizen.person import Citizen
from domain.units import RegisterOfUnits
from domain.values.mrz import Td1, td1
from domain.values.partial_date import PartialDate
from domain.values.person_name import display_name
from domain.values.pin import Pin
from domain.values.qr_payload import Cardholder, qr_payload


class CardFace(msgspec.Struct, frozen=True):
    """`birth` is a partial date, `valid_to` None for a card without an end; `mrz` are the three
    lines of TD1 (ICAO Doc 9303-5), `qr` the seven fields."""

    pin: str
    full_name: str
    birth: str
    sex: str
    nationality: str
    native_place: str
    residence: str
    issued_on: date
    valid_to: date | None
    mrz: Td1
    qr: str


def card_face(
    application: CardApplication, citizen: Citizen, units: RegisterOfUnits
) -> CardFace | None:
    """None where nobody can tell: the person is erased, or nothing is approved."""
    entry, number, issued_on = citizen.entry, citizen.pin, application.issued_on
    if entry is None or number is None or issued_on is None:
        return None
    pin, birth = Pin(number), PartialDate(entry.birth)
    name = display_name(entry.surname, entry.middle, entry.given)
    residence = _residence(entry, issued_on, units)
    old = entry.cmnd9[0] if entry.cmnd9 else None
    holder = Cardholder(pin, old, name, birth, entry.sex, residence, issued_on)
    return CardFace(
        pin=number,
        full_name=name,
        birth=entry.birth,
        sex=entry.sex,
        nationality=entry.nationalities[0] if entry.nationalities else "",
        native_place=address(entry.native_place, units),
        residence=residence,
        issued_on=issued_on,
        valid_to=application.valid_to,
        mrz=td1(pin, birth, entry.sex, application.valid_to, name),
        qr=qr_payload(holder),
    )


def address(place: Place, units: RegisterOfUnits) -> str:
    """House, commune, district and province by the names they had on the place's own day."""
    unit = units.find(place.unit, place.as_of) if place.unit else None
    parts = [place.detail or ""]
    while unit is not None:
        parts.append(unit.name)
        unit = units.find(unit.parent, place.as_of) if unit.parent else None
    if place.country != "VN":
        parts.append(place.country)
    return ", ".join(part.replace("|", " ") for part in parts if part)


def _residence(entry: Entry, on: date, units: RegisterOfUnits) -> str:
    stays = (one for one in reversed(entry.residences) if one.kind == "permanent")
    return next((address(one.place, units) for one in stays if covers(one, on)), "")
