"""The name of the ledger, which `cancuoc sequence` writes once and nobody changes."""

import psycopg

_ORIGIN = "SELECT origin FROM ledger"


def ledger_origin(connection: psycopg.Connection) -> str | None:
    """As the store has it; None before its first sequencer."""
    row = connection.execute(_ORIGIN).fetchone()
    return None if row is None else str(row[0])
