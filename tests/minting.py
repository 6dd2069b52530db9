"""Ids of streams as a client chooses them: UUIDv7, of the moment (formats §1)."""

import os
import time

from domain.values.identifiers import uuid7


def minted() -> str:
    return str(uuid7(time.time_ns() // 1_000_000, os.urandom(10)))
