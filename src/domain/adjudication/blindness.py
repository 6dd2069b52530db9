"""What may be read of an adjudication: no opinion before both are recorded, no truth ever.

Examiners see the pair and not each other, and cannot tell a seeded pair from another.
"""

from msgspec.structs import replace

from domain.adjudication.events import Event, EvidenceRequested, Opened, OpinionRecorded
from domain.adjudication.state import Adjudication

BLIND = ("opened", "half-examined", "closed")
"""Closed undecided stays blind: another search may bring the same pair before other examiners."""


def hidden(state: Adjudication) -> Adjudication:
    """The adjudication as any reader may see it.

    The digests of effects are left out, since whoever tries the few possible views finds theirs.
    """
    shown = replace(state, seeded=False, truth=None, done={})
    if state.status not in BLIND:
        return shown
    evidence = tuple(replace(one, remark=None) for one in state.evidence)
    return replace(shown, opinions=(), evidence=evidence)


def hidden_event(event: Event, status_now: str) -> Event:
    """One event of the timeline as any reader may see it while the adjudication is `status_now`.

    That an examiner has given an opinion is public; what it says, and why he asks for more, is not.
    """
    match event:
        case Opened(sealed=sealed) if sealed:
            return replace(event, sealed=replace(sealed, seeded=False, truth=None))
        case OpinionRecorded() | EvidenceRequested() if status_now in BLIND:
            return replace(event, sealed=None)
        case _:
            return event
