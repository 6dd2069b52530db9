"""The proof badge: what the ledger says of an event, in a word for machines and in words."""

from collections.abc import Mapping

import msgspec

from adapters.http.sentences import Language
from adapters.postgres.published_ledger import CONTRADICTED, PENDING, PROVED, Proof

IN_WORDS: dict[str, tuple[str, str]] = {
    PROVED: (
        "proved: the ledger has this event exactly so",
        "đã chứng thực: sổ cái ghi đúng sự kiện này",
    ),
    PENDING: (
        "pending: the ledger will have published it in a moment",
        "đang chờ: sổ cái sẽ công bố trong giây lát",
    ),
    CONTRADICTED: (
        "contradicted: this event, or one beside it in the ledger, is not what was signed;"
        " tell the auditor at once",
        "mâu thuẫn: sự kiện này, hoặc sự kiện liền kề trong sổ cái, không khớp với bản đã ký;"
        " hãy báo ngay cho kiểm toán",
    ),
}
"""State -> (English, Vietnamese)."""


class ProofShown(msgspec.Struct, frozen=True):
    """`state` is proved, pending or contradicted; `in_words` says it in the reader's language.

    `checkpoint_size` is how many events the published checkpoint covers, null before the first.
    """

    state: str
    in_words: str
    checkpoint_size: int | None


class VersionProof(msgspec.Struct, frozen=True):
    """The proof of the event that made this version."""

    version: int
    proof: ProofShown


def shown_proofs(found: Mapping[int, Proof], language: Language) -> dict[int, ProofShown]:
    place = 0 if language == "en" else 1
    return {
        version: ProofShown(one.state, IN_WORDS[one.state][place], one.checkpoint_size)
        for version, one in found.items()
    }
