"""Published is the newest checkpoint that its log and a quorum of its witnesses have signed."""

import psycopg

from adapters.ledger.checkpoints import read_checkpoint
from adapters.ledger.key_ring import new_ring
from adapters.ledger.notes import COSIGNING_KEY, SigningKey, cosign, new_key, signers
from adapters.ledger.witness_policy import Policy, read_policy
from adapters.postgres.ledger_tiles import StoredTiles
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sequencer import Sequencer
from recording import record

RING = new_ring("eid.example/ledger")
COURT, AUDIT = (new_key(f"{name}.example/w", COSIGNING_KEY) for name in ("court", "audit"))
BOTH = read_policy(
    f"log {RING.keys[0].verifier.text()}\n"
    f"witness court {COURT.verifier.text()}\nwitness audit {AUDIT.verifier.text()}\n"
    "group both all court audit\nquorum both\n"
)


def checkpoints(recorder: TransactionOrderRecorder, app_dsn: str, count: int) -> list[int]:
    """So many checkpoints, of one event more each."""
    sequencer = Sequencer(app_dsn, signer=RING, checkpoint_s=0)
    for _ in range(count):
        record(recorder, 1)
        sequencer.catch_up()
    return list(range(1, count + 1))


def cosigned(connection: psycopg.Connection, size: int, name: str, key: SigningKey) -> None:
    note = connection.execute(
        "SELECT origin || E'\\n' || size || E'\\n' || encode(root, 'base64') || E'\\n'"
        " FROM ledger, checkpoints WHERE size = %s",
        (size,),
    ).fetchone()
    assert note is not None
    row = (size, name, cosign(note[0], key, 1).text())
    connection.execute("INSERT INTO cosignatures (size, witness, line) VALUES (%s, %s, %s)", row)


def published(connection: psycopg.Connection, policy: Policy | None = None) -> int | None:
    note = StoredTiles(connection).published(policy)
    return None if note is None else read_checkpoint(note.text).size


def test_nothing_is_published_before_anything_is_signed(connection: psycopg.Connection) -> None:
    assert published(connection) is None
    assert published(connection, BOTH) is None


def test_without_a_policy_the_newest_checkpoint_is_published(
    recorder: TransactionOrderRecorder, app_dsn: str, connection: psycopg.Connection
) -> None:
    checkpoints(recorder, app_dsn, 3)

    assert published(connection) == 3


def test_with_a_policy_only_the_newest_that_has_its_quorum_is_published(
    recorder: TransactionOrderRecorder, app_dsn: str, connection: psycopg.Connection
) -> None:
    checkpoints(recorder, app_dsn, 5)
    seen = [published(connection, BOTH)]
    for size, name, key in (
        (2, "court", COURT), (2, "audit", AUDIT), (3, "court", COURT), (5, "audit", AUDIT),
        (4, "audit", AUDIT), (4, "court", COURT),
    ):  # fmt: skip
        cosigned(connection, size, name, key)
        seen.append(published(connection, BOTH))

    note = StoredTiles(connection).published(BOTH)
    assert seen == [None, None, 2, 2, 2, 2, 4]
    assert note is not None
    assert signers(note, [COURT.verifier, AUDIT.verifier]) == [AUDIT.verifier, COURT.verifier]


def test_a_quorum_is_found_behind_pages_of_others(
    recorder: TransactionOrderRecorder, app_dsn: str, connection: psycopg.Connection
) -> None:
    """Both names stand under each, but one of the lines is of a checkpoint of another size."""
    sizes = checkpoints(recorder, app_dsn, 45)
    for size in sizes:
        cosigned(connection, size, "court", COURT)
        stranger = AUDIT if size == 2 else new_key("audit.example/w", COSIGNING_KEY)
        cosigned(connection, size, "audit", stranger)

    assert published(connection, BOTH) == 2


def test_a_checkpoint_by_a_key_that_the_policy_does_not_name_is_not_published(
    recorder: TransactionOrderRecorder, app_dsn: str, connection: psycopg.Connection
) -> None:
    checkpoints(recorder, app_dsn, 1)
    other = read_policy(f"log {new_key(RING.origin).verifier.text()}\nquorum none")

    assert published(connection, other) is None
    assert published(connection, read_policy("quorum none")) == 1
