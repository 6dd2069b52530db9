"""The chain of a station's packets shows what is missing, changed or told twice."""

import hashlib
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.enrolment_packet.chain import START, Break, Chain, Gap, Link, examined
from domain.enrolment_packet.forms import NOTHING_BEFORE


def digest(sequence: int) -> str:
    return hashlib.sha256(str(sequence).encode()).hexdigest() if sequence else NOTHING_BEFORE


def link(sequence: int) -> Link:
    return Link(sequence, UUID(int=sequence), digest(sequence - 1), digest(sequence))


CHAIN = [link(n) for n in range(1, 9)]


def test_a_station_that_sent_nothing_has_a_whole_chain() -> None:
    assert examined([]).whole


def test_packets_in_their_order_are_a_whole_chain() -> None:
    assert examined(CHAIN) == Chain()
    assert examined(CHAIN).whole


@given(st.permutations(CHAIN), st.integers(0, 8))
def test_the_order_of_arrival_and_repeats_mean_nothing(arrived: list[Link], twice: int) -> None:
    assert examined([*arrived, *arrived[:twice]]).whole


def test_a_packet_that_has_not_come_is_a_gap() -> None:
    assert examined([link(1), link(2), link(5), link(7)]) == Chain(gaps=(Gap(3, 4), Gap(6, 6)))


def test_a_first_packet_that_has_not_come_is_a_gap_too() -> None:
    assert examined([link(3)]).gaps == (Gap(1, 2),)


@given(st.sets(st.integers(1, 30), min_size=1))
def test_gaps_are_all_that_is_missing_before_the_last(came: set[int]) -> None:
    chain = examined(link(n) for n in came)
    missing = {n for gap in chain.gaps for n in range(gap.first, gap.last + 1)}

    assert missing == set(range(1, max(came))) - came
    assert chain.breaks == ()


def test_a_packet_changed_on_its_way_breaks_the_chain_behind_it() -> None:
    changed = replace(link(2), sha256="f" * 64)

    assert examined([link(1), changed, link(3)]).breaks == (Break(3, digest(2), "f" * 64),)


def test_a_first_packet_names_nothing_before_it() -> None:
    assert examined([replace(link(1), previous_sha256="a" * 64)]).breaks == (
        Break(1, "a" * 64, NOTHING_BEFORE),
    )


def test_two_packets_under_one_number_are_a_fork() -> None:
    other = replace(link(2), packet_id=UUID(int=99), sha256="f" * 64)
    after_other = replace(link(3), previous_sha256="f" * 64)

    assert examined([link(1), link(2), other, after_other]) == Chain(forks=(2,))
    stranger = replace(link(3), previous_sha256="e" * 64)
    assert len(examined([link(1), link(2), other, stranger]).breaks) == 1


def test_what_was_examined_before_is_not_looked_at_again() -> None:
    assert examined(CHAIN, head=link(5)).whole
    assert examined([link(7)], head=link(5)).gaps == (Gap(6, 6),)
    assert examined([replace(link(6), previous_sha256="a" * 64)], head=link(5)).breaks == (
        Break(6, "a" * 64, digest(5)),
    )
    assert START.sequence == 0
