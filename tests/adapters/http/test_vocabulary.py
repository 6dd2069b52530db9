"""A Vietnamese sentence names roles, states, fields and acts in Vietnamese."""

import pytest

from adapters.http.sentences import sentence
from adapters.http.vocabulary_vi import ACTS, FIELDS, ROLES, STATES
from domain.authority import command_in_words
from domain.citizen.entry import FIELDS as ENTRY_FIELDS
from domain.mandates import COMMANDS
from domain.roles import ROLES as KNOWN_ROLES
from domain.roles import SERVICES


def test_every_role_of_a_person_has_its_vietnamese_name() -> None:
    assert KNOWN_ROLES.keys() - SERVICES <= ROLES.keys()


def test_every_act_has_its_vietnamese_name() -> None:
    assert {command_in_words(name) for name in COMMANDS} == ACTS.keys()


def test_every_field_of_an_entry_has_its_vietnamese_name() -> None:
    assert set(ENTRY_FIELDS) == FIELDS.keys()


@pytest.mark.parametrize("state", ["captured", "verified", "returned", "approved", "erased"])
def test_a_state_is_named_in_the_language_of_the_sentence(state: str) -> None:
    vietnamese = sentence("citizen-is", {"state": state}, "vi")
    assert STATES[state] in vietnamese
    assert state not in vietnamese
    assert sentence("citizen-is", {"state": state}, "en") == f"the citizen is {state}"


def test_several_roles_are_each_named() -> None:
    text = sentence("role-may-not-read", {"role": "auditor, minister"}, "vi")
    assert "kiểm toán viên, bộ trưởng" in text
