"""In whose authority an entry lies: by who collected it, by home, by where it went back."""

from datetime import date

from tests.domain.citizen.givens import (
    COMMUNE,
    MAI,
    OTHER_COMMUNE,
    TODAY,
    captured,
    given,
    verified,
)

from application.citizens import CITIZENS
from domain.citizen import events as e

SENT = e.Returned(("birth-unclear",), OTHER_COMMUNE, date(2021, 6, 29), None)


def test_a_returned_form_is_also_of_the_unit_it_went_to() -> None:
    state = given((MAI, SENT), after=verified())

    assert CITIZENS.scope(state, TODAY) == (COMMUNE, OTHER_COMMUNE)


def test_taken_again_it_is_of_that_unit_no_longer() -> None:
    state = given((MAI, SENT), after=verified())
    recaptured = e.Recaptured("DC01", state.packets[0], "citizen", state.capture.captured_at, False,
                              2, None)  # fmt: skip

    assert CITIZENS.scope(given((MAI, recaptured), after=state), TODAY) == ("centre",)
    assert CITIZENS.scope(captured(), TODAY) == (COMMUNE,)
