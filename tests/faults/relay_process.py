"""A relay or a publisher in a process of its own, ended by its id; and what it left behind."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psycopg

ROOT = Path(__file__).parents[2]
PATIENCE_S = 90.0


@contextmanager
def ordered_process(orders: msgspec.Struct, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program that these orders are for, killed at the end of the block if it lives."""
    program = type(orders).__module__
    paths = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT)]
    with log.open("ab") as output:
        started = subprocess.Popen(
            [sys.executable, "-m", program, msgspec.json.encode(orders)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def await_halt(process: subprocess.Popen[bytes]) -> None:
    """Until the process has stopped itself (state T of proc(5))."""
    status = Path(f"/proc/{process.pid}/stat")
    until = time.monotonic() + PATIENCE_S
    while status.read_text().rsplit(")", 1)[1].split()[0] != "T":
        assert process.poll() is None, "the relay ended instead"
        assert time.monotonic() < until, "the relay did not halt"
        time.sleep(0.02)


def await_words(log: Path, words: str) -> None:
    """Until the process has said so."""
    until = time.monotonic() + PATIENCE_S
    while words not in log.read_text():
        assert time.monotonic() < until, f"not said: {words}; but {log.read_text()[-2000:]}"
        time.sleep(0.05)


def saved_position(dsn: str) -> int:
    """-1 before any relay has worked."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute("SELECT position FROM relays").fetchone()
    return -1 if row is None else int(row[0])
