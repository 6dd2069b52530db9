"""Commands of an operator find the register that runs here, as its own roles know it."""

from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from adapters.postgres.embedded import EmbeddedPostgres
from cancuoc.register_here import register_here
from cancuoc.settings import Settings, SettingsWrong, read_settings


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return read_settings({"CANCUOC_VAR": str(tmp_path_factory.mktemp("here"))})


def test_databases_that_are_named_are_taken_as_they_are() -> None:
    named = Settings(dsn="dbname=one", keys_dsn="dbname=other")

    assert register_here(named, as_owner=True) is named


def test_where_none_runs_the_way_out_is_told(here: Settings) -> None:
    with pytest.raises(SettingsWrong, match=r"no register runs in .*: start it with `cancuoc run`"):
        register_here(here)


def test_a_register_that_runs_here_is_found_with_its_numbers_for_tests(
    monkeypatch: pytest.MonkeyPatch, here: Settings, cluster: EmbeddedPostgres
) -> None:
    """Without them every number of a rehearsal would be called wrong."""
    monkeypatch.setattr("cancuoc.register_here.EmbeddedPostgres", lambda _folder: cluster)

    found, owner = register_here(here), register_here(here, as_owner=True)

    assert found.test_numbers
    assert found == replace(owner, dsn=found.dsn, keys_dsn=found.keys_dsn)
    assert _user(found.dsn) == "cancuoc_app"
    assert _user(owner.dsn) == "postgres"


def _user(dsn: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(dsn)["user"])


def test_the_folder_asked_is_that_of_the_register(here: Settings) -> None:
    asked: list[Path] = []

    class Nobody(EmbeddedPostgres):
        def __init__(self, folder: Path) -> None:
            asked.append(folder)
            super().__init__(folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cancuoc.register_here.EmbeddedPostgres", Nobody)
        with pytest.raises(SettingsWrong):
            register_here(here)

    assert asked == [here.var / "postgres"]
