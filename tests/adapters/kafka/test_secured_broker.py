"""TLS and passwords, against a genuine broker that asks for both."""

import datetime
import ipaddress
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.adapters.kafka.one_broker import one_broker
from tools.free_ports import free_ports

from adapters.kafka.client_options import read_options
from adapters.kafka.clients import KafkaAway, KafkaPlace, KafkaTrouble, admin

PASSWORD = "tra-da-vo-he"
SOON = {"bootstrap_timeout_ms": 3000}
HOURS = datetime.timedelta(hours=1)


def certificate(folder: Path, name: str, host: str) -> Path:
    """A self-signed certificate for an address, and its key before it, as Kafka reads them."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - HOURS)
        .not_valid_after(now + HOURS)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / f"{name}.pem").write_bytes(pem)
    (folder / f"{name}-with-key.pem").write_bytes(private + pem)
    return folder / f"{name}.pem"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a broker that asks for TLS and a password, and its certificate."""
    folder = tmp_path_factory.mktemp("secured")
    port, controller = free_ports(2)
    trusted = certificate(folder, "broker", "127.0.0.1")
    module = "org.apache.kafka.common.security.plain.PlainLoginModule"
    properties = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "listeners": f"OUTSIDE://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"OUTSIDE://127.0.0.1:{port}",
        "listener.security.protocol.map": "OUTSIDE:SASL_SSL,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "OUTSIDE",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "log.dirs": str(folder / "data"),
        "offsets.topic.replication.factor": "1",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(folder / "broker-with-key.pem"),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(trusted),
        "sasl.enabled.mechanisms": "PLAIN",
        "sasl.mechanism.inter.broker.protocol": "PLAIN",
        "listener.name.outside.plain.sasl.jaas.config": (
            f'{module} required username="relay" password="{PASSWORD}" user_relay="{PASSWORD}";'
        ),
    }
    with one_broker(folder, properties):
        yield f"127.0.0.1:{port}", trusted


def place(secured: tuple[str, Path], folder: Path, **other: str) -> KafkaPlace:
    """As an operator would: a file of options, read and checked."""
    options = {
        "security_protocol": "SASL_SSL",
        "ssl_cafile": str(secured[1]),
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": "relay",
        "sasl_plain_password": PASSWORD,
        **other,
    }
    path = folder / "kafka.json"
    path.write_text(json.dumps({name: value for name, value in options.items() if value}))
    path.chmod(0o600)
    return KafkaPlace(secured[0], read_options(path))


def test_who_has_the_certificate_and_the_password_is_let_in(
    secured: tuple[str, Path], tmp_path: Path
) -> None:
    client = admin(place(secured, tmp_path))
    try:
        assert len(client.describe_cluster()["brokers"]) == 1
    finally:
        client.close()


def test_a_wrong_password_is_told_apart_from_a_broker_that_is_away(
    secured: tuple[str, Path], tmp_path: Path, refusing: str
) -> None:
    with pytest.raises((KafkaTrouble, KafkaAway), match="CANCUOC_KAFKA_OPTIONS") as refused:
        admin(
            place(secured, tmp_path, sasl_plain_password="something-else"),
            bootstrap_timeout_ms=3000,
        )
    assert "something-else" not in str(refused.value)


def test_a_broker_that_nobody_vouches_for_is_not_told_the_password(
    secured: tuple[str, Path], tmp_path: Path, refusing: str
) -> None:
    stranger = certificate(tmp_path, "stranger", "127.0.0.1")
    with pytest.raises(KafkaAway, match="certificate verify failed"):
        admin(place(secured, tmp_path, ssl_cafile=str(stranger)), **SOON)


def test_without_tls_nobody_is_heard(secured: tuple[str, Path], refusing: str) -> None:
    with pytest.raises(KafkaAway, match="security_protocol"):
        admin(KafkaPlace(secured[0]), bootstrap_timeout_ms=1000)
