"""Every code that a value is refused with has its sentence in two languages, and no other does."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from adapters.http.sentences_request import SENTENCES as OF_REQUESTS
from adapters.http.sentences_values import SENTENCES as OF_VALUES
from domain import values

ROOM = Path(values.__file__).parent
SENTENCES = {**OF_VALUES, "text-has-nul": OF_REQUESTS["text-has-nul"]}
"""A NUL is refused in the words of the request, in a value as everywhere."""


def refusals() -> Iterator[tuple[str, frozenset[str]]]:
    """Code and parameter names of each `BadValue(...)` that is written in the room."""
    for file in sorted(ROOM.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "BadValue":
                code = ast.literal_eval(node.args[0])
                yield code, frozenset(str(keyword.arg) for keyword in node.keywords)


def placeholders(sentence: str) -> frozenset[str]:
    return frozenset(re.findall(r"\{(\w+)\}", sentence))


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    assert {code for code, _ in refusals()} == set(SENTENCES)


def test_both_sentences_tell_what_the_refusal_carries() -> None:
    for code, params in refusals():
        for sentence in SENTENCES[code]:
            assert placeholders(sentence) == params, code


def test_codes_are_kebab_case() -> None:
    for code in SENTENCES:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code), code
