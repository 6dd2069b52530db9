"""The data keys that an act needs, and what it may still write when one of them is destroyed."""

from collections.abc import Iterable
from uuid import UUID

from application.act import Book
from application.vault import Vault
from domain.recorded import Recorded


async def keys_of(vault: Vault, books: Iterable[Book]) -> dict[UUID, UUID]:
    """Stream -> key of its subject, durable before the first event that is sealed under it.

    A card of an erased person can still be revoked and destroyed, and an application closed: of
    such a book only the public facts are written, since nobody may learn anything new of them.
    """
    sealing = [book for book in books if any(map(_is_sealed, book.written))]
    keys = {book.stream: await key_of(vault, book) for book in sealing}
    known = await vault.load(keys.values()) if keys else {}
    destroyed = {key for key, living in known.items() if living is None}
    for book in sealing:
        if keys[book.stream] in destroyed:
            book.close()
    return keys


async def key_of(vault: Vault, book: Book) -> UUID:
    """The id of the data key of whom the book is about, which stays the same once destroyed."""
    return await vault.new_key(book.kind.subject(book.stream, book.state))


def _is_sealed(recorded: Recorded) -> bool:
    return getattr(recorded.event, "sealed", None) is not None
