"""Public fields that do not leave the register by a topic, since they give the person away.

A card ends on the birthday of its holder at 25, 40 or 60: its last day is as good as the date of
birth, which no topic may tell (interfaces §3). The event keeps it, and so does the ledger.
"""

from collections.abc import Mapping

import msgspec

WITHHELD: Mapping[str, frozenset[str]] = {
    "card-application.approved.v1": frozenset({"valid_to"}),
    "card.personalised.v1": frozenset({"valid_to"}),
}
"""Topic -> fields of the public part. Each may be null, which is how readers of records find it."""

_read = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_write = msgspec.json.Encoder().encode
_NULL = msgspec.Raw(b"null")


def without_withheld(topic: str, public: msgspec.Raw) -> msgspec.Raw:
    """The public part as it is published: the very bytes, or without what is withheld."""
    fields = WITHHELD.get(topic)
    if fields is None:
        return public
    return msgspec.Raw(_write({k: v for k, v in _read(public).items() if k not in fields}))


def with_withheld_null(topic: str, data: msgspec.Raw) -> msgspec.Raw:
    """What a record carries as the public part of its event, what is withheld being null."""
    fields = WITHHELD.get(topic)
    if fields is None:
        return data
    return msgspec.Raw(_write(_read(data) | dict.fromkeys(sorted(fields), _NULL)))
