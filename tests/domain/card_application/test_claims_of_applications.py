"""What an application claims: the citizen's one open request, packets, numbers, blanks, chips."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import (
    DELIVERED,
    PRINTED,
    STATES,
    appealed,
    approved,
    captured,
    opened,
    printing,
    returned,
)

from domain.card_application import events as e
from domain.card_application.claims import claims
from domain.card_application.decisions import decide
from domain.claims import Claim

OPEN = Claim("open-application", str(g.CITIZEN), sealed=False)
CLOSED = replace(OPEN, action="release")
DOSSIER = Claim("dossier-number", "001/2021/CC02-000123", sealed=True)


def test_an_open_application_is_the_only_one_of_its_citizen() -> None:
    assert claims((g.opened_event(),), None) == (OPEN,)


def test_a_capture_claims_its_packet_and_its_dossier_number_hidden() -> None:
    packet = Claim("application-packet", str(g.PACKET), sealed=False)

    assert claims((g.captured_event(),), opened()) == (packet, DOSSIER)


def test_a_recapture_claims_what_is_new_of_it() -> None:
    same = decide(returned(), g.recapture(packet_id=g.PACKET), g.context(g.BINH))
    other = decide(returned(), g.recapture(dossier_number="CC02-9"), g.context(g.BINH))

    assert claims(same, returned()) == ()
    assert [claim.value for claim in claims(other, returned())] == [
        str(UUID(int=401)),
        "001/2021/CC02-9",
    ]


def test_without_its_key_a_capture_claims_no_dossier_number() -> None:
    keyless = replace(g.captured_event(), sealed=None)

    assert [claim.kind for claim in claims((keyless,), opened())] == ["application-packet"]


def test_a_blank_and_a_chip_belong_to_one_job_for_ever() -> None:
    started = e.PersonalisationStarted(g.JOB, 1, g.SERIAL, g.MACHINE, g.BATCH)

    assert claims((started,), approved()) == (Claim("blank-serial", g.SERIAL, sealed=False),)
    assert claims((PRINTED,), printing()) == (Claim("chip-serial", "04A1B2C3", sealed=True),)
    assert claims((replace(PRINTED, sealed=None),), printing()) == ()
    assert claims((e.Spoiled(g.JOB, g.SERIAL, "jam", "machine"),), printing()) == ()


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ("arrived", DELIVERED),
        ("verified", e.Refused("x", "y", None)),
        ("captured", e.Withdrawn("x")),
        ("printed", e.Closed("death", True)),
    ],
)
def test_whoever_ends_lets_another_application_be_opened(status: str, event: Any) -> None:
    assert claims((event,), STATES[status]) == (CLOSED,)


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ("appealed", e.AppealUpheld(g.APPEAL, None, None, None)),
        ("delivered", e.HandOverCorrected("x", None)),
    ],
)
def test_what_goes_on_again_is_again_the_only_one(status: str, event: Any) -> None:
    assert claims((event,), STATES[status]) == (OPEN,)


def test_an_appealed_application_holds_nothing_to_give_back() -> None:
    dismissed = e.AppealDismissed(g.APPEAL, None, None, None)

    assert claims((e.Closed("death", False),), appealed()) == ()
    assert claims((dismissed,), appealed()) == ()


def test_an_approval_taken_back_takes_the_application_out_of_its_batch() -> None:
    withdrawn = (e.ApprovalWithdrawn("x"),)
    in_batch = g.context(g.KHANH)
    in_none = g.context(g.KHANH, others={"in_batch": None})
    held = Claim("batched-application", str(g.APPLICATION), False, "release", g.BATCH)

    assert claims(withdrawn, approved(), None, in_batch) == (held,)
    assert claims(withdrawn, approved(), None, in_none) == ()
    assert claims(withdrawn, approved()) == ()


def test_a_repeat_claims_nothing() -> None:
    again = decide(captured(), g.complete_capture(), g.context(g.BINH))

    assert claims(again, captured(), g.complete_capture()) == ()
