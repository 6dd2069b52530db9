"""What a sequencer refuses to build upon."""

import threading
from uuid import uuid4

import psycopg
import pytest

from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import Sequencer, verify_positions
from adapters.postgres.trouble import PostgresTrouble
from database import Store
from recording import record


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM positions WHERE position = 1",
        "DELETE FROM positions WHERE position = 0",
        "UPDATE positions SET position = 7 WHERE position = 3",
    ],
)
def test_positions_with_a_hole_stop_the_sequencer(
    recorder: TransactionOrderRecorder, app_dsn: str, store: Store, damage: str
) -> None:
    record(recorder, 4)
    Sequencer(app_dsn).catch_up()
    with psycopg.connect(store.dsn) as owner:
        owner.execute(damage)

    with pytest.raises(PostgresTrouble, match="not dense"):
        Sequencer(app_dsn).run(threading.Event())


def test_a_store_from_a_cluster_with_a_higher_counter_is_refused(
    app_dsn: str, store: Store, connection: psycopg.Connection
) -> None:
    foreign = 1 << 60
    with psycopg.connect(store.dsn) as owner:
        owner.execute("INSERT INTO events VALUES (%s, 1, %s, 't', '')", (uuid4(), foreign))

    with pytest.raises(PostgresTrouble, match="raise store_epoch"):
        verify_positions(connection)

    with psycopg.connect(store.dsn) as owner:
        owner.execute("UPDATE store_epoch SET epoch_offset = %s", (foreign,))
    verify_positions(connection)
