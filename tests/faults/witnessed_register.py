"""A store with a sequencer that signs, and what it asks of witnesses."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tests.faults.witness_process import WHOLE, WitnessProcess

from adapters.ledger.checkpoints import read_checkpoint
from adapters.ledger.key_ring import new_ring
from adapters.ledger.witness_policy import read_policy
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.ledger_tiles import StoredTiles
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import Sequencer
from adapters.postgres.witness_rounds import WitnessRounds
from database import Store, datastore_of
from recording import record

RING = new_ring("eid.example/ledger")
LOG = RING.keys[0].verifier.text()
PATIENCE_S = 60.0


class Witnessed:
    """A store with a sequencer that signs, and the rounds that it makes to witnesses."""

    def __init__(self, dsn: str, *witnesses: WitnessProcess) -> None:
        self.owner = dsn
        self.dsn = make_conninfo(dsn, user="cancuoc_app")
        self.connection = psycopg.connect(self.dsn, autocommit=True)
        self.witnesses = [one.witness for one in witnesses]
        self.rounds = WitnessRounds(self.dsn, self.witnesses, deadline_s=PATIENCE_S)
        names = " ".join(one.name for one in witnesses)
        lines = "".join(one.line for one in witnesses)
        self.policy = read_policy(f"log {LOG}\n{lines}group all-of all {names}\nquorum all-of\n")

    def record(self, count: int) -> None:
        with datastore_of(self.owner) as datastore:
            record(TransactionOrderRecorder(datastore), count)
        Sequencer(self.dsn, signer=RING, checkpoint_s=0).catch_up()

    def round(self, again: bool = True) -> None:
        """`again`: as after a restart of the sequencer, when it knows only what it has stored."""
        if again:
            self.rounds = WitnessRounds(self.dsn, self.witnesses, deadline_s=PATIENCE_S)
        self.rounds.round(self.connection)

    def published(self) -> int:
        note = StoredTiles(self.connection).published(self.policy)
        return read_checkpoint(note.text).size if note else 0

    def refusals(self) -> list[tuple[str, str, int, int | None]]:
        return self.connection.execute(
            "SELECT witness, code, size, their_size FROM witness_refusals ORDER BY refusal"
        ).fetchall()

    def as_owner(self, *statements: str) -> None:
        with psycopg.connect(self.owner, autocommit=True) as owner:
            for statement in statements:
                owner.execute(statement.encode())


@contextmanager
def witnessing(folder: Path, name: str, program: str = WHOLE) -> Iterator[WitnessProcess]:
    process = WitnessProcess(folder / name, name, LOG)
    process.start(program)
    try:
        yield process
    finally:
        process.kill9()


@contextmanager
def registering(dsn: str, *witnesses: WitnessProcess) -> Iterator[Witnessed]:
    register = Witnessed(dsn, *witnesses)
    try:
        yield register
    finally:
        register.connection.close()


@contextmanager
def older_copy(cluster: EmbeddedPostgres, store: Store) -> Iterator[str]:
    """The store as it is now, as a backup would bring it back; gives its address."""
    name, copy = conninfo_to_dict(store.dsn)["dbname"], f"copy_{uuid4().hex}"
    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as admin:
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        admin.execute(end, (name,))
        names = {"copy": sql.Identifier(copy), "name": sql.Identifier(str(name))}
        admin.execute(sql.SQL("CREATE DATABASE {copy} TEMPLATE {name}").format(**names))
        try:
            yield cluster.dsn(copy)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {copy} WITH (FORCE)").format(**names))


def alter_and_sign_again(register: Witnessed) -> None:
    """What somebody with every right on the database and with the log's key would do."""
    register.as_owner(
        "UPDATE events SET state = 'another history' WHERE notification_id ="
        " (SELECT notification_id FROM positions WHERE position = 7)",
        "TRUNCATE ledger_tiles, checkpoints, cosignatures",
    )
    Sequencer(register.dsn, signer=RING).catch_up()
