"""A packet arrives once, with the content that its digest names."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.domain.enrolment_packet.packet_givens import (
    CAPTURED,
    DIGEST,
    INTAKE,
    NOW,
    OTHER_DIGEST,
    PACKET,
    STATION,
    STATION_SERVICE,
    STREAM,
    accepted,
    arrival,
    context,
    discarded,
    quarantined,
    received,
)

from domain.claims import Claim
from domain.context import VIETNAM_TIME, Other
from domain.enrolment_packet import events as e
from domain.enrolment_packet.claims import claims
from domain.enrolment_packet.commands import AcceptPacket
from domain.enrolment_packet.decisions import decide
from domain.enrolment_packet.forms import NOTHING_BEFORE
from domain.enrolment_packet.readings import readings
from domain.enrolment_packet.state import EnrolmentPacket
from domain.readings import Reading
from domain.refusals import RuleBroken

CLAIM = Claim("packet", str(PACKET), sealed=False)


def test_a_packet_is_received_with_its_place_in_the_chain_of_its_station() -> None:
    content = arrival().content.fact()

    assert decide(None, arrival(), context(STATION_SERVICE)) == [
        e.Received(PACKET, STATION, 1, NOTHING_BEFORE, DIGEST, 2_000_000, CAPTURED, "sitting",
                   e.ReceivedSealed(content))
    ]  # fmt: skip


def test_the_moment_of_capture_is_kept_in_utc() -> None:
    local = datetime(2021, 6, 10, 9, 30, tzinfo=VIETNAM_TIME)
    [event] = decide(None, arrival(captured_at=local), context(STATION_SERVICE))

    assert event.captured_at == CAPTURED
    assert event.captured_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("facts", [False, None, 1])
def test_a_packet_that_does_not_match_its_digest_is_not_received(facts: Any) -> None:
    with pytest.raises(RuleBroken, match="packet-digest-wrong") as refused:
        decide(None, arrival(), context(STATION_SERVICE, facts=facts))

    assert refused.value.params == {"id": PACKET}


@pytest.mark.parametrize("state", [received(), accepted(), quarantined(), discarded()])
def test_a_packet_that_comes_twice_is_received_once(state: EnrolmentPacket) -> None:
    assert decide(state, arrival(), context(STATION_SERVICE)) == []
    with pytest.raises(RuleBroken, match="packet-content-differs") as refused:
        decide(state, arrival(sha256=OTHER_DIGEST), context(STATION_SERVICE))
    assert refused.value.params == {"id": PACKET}


def test_it_is_the_same_packet_under_whatever_stream_id_it_comes() -> None:
    others = {"packet": Other(STREAM, 1, received())}
    seen = context(STATION_SERVICE, others=others)

    assert decide(None, arrival(id=UUID(int=999)), seen) == []
    with pytest.raises(RuleBroken, match="packet-content-differs"):
        decide(None, arrival(id=UUID(int=999), sha256=OTHER_DIGEST), seen)


def test_one_stream_holds_one_packet() -> None:
    with pytest.raises(RuleBroken, match="packet-content-differs"):
        decide(received(), arrival(packet_id=UUID(int=998)), context(STATION_SERVICE))


def test_an_arrival_asks_who_holds_the_packet_and_nothing_else_asks() -> None:
    assert readings(None, arrival(), STREAM) == (
        Reading("packet", "enrolment-packet", claim=CLAIM),
    )
    assert readings(received(), AcceptPacket(citizen_id=PACKET), STREAM) == ()


def test_an_arrival_claims_its_packet_for_ever() -> None:
    events = decide(None, arrival(), context(STATION_SERVICE))
    later = decide(received(), AcceptPacket(citizen_id=PACKET), context(INTAKE))

    assert claims(events, None) == (CLAIM,)
    assert claims(later, received()) == ()


def test_a_station_whose_capture_lies_in_the_future_loses_nothing() -> None:
    ahead = arrival(captured_at=NOW + timedelta(days=400))

    assert decide(None, ahead, context(STATION_SERVICE))
    with pytest.raises(RuleBroken, match="time-in-future"):
        decide(None, ahead, context(STATION_SERVICE, occurred_at=NOW + timedelta(days=1)))
