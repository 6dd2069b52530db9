"""A day is no instant: a form that holds both is read alike, however its text is escaped."""

import json

import pytest

from adapters.http.bodies import CommandForm
from domain.card_application.commands import CompleteCapture
from domain.refusals import RuleBroken

FORM = {
    "enrolment_id": "018f2b6e-7c1a-7f00-8000-5d2b1a4c9e01",
    "packet_id": "018f2b6e-7c1a-7f00-8000-5d2b1a4c9e02",
    "captured_at": "2021-03-10T08:30:00+07:00",
    "appointment_on": "2021-03-22",
    "features": "Nốt ruồi",
}


@pytest.mark.parametrize("escaped", [True, False])
def test_a_form_with_a_day_is_read_whether_its_letters_are_escaped_or_not(escaped: bool) -> None:
    command = CommandForm(CompleteCapture).read(json.dumps(FORM, ensure_ascii=escaped).encode())
    assert command.appointment_on.isoformat() == "2021-03-22"
    assert command.features == "Nốt ruồi"


def test_a_loose_instant_beside_escapes_is_still_refused() -> None:
    loose = json.dumps(FORM | {"captured_at": "2021-03-10 08:30:00+07:00"}).encode()
    with pytest.raises(RuleBroken) as refused:
        CommandForm(CompleteCapture).read(loose)
    assert [fault.pointer for fault in refused.value.faults] == ["/captured_at"]
