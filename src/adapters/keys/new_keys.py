"""Keys for many new subjects at once, made durable before anything is sealed under one of them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from adapters.keys import key_rows
from adapters.keys.data_key import DataKey
from adapters.keys.kek import Kek
from application.vault import CLAIM_KINDS, VaultUnavailable

Connection = psycopg.Connection[tuple[Any, ...]]


class SubjectKey(NamedTuple):
    """A key and its id; `key` is None once it is destroyed."""

    key_id: UUID
    key: DataKey | None


class NewKeys:
    """One connection to the key database, for one thread, opened at the first statement."""

    def __init__(self, dsn: str, kek: Kek) -> None:
        self._dsn = dsn
        self._kek = kek
        self._connection: Connection | None = None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def kind_keys(self, *, only_look: bool = False) -> Mapping[str, bytes]:
        """The key of each kind of hidden claim; missing ones are made, once in a register's life.

        With `only_look` a missing one is invented for this call only: where there is none, nothing
        is claimed. Raises VaultUnavailable, and VaultMismatch under another key-encryption key.
        """
        invented = {kind: key_rows.new_secret() for kind in CLAIM_KINDS}
        wrapped = [self._kek.wrap(secret) for secret in invented.values()]
        try:
            connection = self._open()
            if not only_look:
                made = (self._kek.kek_id, list(invented), wrapped)
                connection.execute(key_rows.NEW_KINDS, made)
            rows = connection.execute(key_rows.READ_KINDS).fetchall()
        except psycopg.Error as lost:
            self.close()
            raise VaultUnavailable(f"the key database: {type(lost).__name__}") from lost
        stored = {kind: key_rows.unwrapped(self._kek, by, key) for kind, by, key in rows}
        return invented | stored

    def prepare(self, subjects: Sequence[UUID]) -> "Prepared":
        """Secrets for the subjects, wrapped, and not stored yet."""
        drawn = {subject: key_rows.new_secret() for subject in subjects}
        return Prepared(drawn, [self._kek.wrap(secret) for secret in drawn.values()])

    def store(self, prepared: "Prepared") -> Mapping[UUID, SubjectKey]:
        """The key of each subject, durable before this returns; raises VaultUnavailable.

        Whoever had a key keeps it, so sending the same twice is harmless.
        """
        try:
            return self._store(prepared)
        except psycopg.Error:
            self.close()
        try:
            return self._store(prepared)
        except psycopg.Error as lost:
            self.close()
            raise VaultUnavailable(f"the key database: {type(lost).__name__}") from lost

    def _store(self, prepared: "Prepared") -> dict[UUID, SubjectKey]:
        subjects = list(prepared.secrets)
        wrapped = dict(zip(subjects, prepared.wrapped, strict=True))
        made = (self._kek.kek_id, subjects, prepared.wrapped)
        cursor = self._open().cursor(binary=True)
        rows = cursor.execute(key_rows.NEW_KEYS, made, prepare=True).fetchall()
        found = {
            subject: SubjectKey(key_id, DataKey(prepared.secrets[subject]))
            for subject, key_id, stored, _ in rows
            if stored == wrapped[subject]
        }
        others = [subject for subject in subjects if subject not in found]
        if others:
            earlier = cursor.execute(_READ_EARLIER, (others,)).fetchall()
            found |= {
                subject: SubjectKey(key_id, key_rows.opened(self._kek, kek_id, stored))
                for subject, key_id, kek_id, stored in earlier
            }
        return found

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = psycopg.connect(self._dsn, **key_rows.CONNECTION)
        return self._connection


class Prepared(NamedTuple):
    """Secrets by subject, and the wrapped form of each in the same order."""

    secrets: dict[UUID, bytes]
    wrapped: list[bytes]


_READ_EARLIER = "SELECT subject, key_id, kek_id, wrapped FROM data_keys WHERE subject = ANY(%s)"
