"""Every setting of the program, read from the environment; docs/operations.md explains each."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec


class SettingsWrong(Exception):
    """A setting that is missing or cannot be read; the message names it and what to do."""


class Settings(msgspec.Struct, frozen=True):
    """Field `x_y` is the variable CANCUOC_X_Y. Defaults are those of `cancuoc run`."""

    var: Path = Path("var")
    """Folder for everything that `cancuoc run` keeps: database, keys, tokens."""
    dsn: str = ""
    """libpq connection string of the event store; empty: the embedded server."""
    keys_dsn: str = ""
    """libpq connection string of the key database; empty: the embedded server."""
    kek_file: Path = Path("var/kek.json")
    """The key-encryption key, readable by its owner only; default kek.json in `var`."""
    blobs: Path = Path("var/blobs")
    """Folder for sealed objects, on a disk that every process shares; default blobs in `var`."""
    ledger_keys: Path = Path("var/ledger-keys.json")
    """The ledger's signing keys, for their owner only; default ledger-keys.json in `var`."""
    ledger_origin: str = ""
    """Name of the ledger for ever, an address without scheme; empty: as the database has it."""
    ledger_policy: str = ""
    """File with the witnesses and their quorum (C2SP tlog-policy); empty: no witness."""
    checkpoint_s: float = 0.5
    """Longest time that events wait for a signed checkpoint, in seconds."""
    kafka: str = ""
    """Addresses of Kafka brokers, host:port and commas between; empty: no Kafka."""
    kafka_options: str = ""
    """JSON file with further options of the client, such as TLS and SASL."""
    kafka_prefix: str = ""
    """Put before every topic's name, such as `test.`; empty in production."""
    feed: str = "ledger"
    """Where views are projected from: ledger or kafka."""
    relay_shard: str = "0/1"
    """Which share of the partitions this relay publishes: its number and how many there are."""
    host: str = "127.0.0.1"
    """Address to serve on."""
    port: int = 8021
    """Port to serve on."""
    workers: int = 1
    """Server processes; one a core."""
    issuer: str = ""
    """`iss` of accepted tokens; empty: the development issuer, which production must not use."""
    audience: str = "cancuoc"
    """`aud` of accepted tokens."""
    jwks: str = ""
    """File or https address of the issuer's key set."""
    language: str = "vi"
    """Language of refusals when a request names none: vi or en."""
    test_numbers: bool = False
    """Accept and mint PINs with reserved province codes; never in production."""
    body_bytes: int = 65536
    """Largest body of a command, in bytes."""
    request_s: float = 10.0
    """Longest time of a request, in seconds."""
    officer_rate: float = 200.0
    """Requests a second of one officer and process; 0 means unlimited."""
    unit_rate: float = 2000.0
    """Requests a second of one unit and process; 0 means unlimited."""
    connections: int = 1000
    """Connections of one process that get answers; others are told to come back."""
    patience_s: float = 10.0
    """How long a client may take for the head of a request, or to read its answer, in seconds."""
    drain_s: float = 0.0
    """How long a server that is stopped goes on after it calls itself unready, in seconds."""
    read_only: bool = False
    """Take no commands, whatever the database says."""
    queue: int = 4096
    """Commands that may wait for a group commit before others are told to come back."""
    bulk_rate: float = 200.0
    """Items of signed lists a second, carried out by one `react`; 0 means unlimited."""
    check_rate: float = 500.0
    """Entries a second that one `react` checks to open cases; 0 means that it opens none."""
    token: str = ""
    """Token of the officer who imports or exports from the command line; better in a file."""
    log_level: str = "info"
    """debug, info, warning or error."""

    @property
    def is_development(self) -> bool:
        return not self.issuer


PREFIX = "CANCUOC_"
MOST_RELAYS = 12
"""As many as a topic of events has partitions."""
_SHARE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
# Read by the tests and by the load generators, not by the program.
FOREIGN = frozenset({"CANCUOC_MANDATORY"})


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment. Raises SettingsWrong for an unknown or unreadable one."""
    source = os.environ if environment is None else environment
    known = {PREFIX + name.upper(): name for name in Settings.__struct_fields__}
    values: dict[str, Any] = {}
    for variable, text in source.items():
        if variable in known:
            values[known[variable]] = text
        elif variable.startswith(PREFIX) and variable not in FOREIGN:
            raise SettingsWrong(
                f"{variable} is not a setting of cancuoc: docs/operations.md lists those there are"
            )
    # The key lies with what it seals: another CANCUOC_VAR is another register.
    var = Path(values.get("var", Settings().var))
    values.setdefault("kek_file", str(var / "kek.json"))
    values.setdefault("ledger_keys", str(var / "ledger-keys.json"))
    values.setdefault("blobs", str(var / "blobs"))
    try:
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise SettingsWrong(f"a {PREFIX}… variable cannot be read: {error}") from error
    return _checked(settings)


def _path(kind: type[Any], value: Any) -> Any:
    if kind is Path:
        return Path(value)
    raise NotImplementedError(kind)


def share_in(text: str) -> tuple[int, int]:
    """The number of a relay and how many there are. Raises SettingsWrong for what is no share."""
    found = _SHARE.fullmatch(text)
    shard, shards = map(int, found.groups()) if found else (1, 1)
    if not shard < shards <= MOST_RELAYS:
        raise SettingsWrong(
            f"{PREFIX}RELAY_SHARD is {text!r}: give the number of this relay and how many there"
            f" are, such as 0/2 and 1/2; at most {MOST_RELAYS}"
        )
    return shard, shards


def _checked(settings: Settings) -> Settings:
    share_in(settings.relay_shard)
    if settings.feed not in ("ledger", "kafka"):
        raise SettingsWrong(f"{PREFIX}FEED is ledger or kafka, not {settings.feed!r}")
    if settings.language not in ("vi", "en"):
        raise SettingsWrong(f"{PREFIX}LANGUAGE must be vi or en, not {settings.language!r}")
    if settings.issuer and not settings.jwks:
        raise SettingsWrong(f"{PREFIX}ISSUER needs {PREFIX}JWKS, the file or address of its keys")
    if settings.issuer and settings.test_numbers:
        raise SettingsWrong(
            f"{PREFIX}TEST_NUMBERS is never for production: {PREFIX}ISSUER names a real issuer,"
            " so leave it out"
        )
    if bool(settings.dsn) != bool(settings.keys_dsn):
        raise SettingsWrong(f"give both {PREFIX}DSN and {PREFIX}KEYS_DSN, or neither")
    return settings
