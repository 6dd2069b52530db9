"""A vault in memory, with keys that can be destroyed, for tests of what is sealed under them."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID, uuid4

from adapters.keys.data_key import DataKey
from application.vault import SealingKey, VaultMismatch


class KeysInMemory:
    """The Vault port, as far as sealing asks it."""

    def __init__(self) -> None:
        self._ids: dict[UUID, UUID] = {}
        self._keys: dict[UUID, DataKey | None] = {}

    async def new_key(self, subject: UUID) -> UUID:
        key_id = self._ids.setdefault(subject, uuid4())
        self._keys.setdefault(key_id, DataKey(secrets.token_bytes(32)))
        return key_id

    def recognise(self, subject: UUID, key_id: UUID) -> None:
        self._ids[subject] = key_id

    async def load(self, key_ids: Iterable[UUID]) -> Mapping[UUID, SealingKey | None]:
        wanted = list(key_ids)
        if not self._keys.keys() >= set(wanted):
            raise VaultMismatch("a key that was never here")
        return {key_id: self._keys[key_id] for key_id in wanted}

    async def destroy(self, key_id: UUID) -> None:
        self._keys[key_id] = None

    async def prepare(self, kinds: Collection[str] = ()) -> None:
        """Kinds of claims play no part here."""

    def kind_key(self, kind: str) -> bytes:
        raise VaultMismatch(kind)

    def replace_secret(self, key_id: UUID) -> None:
        """As if another secret had been restored under the same id."""
        self._keys[key_id] = DataKey(secrets.token_bytes(32))
