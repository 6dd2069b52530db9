"""The harness itself: brokers come up, go, die and come back, and what was acknowledged stays.

Long because each way of going is a test.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tools.free_ports import PORTS
from tools.kafka_brokers import Brokers, running_brokers

from adapters.kafka.clients import KafkaPlace, consumer, producer
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topics import FOREVER, Topic

ROOT = Path(__file__).parents[3]
RECORDS = 4_000


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}/cmdline").exists() and b"java" in Path(
        f"/proc/{pid}/cmdline"
    ).read_bytes()  # fmt: skip


def until(seen: Callable[[], Any]) -> Any:
    """What `seen` gives once it gives something, within a minute."""
    patience = time.monotonic() + 60
    while time.monotonic() < patience:
        if found := seen():
            return found
        time.sleep(0.05)
    raise AssertionError("it was never seen")


def topic_of(brokers: Brokers, name: str, copies: int, partitions: int = 1) -> str:
    with topic_desk(KafkaPlace(brokers.bootstrap)) as desk:
        desk.create([Topic(name, partitions, FOREVER)], copies)
    return name


def values(brokers: Brokers, topic: str, wanted: int, patience_s: float = 60) -> list[bytes]:
    """Every value of a topic, until so many different ones were read or patience is over."""
    reading = consumer(KafkaPlace(brokers.bootstrap), group_id=None)
    found: list[bytes] = []
    try:
        reading.subscribe([topic])
        patience = time.monotonic() + patience_s
        while len(set(found)) < wanted and time.monotonic() < patience:
            for some in reading.poll(500).values():
                found.extend(one.value for one in some)
    finally:
        reading.close()
    return found


def send(brokers: Brokers, topic: str, count: int) -> None:
    with producer(KafkaPlace(brokers.bootstrap)) as sending:
        waiting = [sending.send(topic, b"%d" % number) for number in range(count)]
        for one in waiting:
            one.get(timeout=60)


def test_one_broker_starts_stops_dies_and_comes_back_with_what_it_had() -> None:
    with running_brokers(1) as brokers:
        first = brokers.pid(1)
        assert first is not None
        send(brokers, topic_of(brokers, "kept", 1), 100)
        brokers.stop(1)
        assert brokers.pid(1) is None
        assert not is_alive(first)
        brokers.start(1)
        assert len(values(brokers, "kept", 100)) == 100
        second = brokers.pid(1)
        brokers.kill(1)
        assert second is not None
        assert not is_alive(second)
        brokers.start(1)
        assert len(values(brokers, "kept", 100)) == 100
        last = brokers.pid(1)
        folder = brokers.folder
        assert last is not None
    assert not is_alive(last)
    assert not folder.exists()


def test_no_topic_comes_into_being_by_itself(own_broker: Brokers) -> None:
    with topic_desk(KafkaPlace(own_broker.bootstrap)) as desk:
        reading = consumer(
            KafkaPlace(own_broker.bootstrap), group_id=None, allow_auto_create_topics=True
        )
        reading.subscribe(["cancuoc.by-itself"])
        reading.poll(500)
        reading.close()
        assert "cancuoc.by-itself" not in desk._client.list_topics()


def test_ports_lie_below_those_of_outgoing_connections(own_broker: Brokers) -> None:
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert max(PORTS) < lowest
    assert int(own_broker.bootstrap.split(":")[1]) in PORTS


HOLDER = """
import sys, time
from tools.kafka_brokers import running_brokers
with running_brokers(1) as brokers:
    print(brokers.pid(1), brokers.folder, flush=True)
    time.sleep(600)
