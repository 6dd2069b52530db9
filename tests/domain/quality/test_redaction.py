"""Stand-ins tell nothing of the person, and everything that the checks ask."""

import hashlib
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.domain.quality.entries import CONTEXT, MOTHER, PIN

from citizen_stories import (
    AN,
    DEAD,
    PHUC_XA,
    VERIFIED,
    amended,
    cancelled,
    captured,
    corrected,
    numbered,
    place,
    resided,
    stay,
    story,
)
from domain.citizen.events import Declaration
from domain.citizen.facts import Residence
from domain.citizen.state import evolve
from domain.quality.checks_of_entries import verdicts
from domain.quality.redaction import Redaction
from domain.quality.seen import Seen


def digest(kind: str, value: str) -> int:
    told = hashlib.sha256(f"{kind}\x1f{value}".encode()).digest()
    return int.from_bytes(told[:8], "big", signed=True)


REDACTION = Redaction(digest)
ADDRESS = replace(place(PHUC_XA), detail="Số 1, ngõ Bí Mật")
HOMES = (Residence("permanent", None, None, ADDRESS),)
SECRETS = ("Nguyễn", "Thị", "Ánh", "Bông", "Hoa", "Bí Mật", "123456789", PIN[6:])
HISTORIES: list[tuple[Any, ...]] = [
    (captured(),),
    (captured(given="An7", surname=""),),
    (captured(nationalities=(), birth="1950"),),
    (captured(residences=(stay(PHUC_XA), stay("00715"))),),
    (captured(), corrected(given="A\u0301nh"), VERIFIED),
    (captured(), numbered(PIN), amended(birth="1991", sex="male")),
    (captured(), numbered(PIN), cancelled(PIN), numbered("003190000002")),
    (captured(), resided("99999"), DEAD),
    (captured(ethnicity="", cmnd9=("12",)), amended(native_place=msgspec.to_builtins(place("7")))),
]


def folded(history: tuple[Any, ...], redacted: bool) -> Any:
    state = None
    for one in story(*history):
        event = REDACTION.event(one.event) if redacted else one.event
        state = evolve(state, event, one.envelope)
    return state


@pytest.mark.parametrize("history", HISTORIES)
def test_every_verdict_is_that_of_the_entry_itself(history: tuple[Any, ...]) -> None:
    true, stand_in = folded(history, False), folded(history, True)

    found = [verdicts(Seen(one, one.entry, frozenset(), CONTEXT)) for one in (true, stand_in)]

    assert _told(found[0]) == _told(found[1])


def _told(found: dict[str, Any]) -> dict[str, Any]:
    """What a check saw may be a stand-in; what it says may not."""
    return {check: (one.evaluated, one.spans, one.about) for check, one in found.items()}


def test_nothing_of_a_person_is_left() -> None:
    declared: Declaration = replace(AN, residences=HOMES, relations=(MOTHER,))
    history = (
        replace(captured(), sealed=declared),
        numbered(PIN),
        amended(given="Ánh", residences=msgspec.to_builtins(HOMES)),
    )
    told = msgspec.json.encode(folded(history, True)).decode()

    assert [secret for secret in SECRETS if secret in told] == []
    assert all(secret in msgspec.json.encode(folded(history, False)).decode() for secret in SECRETS)
