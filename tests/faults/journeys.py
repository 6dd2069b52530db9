"""Bodies of the commands that carry an invented citizen from declaration to notified PIN."""

from typing import Any
from uuid import uuid4

from cancuoc.rehearsal_clock import DEFAULT_DAY

CAPTURED_AT = DEFAULT_DAY
UNIT = "00001"
Body = dict[str, Any]


def sealed_object() -> Body:
    return {"id": str(uuid4()), "sha256": "a" * 64, "media_type": "application/pdf"}


def place(detail: str | None = None) -> Body:
    return {"unit": UNIT, "as_of": "2021-03-01", "country": "VN", "detail": detail}


def declaration(citizen: str, **changes: Any) -> Body:
    """A complete DC01 of a woman born in 1990; `changes` replace or add fields."""
    home = {"kind": "permanent", "from": "2010-01-01", "to": None, "place": place("Số 1")}
    return {
        "id": citizen,
        "packet_id": str(uuid4()),
        "source": "citizen",
        "captured_at": CAPTURED_AT,
        "surname": "Nguyễn",
        "middle": "Thị",
        "given": "Mậu",
        "birth": "1990-01-02",
        "sex": "female",
        "birth_registration": place(),
        "native_place": place(),
        "ethnicity": "vn-1979:01",
        "nationalities": ["VN"],
        "marital": "never-married",
        "residences": [home],
        "signature": sealed_object(),
        **changes,
    }


VERIFICATION: Body = {"against": ["household-book"]}


def notification() -> Body:
    return {"channel": "paper", "notified_on": "2021-03-01", "notice": sealed_object()}
