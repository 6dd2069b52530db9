"""What belongs to one citizen only: packet, birth certificate, number."""

from tests.domain.citizen.givens import (
    AN,
    CHI,
    COMMUNE,
    MAI,
    OTHER,
    PACKET,
    PIN,
    TODAY,
    captured,
    context,
    dc01,
    given,
    recapture_of,
    returned,
    verified,
)

from domain.citizen import events as e
from domain.citizen.claims import claims
from domain.citizen.commands import ApproveCitizen
from domain.citizen.decisions import decide
from domain.citizen.forms import BirthCertificate
from domain.claims import Claim

CERTIFICATE = BirthCertificate("00001", 2021, "123/2021")


def test_a_capture_claims_its_packet() -> None:
    events = decide(None, dc01(), context(AN))

    assert claims(events, None) == (Claim("citizen-packet", str(PACKET), sealed=False),)


def test_a_birth_notice_claims_its_certificate_which_no_event_repeats() -> None:
    notice = dc01(form="birth-notice", birth="2021-06-01", birth_certificate=CERTIFICATE)
    events = decide(None, notice, context(CHI))

    _, certificate = claims(events, None, notice)

    assert certificate == Claim("birth-certificate", "00001/2021/123/2021", sealed=True)
    assert b"123/2021" not in repr(events).encode()


def test_a_form_claims_no_birth_certificate() -> None:
    form = dc01(birth_certificate=CERTIFICATE)

    [only] = claims(decide(None, form, context(AN)), None, form)

    assert only.kind == "citizen-packet"


def test_a_repeat_claims_nothing() -> None:
    notice = dc01(birth_certificate=CERTIFICATE)

    assert claims(decide(captured(), notice, context(AN)), captured(), notice) == ()


def test_a_recapture_claims_its_new_packet_only() -> None:
    again = decide(returned(), recapture_of(dc01()), context(AN))
    same = decide(returned(), recapture_of(dc01(), packet_id=PACKET), context(AN))

    assert [claim.value for claim in claims(again, returned())] == [str(OTHER)]
    assert claims(same, returned()) == ()


def test_a_packet_of_an_earlier_sitting_is_still_the_citizens_own() -> None:
    [second] = decide(returned(), recapture_of(dc01()), context(AN))
    sent_back = e.Returned(("birth-unclear",), COMMUNE, TODAY, e.RemarkSealed(None))
    state = given((AN, second), (MAI, sent_back), after=returned())
    third = decide(state, recapture_of(dc01(), packet_id=PACKET, given="Mậu"), context(AN))

    assert len(third) == 1
    assert claims(third, state) == ()


def test_a_number_is_claimed_hidden() -> None:
    events = decide(verified(), ApproveCitizen(), context(MAI))

    assert claims(events, verified()) == (Claim("pin", PIN, sealed=True),)
