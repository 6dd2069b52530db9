"""Every refusal of a card's streams is met over HTTP, or can be met inside the program only."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.adapters.http.hostile_inputs import ROWS
from tests.adapters.http.hostile_states import ALWAYS, CODES
from tests.adapters.http.usual_acts import OPENING, USUAL

import domain
from adapters.http.command_endpoints import kebab
from adapters.http.sentences import SENTENCES
from application.kinds import CAPABILITIES
from domain.mandates import COUNTERSIGNERS

STREAMS = (
    "adjudication",
    "card",
    "card_application",
    "card_stock",
    "data_quality_case",
    "device",
    "dispatch_manifest",
    "enrolment_packet",
    "production_batch",
)
TIMER = "the timer's own command has no endpoint"
REACTOR = "a reactor's own command has no endpoint"
ACT = "decided as a book of another act, which asks before it"
RACE = "only between two requests at once, since a guard asks before the claim"
TRANSMITTED = "inside a transmission: tests of transmissions meet it"
UNSEEN: dict[str, str] = {
    **{f"{stream.replace('_', '-')}-waits-not": TIMER for stream in STREAMS},
    "adjudication-exists": REACTOR,
    "adjudication-taken": REACTOR,
    "adjudication-of-other-application": REACTOR,
    "open-quality-case-taken": RACE,
    "card-exists": ACT,
    "card-of-taken": ACT,
    "card-replaced-by-another": ACT,
    "former-card-is": ACT,
    "active-card-taken": RACE,
    "batched-application-taken": RACE,
    "giver-and-receiver-must-differ": "the office asks before, for every second signature",
    "blanks-stay-in": "the pattern of the field says it before",
    "manifest-is-full": "a thousand cards: the tests of the domain pack them",
    "unit-takes-no-applications": "in 2021 every unit with the role takes applications",
    "enrolment-packet-exists": TRANSMITTED,
    "packet-taken": TRANSMITTED,
    "packet-content-differs": TRANSMITTED,
    "packet-digest-wrong": TRANSMITTED,
    "packet-malformed": TRANSMITTED,
    "packet-not-as-listed": TRANSMITTED,
    "packet-command-unknown": TRANSMITTED,
    "packet-key-twice": TRANSMITTED,
    "manifest-malformed": TRANSMITTED,
    "manifest-lists-twice": TRANSMITTED,
}
"""Codes that no request to a single command can meet, and why."""


def named_in_source(stream: str) -> Iterator[str]:
    """Texts of the stream's rules that are codes of a refusal."""
    folder = Path(str(domain.__file__)).parent / stream
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def codes_of(stream: str) -> set[str]:
    worded = importlib.import_module(f"adapters.http.sentences_{stream}").SENTENCES
    named = SENTENCES.keys() & set(named_in_source(stream))
    return {*worded, *named}


MET = {row.code for row in ROWS}


@pytest.mark.parametrize("stream", STREAMS)
def test_every_refusal_of_a_stream_is_met_over_http(stream: str) -> None:
    codes = codes_of(stream)

    assert len(codes) > 9
    assert sorted(codes - MET - UNSEEN.keys()) == []


def test_what_is_met_is_no_longer_excused() -> None:
    every = {code for stream in STREAMS for code in codes_of(stream)}

    assert sorted(UNSEEN.keys() & MET) == []
    assert sorted(UNSEEN.keys() - every) == []


def test_every_command_is_given_once_in_a_wrong_state() -> None:
    commands = {
        (one.stream.path, kebab(one.name))
        for one in CAPABILITIES
        if one.stream.path in USUAL and not one.opens
    }
    refused = {
        (plural, row.path.rpartition("/")[2])
        for row in ROWS
        for plural, code in CODES.items()
        if row.code == code and row.path.startswith(f"/v1/{plural}/")
    }

    always = {("card-stock", verb) for verb in ALWAYS}
    assert commands - refused == always


def test_every_command_has_its_usual_act() -> None:
    of_cards = [one for one in CAPABILITIES if one.stream.path in USUAL]

    assert {one.stream.path for one in of_cards if one.opens} == OPENING.keys()
    assert {(one.stream.path, kebab(one.name)) for one in of_cards if not one.opens} == {
        (plural, verb) for plural, acts in USUAL.items() for verb in acts
    }


def test_every_command_of_two_officers_is_refused_to_one() -> None:
    offered = {kebab(one.name) for one in CAPABILITIES if one.name in COUNTERSIGNERS}
    refused = {row.path.rpartition("/")[2] for row in ROWS if row.code == "two-officers-needed"}

    assert len(offered) >= 10
    assert refused == offered
