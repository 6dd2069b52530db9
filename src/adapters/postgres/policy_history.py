"""The policy as it was at each `policy_version`, from the view of confirmed rules."""

import threading
from collections.abc import Iterable

import msgspec
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from adapters.postgres.view_tables import Slot, table_in
from domain.policy.rules import Policy, RuleValue

COLUMNS = ("key", "parameters", "article", "valid_from", "valid_to", "known_since", "confidence")

_LIVE = "SELECT live_slot FROM projections WHERE name = 'confirmed_rules' FOR SHARE"
_RULES = "SELECT {columns} FROM {table} ORDER BY position"


class PolicyBehind(Exception):
    """An event was decided under a rule that the view of confirmed rules does not show yet."""


class PolicyHistory:
    """Policies by their version, which is the number of rules that were confirmed by then.

    Rules are never taken back, so that what was read once stays true; the view is asked only for
    versions that were not known at the last reading. It serves the threads of one process.
    """

    def __init__(self, dsn: str, seeds: Iterable[RuleValue]) -> None:
        self._dsn = dsn
        self._seeds = tuple(seeds)
        self._confirmed: tuple[RuleValue, ...] = ()
        self._policies: dict[int, Policy] = {}
        self._reading = threading.Lock()

    def at(self, version: int) -> Policy:
        """Seeds and the first `version` confirmed rules in position order.

        Raises PolicyBehind, which passes, and psycopg.OperationalError.
        """
        known = self._policies.get(version)
        return known if known is not None else self._read(version)

    def latest(self) -> Policy:
        """The rules that the view shows now; raises psycopg.OperationalError."""
        with self._reading:
            self._confirmed = self._stored()
            version = len(self._confirmed)
            policy = Policy((*self._seeds, *self._confirmed))
            return self._policies.setdefault(version, policy)

    def _read(self, version: int) -> Policy:
        with self._reading:
            if version > len(self._confirmed):
                self._confirmed = self._stored()
            if version > len(self._confirmed):
                shown = len(self._confirmed)
                raise PolicyBehind(f"{version} rules were confirmed and {shown} are in the view")
            policy = Policy((*self._seeds, *self._confirmed[:version]))
            return self._policies.setdefault(version, policy)

    def _stored(self) -> tuple[RuleValue, ...]:
        with psycopg.connect(self._dsn, connect_timeout=5, row_factory=dict_row) as connection:
            # The lock keeps a rebuild from swapping the slot between the two questions.
            registered = connection.execute(_LIVE).fetchone()
            if registered is None:
                return ()
            rows = connection.execute(_rules_in(registered["live_slot"])).fetchall()
        return tuple(msgspec.convert(row, RuleValue) for row in rows)


def _rules_in(slot: Slot) -> sql.Composed:
    table = table_in(slot, "confirmed_rules")
    return sql.SQL(_RULES).format(
        columns=sql.SQL(", ").join(map(sql.Identifier, COLUMNS)),
        table=sql.Identifier(str(table.schema), table.name),
    )