"""


def test_brokers_do_not_outlive_whoever_was_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": f"{ROOT}"},
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        pid = int(holder.stdout.readline().split()[0])
        assert is_alive(pid)
        holder.kill()
    until(lambda: not is_alive(pid))


def make_kafka(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tools.kafka_brokers"], cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(folder)},
    )  # fmt: skip


def test_make_kafka_says_its_address_and_ctrl_c_stops_it(tmp_path: Path) -> None:
    with make_kafka(tmp_path) as running:
        assert running.stdout is not None
        said = running.stdout.readline()
        assert said.startswith("export CANCUOC_KAFKA=127.0.0.1:")
        with topic_desk(KafkaPlace(said.strip().split("=")[1])) as desk:
            assert desk.brokers() == 1
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
    assert list(tmp_path.iterdir()) == []


def test_make_kafka_ends_with_a_sentence_when_its_broker_does(tmp_path: Path) -> None:
    with make_kafka(tmp_path) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("export")
        (java,) = (pid for pid in children(running.pid) if is_alive(pid))
        os.kill(java, signal.SIGKILL)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 1
    assert re.fullmatch(r"kafka: broker 1 has ended: .+\n", said)
    assert list(tmp_path.iterdir()) == []


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def leader(brokers: Brokers, topic: str) -> int:
    with topic_desk(KafkaPlace(brokers.bootstrap)) as desk:
        (partition,) = desk._client.describe_topics([topic])[0]["partitions"]
        return int(partition["leader_id"])


def acknowledged_while_the_leader_dies(brokers: Brokers, topic: str, acks: Any) -> set[bytes]:
    """Kill -9 the leader in the middle of sending; gives what was acknowledged all the same."""
    doomed = leader(brokers, topic)
    done: set[bytes] = set()
    sending = producer(
        KafkaPlace(brokers.bootstrap), acks=acks, enable_idempotence=acks == "all", linger_ms=0
    )
    try:
        for number in range(RECORDS):
            value = b"%d" % number
            sending.send(topic, value).add_callback(lambda _, value=value: done.add(value))
            if number == RECORDS // 2:
                until(lambda: len(done) > RECORDS // 8)
                brokers.kill(doomed)
        sending.flush(timeout=60)
    finally:
        sending.close(timeout=10)
    return done


@pytest.mark.fault
def test_no_acknowledged_record_is_lost_when_the_leader_is_killed(
    three_brokers: Brokers, topic_prefix: str
) -> None:
    """Loss of a process, not of power: what the page cache holds survives a kill -9."""
    topic = topic_of(three_brokers, f"{topic_prefix}kill", 3)
    done = acknowledged_while_the_leader_dies(three_brokers, topic, "all")
    assert len(done) == RECORDS
    found = values(three_brokers, topic, RECORDS)
    assert done <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.fault
def test_who_waits_for_no_acknowledgement_loses_records_with_the_leader(
    three_brokers: Brokers, topic_prefix: str
) -> None:
    """The protection off: the same death, and the same count of what was thought to be sent."""
    topic = topic_of(three_brokers, f"{topic_prefix}careless", 3)
    done = acknowledged_while_the_leader_dies(three_brokers, topic, 0)
    assert not done <= set(values(three_brokers, topic, len(done), patience_s=15))


@pytest.mark.fault
def test_a_broker_that_was_stopped_or_paused_is_there_again_afterwards(
    three_brokers: Brokers, topic_prefix: str
) -> None:
    topic = topic_of(three_brokers, f"{topic_prefix}again", 3)
    three_brokers.stop(1)
    three_brokers.pause(2)
    three_brokers.mend()
    with topic_desk(KafkaPlace(three_brokers.bootstrap)) as desk:
        until(lambda: desk.brokers() == 3)
    send(three_brokers, topic, 10)
    assert len(values(three_brokers, topic, 10)) == 10


@pytest.mark.fault
def test_with_one_copy_the_records_of_a_dead_broker_cannot_be_had(
    three_brokers: Brokers, topic_prefix: str
) -> None:
    """The protection off: without copies, those acknowledged are out of reach until it is back."""
    topic = topic_of(three_brokers, f"{topic_prefix}alone", 1)
    send(three_brokers, topic, 100)
    three_brokers.kill(leader(three_brokers, topic))
    reading = consumer(KafkaPlace(three_brokers.bootstrap), group_id=None)
    try:
        reading.subscribe([topic])
        assert not [one for _ in range(5) for one in reading.poll(200)]
    finally:
        reading.close()
    three_brokers.mend()
    assert len(values(three_brokers, topic, 100)) == 100
