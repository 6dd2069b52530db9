"""The text in the QR code of the card: a carrier of data, unsigned, and never evidence."""

from datetime import date

import msgspec

from domain.refusals import BadValue
from domain.values.partial_date import PartialDate
from domain.values.pin import Pin

_SEX = {"male": "Nam", "female": "Nữ"}


class Cardholder(msgspec.Struct, frozen=True):
    """What the code tells; `old_number` is the nine-digit number of the former card, if any."""

    pin: Pin
    old_number: str | None
    full_name: str
    birth: PartialDate
    sex: str
    permanent_address: str
    issued_on: date


def qr_payload(holder: Cardholder) -> str:
    """Seven fields joined by `|`, to be encoded as UTF-8; the name in capitals as on the card.

    What is unknown of a birth date is left out (`1950`, `031950`), and an unknown sex is empty.
    """
    fields = (
        holder.pin.text,
        holder.old_number or "",
        holder.full_name.upper(),
        "".join(reversed(holder.birth.text.split("-"))),
        _SEX.get(holder.sex, ""),
        holder.permanent_address,
        f"{holder.issued_on:%d%m%Y}",
    )
    if any("|" in field for field in fields):
        raise BadValue("qr-field-holds-separator")
    return "|".join(fields)
