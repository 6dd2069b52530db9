"""Every refusal of the policy can be read in both languages."""

import re
from pathlib import Path

from adapters.http.sentences_policy import SENTENCES


def test_every_refusal_of_the_policy_has_a_sentence_in_both_languages() -> None:
    source = Path(__file__).parents[3] / "src" / "domain" / "policy"
    raised = {
        code
        for file in source.glob("*.py")
        for code in re.findall(r"RuleBroken\(\s*\"([a-z-]+)\"", file.read_text(encoding="utf-8"))
    }

    assert len(raised) >= 9
    assert raised == set(SENTENCES)
    for english, vietnamese in SENTENCES.values():
        assert re.findall(r"{\w+}", english) == re.findall(r"{\w+}", vietnamese)
