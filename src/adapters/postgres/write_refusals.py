"""Whose fault it is that the database did not store a batch, and what each waiter is told."""

import psycopg
import structlog

from adapters.postgres.batch import UniqueKey
from application.event_store import (
    ClaimNotHeld,
    Conflict,
    ExpectationFailed,
    RowRefused,
    VersionTaken,
)

log = structlog.get_logger()

LOST_BY_CHANCE = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
"""The same batch may succeed at once when it is submitted again."""


class ValueTaken(Conflict):
    """A claim of this kind and value is another stream's."""

    def __init__(self, kind: str, value: bytes) -> None:
        super().__init__(kind)
        self.kind = kind
        self.value = value


class CommandTaken(Conflict):
    """The (subject, command id) of this write is stored already."""


def is_of_a_row(error: Exception) -> bool:
    """True when the fault lies in the rows sent and goes away with them.

    Values out of range or not to be encoded, broken constraints and limits (SQLSTATE class 54,
    such as a key too long for its index), and what psycopg itself cannot adapt, which has no
    SQLSTATE. All else is the connection's or the server's fault and hits every command alike.
    """
    if isinstance(error, psycopg.DataError | psycopg.IntegrityError | UnicodeError):
        return True
    sqlstate = getattr(error, "sqlstate", None)
    if sqlstate is None:
        return isinstance(error, psycopg.ProgrammingError)
    return str(sqlstate).startswith("54")


def refusal_of_key(key: UniqueKey | None) -> Conflict:
    """What the loser of this unique key is told; of an unknown one, to look again."""
    match key:
        case ("claim", kind, value):
            return ValueTaken(kind, value)
        case ("command", _, _):
            return CommandTaken()
        case _:
            return VersionTaken()


def refusal_of_row(error: psycopg.Error | UnicodeError) -> Exception:
    """What the one command is told that the database refuses also when it comes alone."""
    if isinstance(error, psycopg.errors.UniqueViolation):
        return refusal_of_key(None)
    log.error("row-refused", sqlstate=getattr(error, "sqlstate", None))
    return RowRefused()


def refusal_of_check(why: object) -> Conflict:
    """What a command is told that a check of the statement itself held back."""
    return ExpectationFailed() if why == "stale" else ClaimNotHeld()
