"""Starts one or three genuine Kafka brokers on this machine, for tests and for trials.

Run: python -m tools.kafka_brokers [--brokers 1|3] [--port 9092]. Ctrl-C stops them; their data is
thrown away.
"""

import argparse
import base64
import shutil
import signal
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tools.free_ports import free_ports
from tools.kafka_broker import Broker
from tools.kafka_jars import NoBroker, jars, require_java

PROPERTIES = """\
process.roles=broker,controller
node.id={node}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.quorum.voters={voters}
log.dirs={folder}/data
auto.create.topics.enable=false
default.replication.factor={count}
min.insync.replicas={in_sync}
offsets.topic.num.partitions=4
offsets.topic.replication.factor={count}
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor={count}
transaction.state.log.min.isr={in_sync}
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor={count}
share.coordinator.state.topic.min.isr={in_sync}
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=4000
num.network.threads=2
num.io.threads=4
background.threads=2
log.cleaner.threads=1
log.cleaner.dedupe.buffer.size=8388608
log.cleaner.backoff.ms=500
log.index.size.max.bytes=1048576
"""


class Brokers:
    """A cluster of brokers numbered from 1, each its own controller too, in a folder of its own.

    With three, each record has three copies and acks=all waits for two. Errors: NoBroker.
    """

    def __init__(
        self, count: int, folder: Path, libraries: Path, first_port: int = 0, quick: bool = True
    ) -> None:
        self.folder = folder
        wanted = range(first_port, first_port + 2 * count)
        ports = list(wanted) if first_port else free_ports(2 * count)
        self.addresses = {node: f"127.0.0.1:{ports[node - 1]}" for node in range(1, count + 1)}
        controllers = dict(enumerate(ports[count:], start=1))
        self._brokers = {
            node: Broker(folder / str(node), libraries, quick) for node in self.addresses
        }
        for node, broker in self._brokers.items():
            broker.folder.mkdir(parents=True)
            broker.properties.write_text(
                PROPERTIES.format(
                    node=node,
                    port=ports[node - 1],
                    controller=controllers[node],
                    voters=",".join(f"{one}@127.0.0.1:{at}" for one, at in controllers.items()),
                    folder=broker.folder,
                    count=count,
                    in_sync=2 if count > 2 else 1,
                )
            )

    @property
    def bootstrap(self) -> str:
        """What goes into CANCUOC_KAFKA: host:port of each broker, with commas."""
        return ",".join(self.addresses.values())

    def open(self) -> None:
        """Format every storage, start every broker, return when all take requests."""
        cluster = cluster_id()
        self._each(lambda broker: broker.format(cluster))
        # Together: the first waits for a majority of controllers.
        for broker in self._brokers.values():
            broker.launch()
        for broker in self._brokers.values():
            broker.wait_until_started()

    def close(self) -> None:
        """End every process at once: the data is thrown away, so none needs to leave in order."""
        self._each(Broker.kill)

    def start(self, node: int) -> None:
        self._brokers[node].start()

    def stop(self, node: int) -> None:
        self._brokers[node].stop()

    def kill(self, node: int) -> None:
        self._brokers[node].kill()

    def pause(self, node: int) -> None:
        self._brokers[node].pause()

    def resume(self, node: int) -> None:
        self._brokers[node].resume()

    def pid(self, node: int) -> int | None:
        return self._brokers[node].pid

    def log_file(self, node: int) -> Path:
        return self._brokers[node].log_file

    def data(self, node: int) -> Path:
        """The folder with this broker's segments, as they lie on the disk."""
        return self._brokers[node].folder / "data"

    def require_life(self) -> None:
        """Raises NoBroker, with its last words, for one that has ended by itself."""
        for node, broker in self._brokers.items():
            if broker.pid is None:
                raise NoBroker(f"broker {node} has ended: {broker.last_words()}")

    def mend(self) -> None:
        """Resume or start again every broker that a test left paused or dead."""
        for broker in self._brokers.values():
            broker.resume()
            broker.launch()
        for broker in self._brokers.values():
            broker.wait_until_started()

    def _each(self, act: Callable[[Broker], None]) -> None:
        with ThreadPoolExecutor() as pool:
            list(pool.map(act, self._brokers.values()))


@contextmanager
def running_brokers(count: int = 1, first_port: int = 0, quick: bool = True) -> Iterator[Brokers]:
    """Brokers in a throwaway folder; processes and folder are gone at the end. Raises NoBroker."""
    require_java()
    libraries = jars()
    folder = Path(tempfile.mkdtemp(prefix="cancuoc-kafka-"))
    try:
        brokers = Brokers(count, folder, libraries, first_port, quick)
        try:
            brokers.open()
            yield brokers
        finally:
            brokers.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cluster_id() -> str:
    """A new one, as Kafka writes its UUIDs."""
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")


def main() -> int:
    parser = argparse.ArgumentParser(description="Genuine Kafka brokers on this machine.")
    parser.add_argument("--brokers", type=int, choices=(1, 3), default=1)
    parser.add_argument("--port", type=int, default=0, help="of the first; the default is any")
    asked = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with running_brokers(asked.brokers, asked.port, quick=False) as brokers:
            print(f"export CANCUOC_KAFKA={brokers.bootstrap}")
            print(
                f"Logs are in {brokers.folder}; Ctrl-C stops, and throws the data away.", flush=True
            )
            while not stop.wait(1.0):
                brokers.require_life()
    except NoBroker as trouble:
        print(f"kafka: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
