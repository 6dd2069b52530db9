"""One chunk of a load in one transaction: its rows, and the mark that it is done.

The statement is that of the group commit (batch.py) with one row more. Rows that the register has
already, or that collide with one before them, are judged and left out; all others are stored.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ParamSpec

import psycopg

from adapters.postgres.batch import PLAIN, UniqueKey, Write, culprit, plain_parameters
from adapters.postgres.chunk_rows import FINISH_CHUNK, FinishedChunk
from adapters.postgres.earlier_rows import EarlierRows, Verdict, beside
from adapters.postgres.operating_mode import POLL_S, REFUSED, is_ordered
from adapters.postgres.taken_keys import TAKEN, taken_parameters
from adapters.postgres.write_refusals import LOST_BY_CHANCE, is_of_a_row
from application.event_store import RowRefused, StoreReadOnly, StoreUnavailable

Connection = psycopg.Connection[tuple[Any, ...]]
Finish = Callable[[Mapping[int, Verdict]], FinishedChunk]

P = ParamSpec("P")

PATIENCE_S = 30.0
PAUSE_S = 0.2
# No statement of a load may hold the readers' horizon for long (architecture §3, horizon).
CONNECTION: dict[str, Any] = {
    "autocommit": True,
    "connect_timeout": 5,
    "application_name": "cancuoc import",
    "options": "-c statement_timeout=5000 -c lock_timeout=4000 -c timezone=UTC",
}
_STORE = f"WITH d AS ({FINISH_CHUNK.replace('%s', '%b')}), {PLAIN.removeprefix('WITH ')}"


class ChunkStore:
    """One connection for one thread, opened at the first statement.

    `longest_s` is the longest time that one transaction took.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: Connection | None = None
        self._expects_known = True
        self.longest_s = 0.0

    def known(self, writes: Sequence[Write]) -> Mapping[int, Verdict]:
        """Verdicts on rows that the register holds already; asked only where the chunk before had
        such rows, since mostly all are new."""
        return self._steadily(self._known, writes) if self._expects_known else {}

    def look(self, writes: Sequence[Write]) -> Mapping[int, Verdict]:
        """Verdicts on all rows that could not be stored now. Writes nothing."""
        known = self._steadily(self._known, writes)
        free = [n for n in range(len(writes)) if n not in known]
        return {**known, **_apart(writes, free)[1]}

    def store(self, writes: Sequence[Write], finish: Finish) -> Mapping[int, Verdict]:
        """Store what can be stored, and gives the verdicts on the rest by number.

        `finish` is called before each attempt with the verdicts so far, and gives the row that
        marks the chunk as done by this attempt. Raises StoreUnavailable, StoreReadOnly among it.
        """
        return self._steadily(self._store, writes, finish)

    def _store(self, writes: Sequence[Write], finish: Finish) -> Mapping[int, Verdict]:
        settled: dict[int, Verdict] = {}
        while True:
            free = [n for n in range(len(writes)) if n not in settled]
            chosen, doubles = _apart(writes, free)
            verdicts = {**settled, **doubles}
            met = self._attempt(writes, chosen, finish(verdicts))
            if met is None:
                self._expects_known = bool(verdicts)
                return verdicts
            settled |= met

    def _attempt(
        self, writes: Sequence[Write], chosen: list[int], chunk: FinishedChunk
    ) -> Mapping[int, Verdict] | None:
        """None when all are stored; otherwise nothing is, and who stood in the way."""
        try:
            self._commit([writes[n] for n in chosen], chunk)
        except psycopg.errors.UniqueViolation as violation:
            return self._guilty(writes, chosen, violation)
        except LOST_BY_CHANCE:
            return {}
        except (psycopg.Error, UnicodeError) as error:
            if not is_of_a_row(error):
                raise
            return self._refused(writes, chosen)
        return None

    def _commit(self, batch: list[Write], chunk: FinishedChunk) -> None:
        began = time.monotonic()
        if batch:
            parameters = (*chunk.parameters(), *plain_parameters(batch))
            self._open().execute(_STORE, parameters, prepare=True)
        else:
            self._open().execute(FINISH_CHUNK, chunk.parameters())
        self.longest_s = max(self.longest_s, time.monotonic() - began)

    def _guilty(
        self, writes: Sequence[Write], chosen: list[int], violation: psycopg.errors.UniqueViolation
    ) -> Mapping[int, Verdict]:
        """Verdicts on those that met a row of the register; at least one, or the error again."""
        known = self._known([writes[n] for n in chosen])
        if not known:
            key = culprit(violation)
            raise StoreUnavailable(f"a unique key is broken and nobody holds it: {key}")
        return {chosen[n]: verdict for n, verdict in known.items()}

    def _known(self, writes: Sequence[Write]) -> Mapping[int, Verdict]:
        """Verdicts on all that share a unique key with what is stored."""
        keys = [write.unique_keys() for write in writes]
        flat = [(n, key) for n, own in enumerate(keys) for key in own]
        rows = self._open().execute(TAKEN, taken_parameters([key for _, key in flat]))
        taken: dict[int, set[UniqueKey]] = {}
        for (index,) in rows:
            n, key = flat[index]
            taken.setdefault(n, set()).add(key)
        return EarlierRows(self._open()).judge(writes, taken)

    def _refused(self, writes: Sequence[Write], chosen: list[int]) -> Mapping[int, Verdict]:
        """Those that the database refuses by themselves, tried one by one and taken back."""
        refused: dict[int, Verdict] = {}
        connection = self._open()
        for n in chosen:
            try:
                with connection.transaction(force_rollback=True):
                    connection.execute(PLAIN, plain_parameters([writes[n]]))
            except (psycopg.Error, UnicodeError) as error:
                if not is_of_a_row(error):
                    raise
                refused[n] = RowRefused()
        if not refused:
            raise StoreUnavailable("the database refuses a chunk and none of its rows")
        return refused

    def _steadily(
        self, work: Callable[P, Mapping[int, Verdict]], *given: P.args, **named: P.kwargs
    ) -> Mapping[int, Verdict]:
        """Work that is harmless to repeat: what was committed is met again as known."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                return work(*given, **named)
            except REFUSED as refused:
                self.close()
                # A fail-over passes, and a load has time; an order stands until it is taken back.
                if is_ordered(refused) or time.monotonic() > until:
                    raise StoreReadOnly from refused
                time.sleep(POLL_S)
            except (psycopg.OperationalError, psycopg.InterfaceError, OSError) as error:
                self.close()
                if time.monotonic() > until:
                    raise StoreUnavailable(type(error).__name__) from error
                time.sleep(PAUSE_S)

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = psycopg.connect(self._dsn, **CONNECTION)
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _apart(writes: Sequence[Write], free: list[int]) -> tuple[list[int], dict[int, Verdict]]:
    """Those that share no key with one before them, and the verdicts on those that do."""
    owners: dict[UniqueKey, int] = {}
    chosen, doubles = [], dict[int, Verdict]()
    for n in free:
        keys = writes[n].unique_keys()
        met = next((key for key in keys if key in owners), None)
        if met is None:
            chosen.append(n)
            owners.update(dict.fromkeys(keys, n))
        else:
            doubles[n] = beside(writes[n], writes[owners[met]], met)
    return chosen, doubles
