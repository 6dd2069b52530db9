"""Every refusal of this stream can be read in two languages, and every text has a bound."""

from pathlib import Path
from string import Formatter
from typing import Any

import msgspec
import pytest
from tests.codes_raised import codes_raised

import domain.device
from adapters.http.sentences_device import SENTENCES
from domain.deadlines import MarkDeadlineMissed
from domain.device.decisions import DECIDERS

FILES = sorted(Path(domain.device.__file__).parent.glob("*.py"))
BODIES = [body for body in DECIDERS if body is not MarkDeadlineMissed]
OF_THE_OFFICE = {
    "device-not-found",
    "device-changed",
    "device-waits-not",
    "device-serial-taken",
}
"""Raised outside the stream: by the store, the office, a claim or a reading."""

SHARED = {"two-officers-needed"}
"""Whose sentences stand with another stream."""


def test_every_code_raised_has_its_sentence_here_or_with_another_stream() -> None:
    assert codes_raised(FILES) - SENTENCES.keys() == SHARED
    assert SENTENCES.keys() - codes_raised(FILES) == OF_THE_OFFICE


@pytest.mark.parametrize("code", SENTENCES)
def test_both_languages_name_the_same_parameters(code: str) -> None:
    english, vietnamese = (
        {name for _, name, _, _ in Formatter().parse(text) if name} for text in SENTENCES[code]
    )

    assert english == vietnamese


@pytest.mark.parametrize("body", BODIES, ids=lambda one: one.__name__)
def test_every_text_and_every_list_has_a_bound(body: Any) -> None:
    schema = msgspec.json.schema_components([body])[1][body.__name__]

    assert schema["additionalProperties"] is False
    assert schema["description"]
    assert all(_is_bounded(one) for one in schema["properties"].values())


def _is_bounded(schema: dict[str, Any]) -> bool:
    if "anyOf" in schema:
        return all(_is_bounded(one) for one in schema["anyOf"])
    bounds = {"string": {"maxLength", "format", "enum"}, "array": {"maxItems"}}
    wanted = bounds.get(schema.get("type", ""))
    return wanted is None or bool(wanted & schema.keys())
