"""Every refusal of the citizen and legal-instrument streams can be read in two languages."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import application
import domain
from adapters.http.sentences import SENTENCES
from adapters.http.sentences_citizen import SENTENCES as OWN

RAISING = {
    "NotAllowedNow",
    "AlreadyTaken",
    "SameOfficer",
    "OutsideAuthority",
    "RuleBroken",
    "BadValue",
    "refuse_field",
    "refuse_faults",
    "require_other_officer",
    "Fault",
    "add",
}
ROOM = Path(domain.__file__).parent
FILES = sorted(
    [*ROOM.glob("citizen/*.py"), *ROOM.glob("legal_instrument/*.py"), ROOM / "authority.py",
     ROOM / "guards.py", ROOM / "deadlines.py", Path(application.__file__).parent / "act.py"]
)  # fmt: skip
CODE = re.compile(r"[a-z]+(-[a-z]+)+")
OF_ANY_STREAM = re.compile(r"f'\{stream\}(-[a-z]+)+'")


def codes_raised() -> set[str]:
    calls = (
        node
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )
    return {
        code
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) in RAISING
        for argument in call.args
        for code in codes_in(argument)
    }


def codes_in(argument: ast.expr) -> list[str]:
    """The code that an argument is; one for each stream where it begins with the stream's name."""
    if isinstance(argument, ast.JoinedStr) and OF_ANY_STREAM.fullmatch(ast.unparse(argument)):
        ending = ast.unparse(argument)[2:-1].removeprefix("{stream}")
        return [stream + ending for stream in ("citizen", "legal-instrument")]
    text = argument.value if isinstance(argument, ast.Constant) else None
    return [text] if isinstance(text, str) and CODE.fullmatch(text) else []


def test_every_code_raised_has_its_sentences() -> None:
    raised = codes_raised()

    assert len(raised) > 40
    assert raised - SENTENCES.keys() == set()


def test_no_sentence_is_left_without_its_refusal() -> None:
    assert OWN.keys() - codes_raised() == set()


@pytest.mark.parametrize("code", OWN)
def test_both_languages_name_the_same_parameters(code: str) -> None:
    english, vietnamese = ({name for _, name, _, _ in Formatter().parse(text) if name}
                           for text in OWN[code])  # fmt: skip

    assert english == vietnamese
