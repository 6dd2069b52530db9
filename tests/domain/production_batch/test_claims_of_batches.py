"""An application is in one batch at a time, until that batch lets it go."""

from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.production_batch.batch_givens import HANH, ONE, PLANNED, TWO, given, planned

from domain.claims import Claim
from domain.production_batch import events as e
from domain.production_batch.claims import claims


def held(id_: UUID) -> Claim:
    return Claim("batched-application", str(id_), sealed=False)


def let_go(id_: UUID) -> Claim:
    return replace(held(id_), action="release")


def test_a_batch_takes_its_applications_and_gives_back_what_it_lets_go() -> None:
    assert claims([PLANNED], None) == (held(ONE), held(TWO))
    assert claims([e.ApplicationRemoved(TWO, "x")], planned()) == (let_go(TWO),)
    assert claims([e.Released(None)], planned()) == ()


@pytest.mark.parametrize(
    "last",
    [e.Cancelled("x"), e.Balanced(0, 1), e.DiscrepancyResolved("x", UUID(int=1))],
)
def test_the_end_of_a_batch_gives_back_all_still_held(last: e.Event) -> None:
    left = given((HANH, e.ApplicationRemoved(TWO, "x")), after=planned())

    assert claims([last], left) == (let_go(ONE),)


def test_a_discrepancy_gives_nothing_back_yet() -> None:
    assert claims([e.DiscrepancyFound(1, 2)], planned()) == ()
