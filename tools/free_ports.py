"""Ports of this machine for servers that die and come back on the same one."""

import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager

# Below the ports that Linux gives to outgoing connections: a client that knocks at the port of a
# dead broker from the same port would connect to itself, and the broker could not come back.
PORTS = range(20_000, 32_000)


def free_ports(count: int) -> list[int]:
    """So many ports of this machine that nobody holds at the moment."""
    with _held(count) as ports:
        return ports


@contextmanager
def _held(count: int) -> Iterator[list[int]]:
    probes: list[socket.socket] = []
    try:
        for port in random.sample(PORTS, len(PORTS)):
            probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            probes.append(probe)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                probes.remove(probe)
                probe.close()
            if len(probes) == count:
                break
        yield [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
