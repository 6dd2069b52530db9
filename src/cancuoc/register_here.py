"""The register that a command of an operator acts on: the one named, or the one that runs here."""

import os
from pathlib import Path

from msgspec.structs import replace

from adapters.postgres.embedded import EmbeddedPostgres
from cancuoc.settings import Settings, SettingsWrong, read_settings


def register_here(settings: Settings, *, as_owner: bool = False) -> Settings:
    """Settings that name both databases: as given, or those of `cancuoc run` in CANCUOC_VAR.

    Of a register that runs here everything is as its own roles have it, the numbers for tests too;
    `as_owner` connects as who owns the tables, which of databases named by settings is up to them.
    Raises SettingsWrong where none is named and none runs here.
    """
    if settings.dsn:
        return settings
    server = EmbeddedPostgres(settings.var / "postgres")
    if not server.is_running():
        raise SettingsWrong(
            f"no register runs in {settings.var}: start it with `cancuoc run`, or set CANCUOC_DSN"
            " and CANCUOC_KEYS_DSN to the databases of another"
        )
    found = settings_of_roles(settings, server)
    if not as_owner:
        return found
    return replace(found, dsn=server.dsn("cancuoc"), keys_dsn=server.dsn("cancuoc_keys"))


def settings_of_roles(settings: Settings, server: EmbeddedPostgres) -> Settings:
    """What the roles of `cancuoc run` are told. Raises PostgresTrouble where none has ever run."""
    environment = role_environment(settings, server)
    return read_settings({k: v for k, v in environment.items() if k.startswith("CANCUOC_")})


def issuer_key(settings: Settings) -> Path:
    """Of whoever issues tokens for development, on this machine only."""
    return settings.var / "development-issuer.pem"


def role_environment(settings: Settings, server: EmbeddedPostgres) -> dict[str, str]:
    """What the roles of an embedded register are told: they connect as who may only append."""
    return {
        **os.environ,
        "CANCUOC_VAR": str(settings.var),
        "CANCUOC_KEK_FILE": str(settings.kek_file),
        "CANCUOC_DSN": server.dsn("cancuoc", user="cancuoc_app"),
        "CANCUOC_KEYS_DSN": server.dsn("cancuoc_keys", user="cancuoc_app"),
        "CANCUOC_TEST_NUMBERS": "true",
        "CANCUOC_HOST": settings.host,
        "CANCUOC_PORT": str(settings.port),
    }
