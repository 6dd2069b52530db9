"""A stranger who follows the ledger over HTTP, without a token."""

import time

from adapters.ledger.checkpoints import Checkpoint, read_checkpoint
from adapters.ledger.notes import Note, read_note
from adapters.ledger.tiles import Tile, TileMissing
from service import Service

BASE = "/v1/audit/ledger"
PATIENCE_S = 20.0


class OverHttp:
    """`TileSource` of the published ledger."""

    def __init__(self, register: Service) -> None:
        self._client = register.client

    def hashes(self, tile: Tile) -> bytes:
        answer = self._client.get(f"{BASE}/{tile.path}")
        if answer.status_code != 200:
            raise TileMissing(answer.text)
        return answer.content


def note_of(register: Service) -> Note:
    return read_note(register.client.get(f"{BASE}/checkpoint").text)


def await_published(register: Service, size: int = 1) -> Checkpoint:
    """The first published checkpoint of at least so many events."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        if register.client.get(f"{BASE}/checkpoint").status_code == 200:
            found = read_checkpoint(note_of(register).text)
            if found.size >= size:
                return found
        assert time.monotonic() < deadline, f"no checkpoint of {size} events"
        time.sleep(0.05)


def await_all_published(register: Service) -> Checkpoint:
    """A checkpoint of everything that is stored now."""
    return await_published(register, register.count("SELECT count(*) FROM events"))
