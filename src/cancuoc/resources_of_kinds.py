"""How each kind of stream is shown over REST."""

from adapters.http.admission import admit_everybody
from adapters.http.citizen_resource import CitizenShown, show_citizen
from adapters.http.legal_instrument_resource import InstrumentShown, show_instrument
from adapters.http.resources import Resource
from application.kinds import KINDS


def resources() -> dict[str, Resource]:
    return {
        "citizen": Resource(KINDS["citizen"], CitizenShown, show_citizen, "citizens"),
        "legal-instrument": Resource(
            KINDS["legal-instrument"],
            InstrumentShown,
            show_instrument,
            "legal instruments",
            admit_everybody,
        ),
    }
