"""A packet is accepted whole or quarantined whole; what is quarantined waits for officers."""

from typing import Any

import pytest
from tests.domain.enrolment_packet.packet_givens import (
    ACCEPT,
    AN,
    APPLICATION,
    CITIZEN,
    DISCARD,
    HAI,
    INTAKE,
    QUARANTINE,
    RELEASE,
    accepted,
    context,
    discarded,
    given,
    quarantined,
    received,
    released,
)

from domain.enrolment_packet import commands as c
from domain.enrolment_packet import events as e
from domain.enrolment_packet.decisions import decide
from domain.enrolment_packet.state import EnrolmentPacket
from domain.refusals import NotAllowedNow, RuleBroken


@pytest.mark.parametrize("state", [received(), released()])
def test_the_intake_accepts_what_was_carried_out(state: EnrolmentPacket) -> None:
    assert decide(state, ACCEPT, context(INTAKE)) == [e.Accepted(CITIZEN, APPLICATION)]


def test_a_declaration_alone_has_no_application() -> None:
    command = c.AcceptPacket(citizen_id=CITIZEN)

    assert decide(received(), command, context(INTAKE)) == [e.Accepted(CITIZEN, None)]


@pytest.mark.parametrize("state", [received(), released()])
def test_the_intake_quarantines_with_the_refusal_met(state: EnrolmentPacket) -> None:
    assert decide(state, QUARANTINE, context(INTAKE)) == [
        e.Quarantined("device-not-trusted", e.QuarantinedSealed("máy quét 12"))
    ]


def test_a_released_packet_is_tried_again_and_remembers_the_refusal() -> None:
    [event] = decide(quarantined(), RELEASE, context(HAI))
    state = released()

    assert event == e.Released("device-trusted-since", None)
    assert (state.status, state.released_by) == ("received", HAI.officer)
    assert state.refusal == "device-not-trusted"


def test_two_officers_give_a_packet_up() -> None:
    [event] = decide(quarantined(), DISCARD, context(AN, countersigner=HAI))
    state = discarded()

    assert event == e.Discarded("test-packet", HAI.officer)
    assert (state.status, state.discarded_by, state.witness_id) == (
        "discarded",
        AN.officer,
        HAI.officer,
    )


def test_one_officer_alone_gives_nothing_up() -> None:
    with pytest.raises(RuleBroken, match="two-officers-needed"):
        decide(quarantined(), DISCARD, context(AN))


@pytest.mark.parametrize("command", [c.ReleasePacket(), c.DiscardPacket()])
def test_releasing_and_discarding_need_a_reason(command: Any) -> None:
    with pytest.raises(RuleBroken, match="reason-needed") as refused:
        decide(quarantined(), command, context(AN, countersigner=HAI))

    assert [fault.pointer for fault in refused.value.faults] == ["/reason"]


@pytest.mark.parametrize(
    ("state", "command"),
    [(accepted(), ACCEPT), (quarantined(), QUARANTINE), (released(), RELEASE),
     (discarded(), DISCARD)],
)  # fmt: skip
def test_a_repeat_changes_nothing(state: EnrolmentPacket, command: Any) -> None:
    assert decide(state, command, context(AN, countersigner=HAI)) == []


def test_the_same_refusal_met_again_after_a_release_is_a_new_quarantine() -> None:
    again = given((INTAKE, QUARANTINE), after=released())

    assert again.status == "quarantined"
    assert decide(again, RELEASE, context(HAI))


def test_accepted_for_another_citizen_is_not_the_same() -> None:
    with pytest.raises(NotAllowedNow, match="enrolment-packet-is"):
        decide(accepted(), c.AcceptPacket(citizen_id=APPLICATION), context(INTAKE))
