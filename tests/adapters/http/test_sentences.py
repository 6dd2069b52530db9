"""Every no of the whole program can be read in Vietnamese and in English, with what it names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

import adapters.http
from adapters.http import form_faults
from adapters.http.body_text import _text_fault
from adapters.http.problems import STATUS
from adapters.http.sentences import _TITLES, SENTENCES, sentence, title
from application.kinds import CAPABILITIES
from application.vault import CLAIM_KINDS

SRC = Path(adapters.http.__file__).parents[2]
RAISING = {
    *(kind.__name__ for kind in STATUS),
    "RequestRefused",
    "BadValue",
    "Fault",
    "add",
    "refuse_field",
    "refuse_faults",
    "refuse_if_any",
    "require_other_officer",
}
"""Calls that carry a code: the refusals of the table of statuses, and what makes them."""

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
STREAMS = {capability.stream.name for capability in CAPABILITIES}
WAITING_CODES = ("not-found", "changed", "exists", "waits-not")


def named_in(call: str, argument: int) -> set[str]:
    """What the domain names in this argument of every such call."""
    trees = [ast.parse(file.read_text()) for file in sorted((SRC / "domain").rglob("*.py"))]
    calls = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Call)]
    named = [one.args[argument] for one in calls if _name(one) == call and len(one.args) > argument]
    return {str(one.value) for one in named if isinstance(one, ast.Constant)}


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


BUILT = {
    *(f"{stream}-{what}" for stream in STREAMS for what in WAITING_CODES),
    *(f"{kind}-taken" for kind in (*CLAIM_KINDS, *named_in("Claim", 0), *named_in("_owner", 2))),
    *(f"{name}-unknown" for name in named_in("found", 1) | named_in("present_citizen", 1)),
    *(f"register-export-{what}" for what in ("not-found", "changed", "exists")),
    "work-not-found",
    "transmission-not-found",
    "list-not-found",
    "adjudication-unknown",
}
"""Codes put together from the name of a stream, of a claim or of a reading."""
BUILT -= {"idempotency-taken"}

HOSTILE_TEXTS = ("\x00", "\ud800", "\x07", "Ð", "o\u0302", "2021-03-01T08:00:00.1234567Z")
TABLED = {
    *form_faults._CODES.values(),
    *(code for _, code in form_faults._BY_KIND),
    *form_faults._BY_MESSAGE.values(),
    *(code for text in HOSTILE_TEXTS if (code := _text_fault(text))),
    "field-type",
}
"""Codes of the tables that judge bodies."""


class Raised(NamedTuple):
    """A code where it is raised; `named` are the parameters given there, None where unknown."""

    code: str
    place: str
    named: frozenset[str] | None


def raised() -> Iterator[Raised]:
    for file in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node) in RAISING:
                place = f"{file.relative_to(SRC)}:{node.lineno}"
                yield from (Raised(code, place, _named(node)) for code in _codes(node))


def _codes(call: ast.Call) -> Iterator[str]:
    for argument in call.args:
        value = argument.value if isinstance(argument, ast.Constant) else None
        if isinstance(value, str) and CODE.fullmatch(value):
            yield value


def _named(call: ast.Call) -> frozenset[str] | None:
    """The parameters that the sentence may name; None for a call that hides some of them."""
    names = [keyword.arg for keyword in call.keywords]
    hides = None in names or _name(call) in {"Fault", "require_other_officer", "refuse_faults"}
    return None if hides else frozenset(str(name) for name in names)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


RAISED = list(raised())


def test_the_scan_sees_the_refusals_of_every_room() -> None:
    rooms = {one.place.partition("/")[0] for one in RAISED}

    assert {"domain", "adapters", "application"} <= rooms
    assert len({one.code for one in RAISED}) > 120


def test_every_code_has_its_sentences() -> None:
    codes = {one.code for one in RAISED} | BUILT | TABLED

    assert sorted(codes - SENTENCES.keys()) == []


def test_every_sentence_has_its_code() -> None:
    """A word of the program that no refusal uses any more is not kept."""
    sources = [path for path in SRC.rglob("*.py") if not path.name.startswith("sentences")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)

    unused = {code for code in SENTENCES if f'"{code}"' not in text} - BUILT
    assert sorted(unused) == []


def test_claims_that_can_be_taken_are_worded() -> None:
    hidden = {kind for kind in CLAIM_KINDS if kind not in {"idempotency", "application-packet"}}

    assert {f"{kind}-taken" for kind in hidden} <= SENTENCES.keys()


@pytest.mark.parametrize("code", SENTENCES)
def test_both_languages_say_something_different_about_the_same_things(code: str) -> None:
    english, vietnamese = SENTENCES[code]

    assert english.strip()
    assert vietnamese.strip()
    assert english != vietnamese
    assert placeholders(english) == placeholders(vietnamese)


def test_a_sentence_names_only_what_its_refusal_carries() -> None:
    gaps = {
        (one.place, name)
        for one in RAISED
        if one.named is not None
        for name in placeholders(SENTENCES[one.code][0]) - one.named
    }

    assert sorted(gaps) == []


def test_vietnamese_is_written_with_its_marks() -> None:
    plain = [code for code, (_, text) in SENTENCES.items() if text.isascii()]

    assert plain == []


@pytest.mark.parametrize("status", [*sorted(set(STATUS.values())), 405, 413, 415, 428, 429, 500])
def test_every_status_has_its_title_in_both_languages(status: int) -> None:
    assert status in _TITLES
    assert title(status, "vi") != title(status, "en")


def test_an_unknown_code_shows_itself_so_that_it_can_be_reported() -> None:
    assert "no-such-code" in sentence("no-such-code", {}, "vi")
