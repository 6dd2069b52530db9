"""`cancuoc token` makes tokens of invented officers, where no real issuer is named."""

from pathlib import Path

import pytest

from adapters.identity.development_issuer import ISSUER, DevelopmentIssuer
from adapters.identity.development_officers import OFFICERS, DevelopmentOfficer, officer_id
from adapters.identity.jwks import StaticKeys
from adapters.identity.token_verifier import TokenVerifier
from cancuoc.development_token import development_token
from cancuoc.register_here import issuer_key
from cancuoc.settings import Settings, SettingsWrong
from domain.envelope import Actor


def accepted(settings: Settings, token: str) -> Actor:
    keys = StaticKeys(DevelopmentIssuer(issuer_key(settings)).jwks())
    return TokenVerifier(ISSUER, settings.audience, keys).verify(token).actor


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path)


@pytest.mark.parametrize("officer", OFFICERS, ids=lambda one: one.name)
def test_every_officer_has_a_token_of_the_own_unit(
    settings: Settings, officer: DevelopmentOfficer
) -> None:
    actor = accepted(settings, development_token(settings, officer.name, None, 1))
    assert (actor.officer, actor.unit, actor.roles) == (
        officer.officer, officer.unit, (officer.role,)
    )  # fmt: skip


def test_an_officer_of_another_unit_is_another_person(settings: Settings) -> None:
    actor = accepted(settings, development_token(settings, "area-officer", "00004", 1))
    assert (actor.officer, actor.unit) == (officer_id("area-officer", "00004"), "00004")
    assert actor.officer != officer_id("area-officer", "00001")


def test_an_officer_who_does_not_exist_is_answered_with_those_who_do(settings: Settings) -> None:
    with pytest.raises(SettingsWrong, match=r"no officer clerk: there are area-officer, .*auditor"):
        development_token(settings, "clerk", None, 1)


@pytest.mark.parametrize("unit", ["zz", "99999", "", "1", "00001 ", "0" * 40, "đ"])
def test_a_unit_that_never_was_is_refused_with_what_a_unit_is(
    settings: Settings, unit: str
) -> None:
    with pytest.raises(SettingsWrong, match=r"no unit '.*': give the code of a province"):
        development_token(settings, "area-officer", unit, 1)


@pytest.mark.parametrize("unit", ["centre", "ministry", "01", "001"])
def test_a_unit_of_another_level_and_the_whole_country_have_tokens(
    settings: Settings, unit: str
) -> None:
    actor = accepted(settings, development_token(settings, "capture-officer", unit, 1))
    assert actor.unit == unit


def test_no_token_is_made_where_a_real_issuer_is_named(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path, issuer="https://id.example", jwks="keys.json")
    with pytest.raises(SettingsWrong, match="tokens come from CANCUOC_ISSUER"):
        development_token(settings, "area-officer", None, 1)
    assert not issuer_key(settings).exists()
