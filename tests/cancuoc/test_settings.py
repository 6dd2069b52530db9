"""Settings come from the environment; a wrong one stops the program with a sentence."""

from pathlib import Path

import pytest

from cancuoc.settings import SettingsWrong, read_settings


def test_an_empty_environment_is_the_embedded_register() -> None:
    settings = read_settings({})
    assert settings.is_development
    assert (settings.host, settings.port, settings.dsn) == ("127.0.0.1", 8021, "")


def test_values_are_read_in_their_types() -> None:
    settings = read_settings(
        {"CANCUOC_PORT": "9000", "CANCUOC_TEST_NUMBERS": "true", "CANCUOC_VAR": "elsewhere"}
    )
    assert (settings.port, settings.test_numbers, settings.var) == (9000, True, Path("elsewhere"))


def test_other_programs_variables_are_not_ours() -> None:
    assert read_settings({"PATH": "/usr/bin", "CANCUOC_MANDATORY": "1"}) == read_settings({})


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"CANCUOC_PROT": "9000"}, "CANCUOC_PROT is not a setting"),
        ({"CANCUOC_PORT": "many"}, "cannot be read"),
        ({"CANCUOC_LANGUAGE": "fr"}, "must be vi or en"),
        ({"CANCUOC_ISSUER": "https://id.example"}, "needs CANCUOC_JWKS"),
        (
            {
                "CANCUOC_ISSUER": "https://id.example",
                "CANCUOC_JWKS": "jwks.json",
                "CANCUOC_TEST_NUMBERS": "true",
            },
            "CANCUOC_TEST_NUMBERS is never for production",
        ),
        ({"CANCUOC_DSN": "host=db"}, "give both"),
        ({"CANCUOC_FEED": "kafak"}, "CANCUOC_FEED is ledger or kafka, not 'kafak'"),
        ({"CANCUOC_RELAY_SHARD": "2/2"}, "CANCUOC_RELAY_SHARD is '2/2': give the number of this"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsWrong, match=words):
        read_settings(environment)
