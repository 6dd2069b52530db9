"""The port to what is too large for an event: scans, samples and packets, sealed at rest.

An event holds a reference (`SealedObject`): the object's id, the SHA-256 of the sealed bytes under
which they are found, and the media type. Whoever destroys the subject's key destroys the content.
"""

from typing import Protocol
from uuid import UUID

from domain.citizen.facts import SealedObject

MOST_BLOB_BYTES = 64 * 1024 * 1024
"""Plain bytes of one object: far above a packet or a set of ten prints."""


class BlobTrouble(Exception):
    """An object cannot be had; says which, and never what is in it."""

    def __init__(self, sha256: str, reason: str) -> None:
        super().__init__(f"{sha256}: {reason}")
        self.sha256 = sha256
        self.reason = reason


class BlobMissing(BlobTrouble):
    """Nothing is stored under this digest."""


class BlobAltered(BlobTrouble):
    """What is stored is not what was stored, or belongs to another subject or object."""


class BlobErased(BlobTrouble):
    """The subject's key is destroyed: nobody can read the content any more."""


class BlobTooLarge(BlobTrouble):
    """More bytes than one object may have."""


class BlobsUnavailable(Exception):
    """The place of the objects cannot be reached or is full; the same call may be repeated."""


class BlobStore(Protocol):
    """Also raises VaultUnavailable and VaultMismatch, as the vault does."""

    async def put(
        self, subject: UUID, object_id: UUID, media_type: str, content: bytes
    ) -> SealedObject:
        """Seal `content` under the subject's data key and store it durably before this returns.

        Storing the same again makes another reference, since every seal has a nonce of its own.
        Raises BlobErased, BlobTooLarge, BlobsUnavailable.
        """

    async def get(self, subject: UUID, sealed: SealedObject) -> bytes:
        """The content of an object of this subject.

        Raises BlobMissing, BlobAltered, BlobErased, BlobsUnavailable.
        """

    async def remove(self, subject: UUID, sha256: str) -> bool:
        """Destroy what is stored under a digest, durably before this returns.

        False where nothing is stored or it is another subject's, for a digest in an event was
        typed by somebody. The bytes are overwritten where they lie, then forgotten: what a copying
        file system, a snapshot or a backup keeps of them is sealed all the same. It works with the
        key destroyed or not. Raises BlobsUnavailable.
        """
