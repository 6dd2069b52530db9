"""The file of CANCUOC_KAFKA_OPTIONS: TLS, SASL and times of waiting, as one JSON object."""

import os
import ssl
import stat
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from adapters.kafka.trouble import KafkaTrouble

LARGEST = 16_384
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SECRET = ("ssl_password", "sasl_plain_password")

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
Milliseconds = Annotated[int, msgspec.Meta(ge=1, le=3_600_000)]


class ClientOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Names and meanings are those of kafka-python; what is absent keeps our default.

    The name in a broker's certificate is always checked: there is no option to leave it unchecked.
    """

    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    ssl_cafile: Text | None = None
    ssl_certfile: Text | None = None
    ssl_keyfile: Text | None = None
    ssl_password: Text | None = None
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = None
    sasl_plain_username: Text | None = None
    sasl_plain_password: Text | None = None
    client_id: Text | None = None
    request_timeout_ms: Milliseconds | None = None
    bootstrap_timeout_ms: Milliseconds | None = None
    reconnect_backoff_ms: Milliseconds | None = None
    reconnect_backoff_max_ms: Milliseconds | None = None
    retry_backoff_ms: Milliseconds | None = None
    metadata_max_age_ms: Milliseconds | None = None
    connections_max_idle_ms: Milliseconds | None = None

    def __post_init__(self) -> None:
        sasl = self.security_protocol.startswith("SASL")
        named = (self.sasl_mechanism, self.sasl_plain_username, self.sasl_plain_password)
        if sasl != all(named) or sasl != any(named):
            raise ValueError(
                "sasl_mechanism, sasl_plain_username and sasl_plain_password belong together,"
                " with security_protocol SASL_SSL or SASL_PLAINTEXT"
            )
        if self.sasl_mechanism == "PLAIN" and self.security_protocol != "SASL_SSL":
            raise ValueError("PLAIN sends the password as it is, so it needs SASL_SSL")
        if self._names_a_file and not self.security_protocol.endswith("SSL"):
            raise ValueError("ssl_… needs security_protocol SSL or SASL_SSL")
        if (self.ssl_keyfile or self.ssl_password) and not self.ssl_certfile:
            raise ValueError("ssl_keyfile and ssl_password belong to an ssl_certfile")

    @property
    def _names_a_file(self) -> bool:
        return any((self.ssl_cafile, self.ssl_certfile, self.ssl_keyfile, self.ssl_password))


def read_options(path: Path) -> dict[str, Any]:
    """The options of a file, checked. KafkaTrouble, which quotes no value of the file."""
    content, mode = _read(path)
    try:
        options = msgspec.json.decode(content, type=ClientOptions)
    except (msgspec.DecodeError, UnicodeError) as wrong:
        # The cause is left out: it could quote a password.
        raise KafkaTrouble(f"{path} does not hold options of the client: {_named(wrong)}") from None
    read: dict[str, Any] = msgspec.to_builtins(options)
    if mode & _OTHERS and any(name in read for name in _SECRET):
        raise KafkaTrouble(f"{path} holds a password and is open to others: chmod 600 it")
    return read


def client_settings(options: dict[str, Any]) -> dict[str, Any]:
    """The options as keyword arguments of every client. KafkaTrouble for certificates in ruins.

    The files are opened here: the client would open them at each connection, and call a file that
    is not there a broker that is away.
    """
    rest = {name: value for name, value in options.items() if not name.startswith("ssl_")}
    if not str(options.get("security_protocol", "PLAINTEXT")).endswith("SSL"):
        return rest
    try:
        context = ssl.create_default_context(cafile=options.get("ssl_cafile"))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if certificate := options.get("ssl_certfile"):
            # Without a password OpenSSL would ask for it at a terminal and wait.
            password = options.get("ssl_password", "")
            context.load_cert_chain(certificate, options.get("ssl_keyfile"), password)
    except (OSError, ValueError) as failed:
        raise KafkaTrouble(
            "the certificates named in the file of CANCUOC_KAFKA_OPTIONS cannot be used"
            f" ({failed}): see ssl_cafile, ssl_certfile and ssl_keyfile"
        ) from failed
    return {**rest, "ssl_context": context}


def _read(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(LARGEST + 1)
    except OSError as failed:
        raise KafkaTrouble(f"{path} cannot be read: {failed.strerror}") from failed
    if len(content) > LARGEST:
        raise KafkaTrouble(f"{path} is larger than any file of options: it may have {LARGEST} B")
    return content, mode


def _named(wrong: Exception) -> str:
    """What is wrong, without a value: of an enumeration only the place is told."""
    text = str(wrong)
    if text.startswith("Invalid enum value"):
        return f"a value that is not offered{text[text.rfind(' - at') :]}"
    return text
