"""How it stands with the witnesses and with what is published: for doctor and readiness."""

import msgspec

from adapters.ledger.checkpoints import read_checkpoint
from adapters.ledger.witness_policy import Policy
from adapters.postgres.ledger_tiles import Question, Steps, published_note

_WITNESSES = """
SELECT name, cosigned.size,
       (SELECT extract(epoch FROM clock_timestamp() - made_at)::float8 FROM checkpoints
        WHERE size > coalesce(cosigned.size, -1) ORDER BY size LIMIT 1),
       refusal.code, refusal.size, refusal.their_size, refusal.said
FROM unnest(%s::text[]) WITH ORDINALITY AS wanted(name, place)
LEFT JOIN LATERAL (
    SELECT size, made_at FROM cosignatures WHERE witness = name ORDER BY size DESC LIMIT 1
) AS cosigned ON true
LEFT JOIN LATERAL (
    SELECT * FROM witness_refusals WHERE witness = name
    AND made_at > coalesce(cosigned.made_at, '-infinity') ORDER BY refusal DESC LIMIT 1
) AS refusal ON true
ORDER BY place
"""
_UNPUBLISHED = """
SELECT extract(epoch FROM clock_timestamp() - made_at)::float8 FROM checkpoints
WHERE size > %s ORDER BY size LIMIT 1
"""


class Refusal(msgspec.Struct, frozen=True):
    """The newest contradiction since the witness cosigned last; see `witness_answers`."""

    code: str
    size: int
    their_size: int | None
    said: str


class WitnessStanding(msgspec.Struct, frozen=True):
    """`cosigned` events so far; `waiting_s` is the age of the first checkpoint that it lacks."""

    name: str
    cosigned: int
    waiting_s: float
    refusal: Refusal | None


class LedgerStanding(msgspec.Struct, frozen=True):
    """`waiting_s` is the age of the first checkpoint after the published one, 0 without any."""

    published: int
    waiting_s: float
    witnesses: tuple[WitnessStanding, ...]


def standings(policy: Policy) -> Steps[LedgerStanding]:
    """Of every witness that the policy names, in its order."""
    note = yield from published_note(policy)
    published = read_checkpoint(note.text).size if note else 0
    waiting = yield Question(_UNPUBLISHED, (published if note else -1,))
    rows = yield Question(_WITNESSES, ([one.name for one in policy.witnesses],))
    found = (
        WitnessStanding(name, size or 0, wait or 0.0, Refusal(*said) if said[0] else None)
        for name, size, wait, *said in rows
    )
    return LedgerStanding(published, waiting[0][0] if waiting else 0.0, tuple(found))
