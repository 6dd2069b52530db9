"""The chain of a station's packets: each names the digest of the one before it.

A station numbers its packets and chains them, so that one which is lost, held back or changed on
its way shows. Packets arrive late and out of order: a gap is shown and refuses nothing.
"""

from collections.abc import Iterable
from itertools import groupby, pairwise
from uuid import UUID

import msgspec

from domain.enrolment_packet.forms import NOTHING_BEFORE


class Link(msgspec.Struct, frozen=True, order=True):
    """One packet of a station; sequence 1 is its first."""

    sequence: int
    packet_id: UUID
    previous_sha256: str
    sha256: str


class Gap(msgspec.Struct, frozen=True):
    """Packets that have not come; both numbers are missing themselves."""

    first: int
    last: int


class Break(msgspec.Struct, frozen=True):
    """A packet that names another digest than that of the packet before it."""

    sequence: int
    named: str
    found: str


class Chain(msgspec.Struct, frozen=True):
    """What is wrong with a chain; `forks` are sequences under which two packets came."""

    gaps: tuple[Gap, ...] = ()
    breaks: tuple[Break, ...] = ()
    forks: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        return not (self.gaps or self.breaks or self.forks)


START = Link(0, UUID(int=0), NOTHING_BEFORE, NOTHING_BEFORE)
"""Before the first packet of every station."""


def examined(links: Iterable[Link], head: Link = START) -> Chain:
    """What the packets of one station show, in whatever order they came.

    `head` is the last packet up to which the chain was examined before. A packet that came twice
    is one link; whether another follows the right one of a fork is for people to find out.
    """
    later = sorted({link for link in links if link.sequence > head.sequence})
    by_sequence = [list(same) for _, same in groupby(later, key=lambda link: link.sequence)]
    places = [[head], *by_sequence]
    return Chain(
        tuple(gap for one, other in pairwise(places) for gap in _gap(one[0], other[0])),
        tuple(found for one, other in pairwise(places) for found in _breaks(one, other)),
        tuple(same[0].sequence for same in by_sequence if len(same) > 1),
    )


def _gap(one: Link, other: Link) -> tuple[Gap, ...]:
    if other.sequence == one.sequence + 1:
        return ()
    return (Gap(one.sequence + 1, other.sequence - 1),)


def _breaks(former: list[Link], latter: list[Link]) -> tuple[Break, ...]:
    if latter[0].sequence != former[0].sequence + 1:
        return ()
    digests = {one.sha256 for one in former}
    return tuple(
        Break(one.sequence, one.previous_sha256, former[0].sha256)
        for one in latter
        if one.previous_sha256 not in digests
    )
