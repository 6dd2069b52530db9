"""What docker-compose.yml tells the image of Kafka is a broker that the register can use."""

from pathlib import Path
from typing import Any

import yaml
from tests.adapters.kafka.one_broker import one_broker
from tools.free_ports import free_ports

from adapters.kafka.clients import KafkaPlace
from cancuoc.settings import Settings
from cancuoc.topic_commands import apply

ROOT = Path(__file__).parents[3]


def properties(ports: dict[str, int], folder: Path) -> dict[str, str]:
    """The image turns KAFKA_NODE_ID into node.id, and so on; names and ports become ours."""
    compose: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    found = compose["services"]["kafka"]["environment"]
    assert all(name.startswith("KAFKA_") for name in found)
    text = "\n".join(
        f"{name.removeprefix('KAFKA_').lower().replace('_', '.')}={value}"
        for name, value in found.items()
    )
    text = text.replace("//:", "//127.0.0.1:").replace("//kafka:", "//127.0.0.1:")
    for port, ours in ports.items():
        text = text.replace(f":{port}", f":{ours}")
    text = text.replace("/var/lib/kafka/data", str(folder / "data"))
    return dict(line.split("=", 1) for line in text.splitlines())


def test_the_broker_of_compose_takes_the_manifest(tmp_path: Path, topic_prefix: str) -> None:
    ports = dict(zip(("19092", "9092", "9093"), free_ports(3), strict=True))
    said: list[str] = []
    with one_broker(tmp_path, properties(ports, tmp_path)):
        for outside in ("9092", "19092"):
            place = KafkaPlace(f"127.0.0.1:{ports[outside]}")
            settings = Settings(kafka=place.bootstrap, kafka_prefix=topic_prefix)
            apply(settings, 1, False, said.append)
    assert said[-1] == "Every topic is as in the manifest."
