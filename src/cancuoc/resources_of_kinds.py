"""How each kind of stream is shown over REST."""

from typing import Any

from msgspec.structs import replace

from adapters.http.admission import admit_everybody
from adapters.http.citizen_resource import CitizenShown, show_citizen
from adapters.http.legal_instrument_resource import InstrumentShown, show_instrument
from adapters.http.resources import Resource
from adapters.http.shown_state import shown_as
from application.kinds import KINDS
from domain.adjudication.blindness import hidden, hidden_event
from domain.recorded import Recorded
from domain.stream_kinds import STREAM_KINDS


def resources() -> dict[str, Resource]:
    return {
        "citizen": Resource(KINDS["citizen"], CitizenShown, show_citizen, "citizens"),
        "card-application": _of_state("card-application", "card applications"),
        "card": _of_state("card", "cards"),
        "card-stock": _of_state("card-stock", "card stock"),
        "production-batch": _of_state("production-batch", "production"),
        "dispatch-manifest": _of_state("dispatch-manifest", "dispatch"),
        "adjudication": _adjudications(),
        "data-quality-case": _of_state("data-quality-case", "data quality"),
        "device": _of_state("device", "devices"),
        "enrolment-packet": _of_state("enrolment-packet", "enrolment packets"),
        "register-export": _of_state("register-export", "register exports"),
        "legal-instrument": Resource(
            KINDS["legal-instrument"],
            InstrumentShown,
            show_instrument,
            "legal instruments",
            admit_everybody,
        ),
    }


def _of_state(kind: str, tag: str) -> Resource:
    shown, show = shown_as(STREAM_KINDS[kind].state)
    return Resource(KINDS[kind], shown, show, tag)


def _adjudications() -> Resource:
    """Nobody reads an opinion before both are recorded, and nobody the truth of a seeded pair."""
    plain = _of_state("adjudication", "adjudication")

    def veil(recorded: Recorded, state: Any) -> Recorded:
        return replace(recorded, event=hidden_event(recorded.event, state.status))

    return replace(
        plain,
        show=lambda stream, version, state: plain.show(stream, version, hidden(state)),
        veil=veil,
    )
