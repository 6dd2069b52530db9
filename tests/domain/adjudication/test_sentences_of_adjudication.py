"""Every refusal of adjudications and packets can be read in two languages; bodies are bounded."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import msgspec
import pytest

import domain
from adapters.http.sentences import SENTENCES
from adapters.http.sentences_adjudication import SENTENCES as ADJUDICATION
from adapters.http.sentences_enrolment_packet import SENTENCES as PACKET
from adapters.http.sentences_transmission import SENTENCES as TRANSMISSION
from adapters.http.vocabulary_adjudication import STATES as OF_ADJUDICATION
from adapters.http.vocabulary_enrolment_packet import STATES as OF_PACKET
from domain.adjudication import decisions as adjudication
from domain.adjudication import waits as of_adjudication
from domain.enrolment_packet import decisions as enrolment_packet
from domain.enrolment_packet import waits as of_packet
from domain.mandates import COMMANDS

ROOM = Path(domain.__file__).parent
OWN = {**ADJUDICATION, **PACKET, **TRANSMISSION}
WORDED = {**SENTENCES, **OWN}
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
RAISING = {"NotAllowedNow", "AlreadyTaken", "SameOfficer", "RuleBroken", "BadValue",
           "refuse_field", "read_strictly"}  # fmt: skip
BODIES = [*adjudication.DECIDERS, *enrolment_packet.DECIDERS]


def codes_raised() -> Iterator[str]:
    for file in [*ROOM.glob("adjudication/*.py"), *ROOM.glob("enrolment_packet/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISING:
                values = (getattr(argument, "value", None) for argument in node.args)
                yield from (v for v in values if isinstance(v, str) and CODE.fullmatch(v))


def test_every_code_raised_has_its_sentences() -> None:
    raised = set(codes_raised())

    assert len(raised) > 15
    assert raised - WORDED.keys() == set()


@pytest.mark.parametrize("stream", ["adjudication", "enrolment-packet"])
def test_every_code_made_of_the_stream_has_its_sentences(stream: str) -> None:
    kinds = ("not-found", "changed", "exists", "is", "waits-not")

    assert {f"{stream}-{kind}" for kind in kinds} <= OWN.keys()
    assert {"adjudication-taken", "packet-taken"} <= OWN.keys()


@pytest.mark.parametrize("code", OWN)
def test_both_languages_name_the_same_parameters(code: str) -> None:
    english, vietnamese = (
        {name for _, name, _, _ in Formatter().parse(text) if name} for text in OWN[code]
    )

    assert english == vietnamese
    assert not OWN[code][1].isascii()


def test_every_state_has_its_word() -> None:
    waiting = {"opened", "half-examined", "disagreed", "agreed"}

    assert OF_ADJUDICATION.keys() == waiting | of_adjudication.RESTING
    assert OF_PACKET.keys() == {"received", "quarantined"} | of_packet.RESTING


def unbounded(schema: Any, path: str) -> list[str]:
    """Where a schema lets in a text or a list of any length."""
    if isinstance(schema, list):
        return [found for one in schema for found in unbounded(one, path)]
    if not isinstance(schema, dict):
        return []
    found = [
        place
        for key, one in schema.items()
        if key not in ("examples", "default")
        for place in unbounded(one, f"{path}/{key}")
    ]
    if schema.get("type") == "string" and not schema.keys() & {"maxLength", "format", "enum"}:
        found.append(path)
    if schema.get("type") == "array" and "maxItems" not in schema:
        found.append(path)
    return found


def test_every_body_is_bounded_and_admits_no_unknown_field() -> None:
    for name, schema in msgspec.json.schema_components(BODIES)[1].items():
        assert unbounded(schema, name) == []
        assert schema.get("additionalProperties") is False


def test_every_command_has_its_mandate() -> None:
    assert {body.__name__ for body in BODIES} <= COMMANDS.keys()
