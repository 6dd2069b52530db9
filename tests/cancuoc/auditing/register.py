"""A small register in this process: people from a file, positions, tiles, checkpoints, views."""

from pathlib import Path

import msgspec
import psycopg

from adapters.ledger.key_ring import KeyRing
from adapters.postgres.sequencer import Sequencer
from cancuoc.background import projections_named, projector
from cancuoc.settings import Settings
from evidence import exported
from loads import Desk, ndjson, people


class Register:
    """Filled, signed and shown one step after the other, so that a test stands between them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.dsn = desk.store.dsn
        self.settings: Settings = desk.settings
        self.environment = desk.environment
        self.ring = KeyRing.load(desk.settings.ledger_keys)
        self._loads = len([*desk.folder.glob("load-*.ndjson")])

    def load(self, count: int) -> None:
        self._loads += 1
        file = self._desk.folder / f"load-{self._loads}.ndjson"
        status, _ = self._desk.load(ndjson(file, people(count, seed=self._loads)))
        assert status == 0

    def place(self) -> None:
        """Positions and tiles, and nothing signed."""
        Sequencer(self.dsn).catch_up()

    def sign(self) -> None:
        Sequencer(self.dsn, signer=self.ring).catch_up()

    def show(self) -> None:
        self.show_only(*(one.name for one in projections_named(self.settings, "all")))

    def show_only(self, *names: str) -> None:
        for one in projections_named(self.settings, "all"):
            with projector(self.settings, one) as running:
                if one.name in names:
                    running.catch_up()

    def export(self, name: str = "evidence", **changes: object) -> Path:
        exported(msgspec.structs.replace(self.settings, **changes), self._desk.folder / name)
        return self._desk.folder / name

    def owner(self, statement: str, *values: object) -> None:
        """What only somebody with the owner's password can do."""
        with psycopg.connect(self.dsn) as connection:
            connection.execute(statement.encode(), values)

    def count(self, statement: str) -> int:
        with psycopg.connect(self.dsn) as connection:
            row = connection.execute(statement.encode()).fetchone()
        return int(row[0]) if row else 0

    def change_state(self, position: int) -> None:
        """The last byte of the stored bytes of one event is another."""
        self.owner(
            "UPDATE events SET state = set_byte(state, length(state) - 1,"
            " get_byte(state, length(state) - 1) # 1) WHERE notification_id ="
            " (SELECT notification_id FROM positions WHERE position = %s)",
            position,
        )
