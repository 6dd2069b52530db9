"""Takes the newest checkpoint to every witness, and keeps what they sign and what they refuse.

It works beside the sequencer on a connection of its own: nobody waits for a witness.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import aclosing
from threading import Event

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo

from adapters.ledger.notes import Note
from adapters.ledger.tiles import Nodes, TileMissing
from adapters.ledger.tree import consistency_proof
from adapters.ledger.witness import submission_text
from adapters.ledger.witness_answers import Answered, Cosigned, Knows, Refuses, Sent, meaning
from adapters.ledger.witness_client import DEADLINE_S, submit_all
from adapters.ledger.witness_policy import Witness
from adapters.postgres.ledger_tiles import StoredTiles, note_of
from adapters.postgres.operating_mode import REFUSED

ROUND_S = 1.0
"""At most one checkpoint a second goes to the witnesses."""
SULK_S = 30.0
"""How long a witness that was away, or that refused, is left alone."""
RECONNECT_PAUSE_S = 0.5
LOCK = 0x63616E_776974
"""Advisory lock of the one who asks; the number spells `can`, `wit`."""

_NEWEST = (
    "SELECT origin, size, root, signatures FROM ledger, checkpoints ORDER BY size DESC LIMIT 1"
)
_SIZE = "SELECT coalesce(max(size), 0) FROM checkpoints"
_COSIGNED = "SELECT coalesce(max(size), 0) FROM cosignatures WHERE witness = %s"
_KEEP = "INSERT INTO cosignatures (size, witness, line) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
# Once for each time that it began to refuse: what is tried again every half minute is no news.
_REFUSED = """
INSERT INTO witness_refusals (witness, code, size, their_size, said)
SELECT %(witness)s, %(code)s, %(size)s, %(their_size)s, %(said)s WHERE NOT EXISTS (
    SELECT FROM (SELECT code, made_at FROM witness_refusals WHERE witness = %(witness)s
                 ORDER BY refusal DESC LIMIT 1) AS last
    WHERE last.code = %(code)s AND last.made_at > coalesce(
        (SELECT max(made_at) FROM cosignatures WHERE witness = %(witness)s), '-infinity'))
"""

_log = logging.getLogger(__name__)


class _Standing(msgspec.Struct):
    """How it stands with a witness: `old` is the tree that it is thought to have cosigned, `kept`
    the newest of which its line is stored."""

    old: int
    kept: int = -1
    wakes_at: float = 0.0
    away: bool = False


class WitnessRounds:
    """At most one works per event store; another one waits for its turn and then takes over."""

    def __init__(
        self,
        dsn: str,
        witnesses: Sequence[Witness],
        round_s: float = ROUND_S,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        """Only witnesses with an address are asked."""
        self._dsn = make_conninfo(dsn, application_name="cancuoc-witnesses")
        self._witnesses = [one for one in witnesses if one.url]
        self._round_s, self._deadline_s = round_s, deadline_s
        self._standings: dict[Witness, _Standing] = {}

    def run(self, stop: Event) -> None:
        """Work until `stop` is set, across restarts of the database."""
        while not stop.is_set():
            try:
                self._session(stop)
            except (psycopg.OperationalError, REFUSED) as lost:
                _log.warning("the rounds to the witnesses begin again: %s", lost)
                stop.wait(RECONNECT_PAUSE_S)

    def _session(self, stop: Event) -> None:
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            while not _locked(connection):
                if stop.wait(self._round_s):
                    return
            self._standings = {}
            while not stop.is_set():
                self.round(connection)
                stop.wait(self._round_s)

    def round(self, connection: psycopg.Connection) -> None:
        """Take the newest checkpoint to all who lack it; once more to who knew of another size."""
        for one in self._witnesses:
            if one not in self._standings:
                # Asked at once, also where all is cosigned: a store that went back learns it now.
                self._standings[one] = _Standing(_number(connection, _COSIGNED, one.name))
        if asyncio.run(self._take(connection)):
            asyncio.run(self._take(connection))

    async def _take(self, connection: psycopg.Connection) -> bool:
        """Whether a witness told of another size than was assumed."""
        row = connection.execute(_NEWEST, prepare=True).fetchone()
        if row is None:
            return False
        sent = self._to_send(connection, row[1], note_of(*row))
        bodies = {witness: body for witness, (_, body) in sent.items()}
        again = False
        async with aclosing(submit_all(bodies, self._deadline_s)) as answers:
            async for witness, answered in answers:
                again |= self._heard(connection, witness, answered, sent[witness][0])
        return again

    def _to_send(
        self, connection: psycopg.Connection, size: int, note: Note
    ) -> dict[Witness, tuple[Sent, str]]:
        """For each witness that is awake and lacks this checkpoint: what is sent, and its body."""
        nodes, found = Nodes(StoredTiles(connection), size), dict[Witness, tuple[Sent, str]]()
        for witness, standing in self._standings.items():
            if standing.kept >= size or standing.wakes_at > time.monotonic():
                continue
            sent = Sent(min(standing.old, size), size, note)
            try:
                proof = consistency_proof(sent.old, size, nodes)
            except TileMissing as missing:
                answered = Answered(0, str(missing))
                self._refused(connection, witness, answered, Refuses("ledger-incomplete"), sent)
                continue
            found[witness] = (sent, submission_text(sent.old, proof, note.whole()))
        return found

    def _heard(
        self, connection: psycopg.Connection, witness: Witness, answered: Answered, sent: Sent
    ) -> bool:
        """Keep what the answer means; whether to ask this witness again at once."""
        found = meaning(answered, witness, sent, _number(connection, _SIZE))
        if isinstance(found, Knows):
            self._standings[witness].old = found.size
            return True
        if isinstance(found, Cosigned):
            self._cosigned(connection, witness, found, sent)
        elif isinstance(found, Refuses):
            self._refused(connection, witness, answered, found, sent)
        else:
            self._away(witness, answered)
        return False

    def _cosigned(
        self, connection: psycopg.Connection, witness: Witness, found: Cosigned, sent: Sent
    ) -> None:
        connection.execute(_KEEP, (sent.size, witness.name, found.line.text()), prepare=True)
        if self._standings[witness].wakes_at:
            _log.warning("the witness %s cosigns again", witness.name)
        self._standings[witness] = _Standing(sent.size, sent.size)

    def _away(self, witness: Witness, answered: Answered) -> None:
        standing = self._standings[witness]
        if not standing.away:
            _log.warning("the witness %s is away: %s", witness.name, answered.said)
        standing.away, standing.wakes_at = True, time.monotonic() + SULK_S

    def _refused(
        self,
        connection: psycopg.Connection,
        witness: Witness,
        answered: Answered,
        refusal: Refuses,
        sent: Sent,
    ) -> None:
        """Told loudly, and kept where nobody can overwrite it; never signed away."""
        self._standings[witness].wakes_at = time.monotonic() + SULK_S
        _log.critical(
            "the witness %s refuses the checkpoint of %s events (%s, its own size %s): %s",
            witness.name, sent.size, refusal.code, refusal.their_size, answered.said,
        )  # fmt: skip
        row = {
            "witness": witness.name,
            "code": refusal.code,
            "size": sent.size,
            "their_size": refusal.their_size,
            "said": answered.said,
        }
        connection.execute(_REFUSED, row)


def _locked(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
    return row is not None and bool(row[0])


def _number(connection: psycopg.Connection, query: str, *parameters: object) -> int:
    row = connection.execute(query.encode(), parameters, prepare=True).fetchone()
    return int(row[0]) if row else 0
