"""Every refusal on cards and blanks can be read in two languages."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import domain
from adapters.http.sentences import SENTENCES
from adapters.http.sentences_card import SENTENCES as OF_CARDS
from adapters.http.sentences_card_stock import SENTENCES as OF_BLANKS

ROOM = Path(domain.__file__).parent
FILES = sorted([*ROOM.glob("card/*.py"), *ROOM.glob("card_stock/*.py")])
RAISING = {"NotAllowedNow", "AlreadyTaken", "SameOfficer", "RuleBroken", "refuse_field", "add"}
CODE = re.compile(r"[a-z]+(-[a-z]+)+")

# Raised by the office for every stream, every claim and every reading, from its name.
OF_THE_OFFICE = {
    *(f"{stream}-{what}" for stream in ("card", "card-stock")
      for what in ("not-found", "changed", "waits-not")),
    "card-of-taken", "active-card-taken", "blank-block-taken",
    "application-unknown", "former-unknown", "machine-unknown",
}  # fmt: skip
OWN = {**OF_CARDS, **OF_BLANKS}


def codes_raised() -> set[str]:
    calls = (
        node
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in RAISING
    )
    return {
        argument.value
        for call in calls
        for argument in call.args
        if isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and CODE.fullmatch(argument.value)
    }


def test_every_code_raised_has_its_sentences() -> None:
    known = SENTENCES.keys() | OWN.keys() | {"two-officers-needed"}

    assert len(codes_raised()) > 25
    assert codes_raised() - known == set()


def test_no_sentence_is_left_without_its_refusal() -> None:
    assert OWN.keys() - codes_raised() - OF_THE_OFFICE == set()
    assert OF_THE_OFFICE - OWN.keys() == set()


@pytest.mark.parametrize("code", OWN)
def test_both_languages_name_the_same_parameters(code: str) -> None:
    english, vietnamese = ({name for _, name, _, _ in Formatter().parse(text) if name}
                           for text in OWN[code])  # fmt: skip

    assert english == vietnamese
