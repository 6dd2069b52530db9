"""Every refusal of a card application can be read in two languages."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from tests.domain.card_application.states import STATES

import domain.card_application
from adapters.http.sentences import SENTENCES
from adapters.http.sentences_card_application import SENTENCES as OWN
from adapters.http.vocabulary_card_application import STATES as WORDS

RAISING = {
    "NotAllowedNow",
    "AlreadyTaken",
    "SameOfficer",
    "OutsideAuthority",
    "RuleBroken",
    "refuse_field",
    "refuse_faults",
    "require_other_officer",
    "Fault",
    "add",
}
FILES = sorted(Path(domain.card_application.__file__).parent.glob("*.py"))
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")

FROM_THE_STORE = {
    f"card-application-{end}" for end in ("not-found", "exists", "changed", "waits-not")
} | {
    f"{claim}-taken"
    for claim in (
        "open-application",
        "application-packet",
        "dossier-number",
        "blank-serial",
        "chip-serial",
    )
}
OF_READINGS = {"citizen-unknown", "adjudication-unknown", "batch-unknown", "block-unknown",
               "manifest-unknown"}  # fmt: skip
YIELDED = {"finger-unexplained", "finger-captured-and-explained", "finger-named-twice"}
"""Codes that a list of faulty fingers gives, and `found` by the name of the reading."""


def codes_raised() -> set[str]:
    calls = (
        node
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )
    return {
        argument.value
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) in RAISING
        for argument in call.args
        if isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and CODE.fullmatch(argument.value)
    }


def test_every_code_raised_has_its_sentences() -> None:
    raised = codes_raised() | FROM_THE_STORE | OF_READINGS | YIELDED

    assert len(raised) > 50
    assert raised - OWN.keys() - SENTENCES.keys() == set()


def test_no_sentence_is_left_without_its_refusal() -> None:
    assert OWN.keys() - codes_raised() == FROM_THE_STORE | OF_READINGS | YIELDED


@pytest.mark.parametrize("code", OWN)
def test_both_languages_name_the_same_parameters(code: str) -> None:
    english, vietnamese = ({name for _, name, _, _ in Formatter().parse(text) if name}
                           for text in OWN[code])  # fmt: skip

    assert english == vietnamese


def test_every_state_has_its_word() -> None:
    assert WORDS.keys() == STATES.keys()
