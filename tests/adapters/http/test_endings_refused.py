"""Every refusal of a merge, a legal hold and an erasure is met over HTTP, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.adapters.http.hostile_inputs import ROWS

import domain
from adapters.http.sentences import SENTENCES, sentence

FILES = ("merging", "unmerging", "legal_holds", "erasure")
UNSEEN = {
    "history-must-be-kept": "all grounds of the form are in force in 2021: tests of the domain",
    "key-not-to-be-destroyed": "the eraser's own command has no endpoint",
}
"""Codes that no request of an officer can meet, and why."""


def codes() -> Iterator[str]:
    folder = Path(str(domain.__file__)).parent / "citizen"
    for name in FILES:
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in SENTENCES:
                yield str(node.value)


def test_every_refusal_of_an_ending_is_met_over_http() -> None:
    met = {row.code for row in ROWS}

    assert len(set(codes())) > 18
    assert set(codes()) - met == UNSEEN.keys()


@pytest.mark.parametrize(
    ("code", "params", "english"),
    [
        ("merge-into-itself", {}, "source and target are the same citizen"),
        ("merge-target-is", {"state": "merged"}, "the target is merged"),
        ("proposer-may-not-confirm", {}, "the officer who proposed may not confirm"),
        ("both-hold-cards", {}, "both citizens hold a valid card: revoke one first"),
        ("reason-needed", {}, "a reason is needed"),
        ("confirmer-may-not-undo", {}, "the officer who confirmed may not undo"),
        ("history-must-be-kept", {}, "the law requires this history to be kept"),
        ("legal-hold-in-place", {}, "a legal hold is in place"),
        ("orderer-may-not-erase", {}, "the officer who ordered may not erase"),
        ("hold-placer-may-not-lift", {}, "the officer who placed the hold may not lift it"),
        ("legal-hold-not-in-place", {"id": "7"}, "hold 7 is not in place"),
        ("citizen-is", {"state": "erased"}, "the citizen is erased"),
    ],
)
def test_the_sentences_are_those_of_the_design(
    code: str, params: dict[str, str], english: str
) -> None:
    assert sentence(code, params, "en") == english
    assert sentence(code, params, "vi") != english
