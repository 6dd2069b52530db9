"""The file of the client's options is hostile until it was read."""

import json
import ssl
from pathlib import Path
from typing import Any

import pytest

from adapters.kafka.client_options import LARGEST, client_settings, read_options
from adapters.kafka.trouble import KafkaTrouble

SECRET = "tra-da-vo-he"
SCRAM = {
    "security_protocol": "SASL_SSL",
    "sasl_mechanism": "SCRAM-SHA-512",
    "sasl_plain_username": "relay",
    "sasl_plain_password": SECRET,
}


def written(folder: Path, content: bytes | dict[str, Any], mode: int = 0o600) -> Path:
    path = folder / "kafka.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    path.chmod(mode)
    return path


def test_what_a_file_says_is_what_the_client_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, {**SCRAM, "client_id": "relay-1", "request_timeout_ms": 5000})
    assert read_options(path) == {**SCRAM, "client_id": "relay-1", "request_timeout_ms": 5000}


def test_an_empty_object_changes_nothing(tmp_path: Path) -> None:
    assert client_settings(read_options(written(tmp_path, {}))) == {}


HOSTILE: dict[str, tuple[bytes | dict[str, Any], str]] = {
    "empty": (b"", "truncated"),
    "no JSON": (b"security_protocol=SSL\n", "malformed"),
    "a list": (b"[]", "Expected `object`, got `array`"),
    "cut off": (b'{"client_id": "a', "truncated"),
    "not UTF-8": (b'{"client_id": "\xff"}', "utf-8"),
    "an unknown option": ({"sasl_pasword": SECRET}, "unknown field `sasl_pasword`"),
    "a name unchecked": ({"ssl_check_hostname": False}, "unknown field `ssl_check_hostname`"),
    "the address": ({"bootstrap_servers": "elsewhere:1"}, "unknown field `bootstrap_servers`"),
    "a number as text": ({"request_timeout_ms": "5000"}, "got `str` - at `$.request_timeout_ms`"),
    "no time at all": ({"request_timeout_ms": 0}, ">= 1"),
    "more than an hour": ({"request_timeout_ms": 3_600_001}, "<= 3600000"),
    "an empty text": ({"client_id": ""}, "length >= 1"),
    "another protocol": ({"security_protocol": SECRET}, "not offered - at `$.security_protocol`"),
    "another mechanism": ({"sasl_mechanism": "GSSAPI"}, "not offered - at `$.sasl_mechanism`"),
    "SASL without a name": ({"security_protocol": "SASL_SSL"}, "belong together"),
    "a password alone": ({"sasl_plain_password": SECRET}, "belong together"),
    "SASL half": ({**SCRAM, "sasl_plain_username": None}, "belong together"),
    "a password in clear": (
        {**SCRAM, "security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "PLAIN"},
        "needs SASL_SSL",
    ),
    "certificates for nothing": ({"ssl_cafile": "ca.pem"}, "needs security_protocol SSL"),
    "a key without certificate": (
        {"security_protocol": "SSL", "ssl_keyfile": "key.pem"},
        "belong to an ssl_certfile",
    ),
    "too large": (b" " * (LARGEST + 1), "larger than any file of options"),
}


@pytest.mark.parametrize(("content", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_wrong_is_refused_and_quoted_nowhere(
    tmp_path: Path, content: bytes | dict[str, Any], said: str
) -> None:
    path = written(tmp_path, content)
    with pytest.raises(KafkaTrouble) as refused:
        read_options(path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)
    assert SECRET not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_password_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(KafkaTrouble, match="chmod 600"):
        read_options(written(tmp_path, SCRAM, mode))


def test_a_file_without_a_password_may_be_read_by_all(tmp_path: Path) -> None:
    assert read_options(written(tmp_path, {"client_id": "a"}, 0o644)) == {"client_id": "a"}


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KafkaTrouble, match="No such file"):
        read_options(tmp_path / "none.json")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(KafkaTrouble, match="Is a directory"):
        read_options(tmp_path)


@pytest.mark.parametrize("option", ["ssl_cafile", "ssl_certfile"])
def test_a_certificate_that_is_not_there_is_no_broker_that_is_away(
    tmp_path: Path, option: str
) -> None:
    options = {"security_protocol": "SSL", option: str(tmp_path / "none.pem")}
    with pytest.raises(KafkaTrouble, match="No such file"):
        client_settings(options)


def test_a_certificate_in_ruins_is_refused(tmp_path: Path) -> None:
    ruin = tmp_path / "ca.pem"
    ruin.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    with pytest.raises(KafkaTrouble, match="cannot be used"):
        client_settings({"security_protocol": "SSL", "ssl_cafile": str(ruin)})


def test_the_name_in_a_certificate_is_always_checked() -> None:
    context = client_settings({"security_protocol": "SSL"})["ssl_context"]
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
