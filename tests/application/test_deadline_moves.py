"""Which waits move by time alone, and that no other does."""

import pytest
from tests.domain.card_application import states
from tests.domain.card_application.givens import JOB

from application.deadline_moves import move_on
from domain.card_application.commands import ReportDeliveryFailed, ReportOutcomeUnknown
from domain.commands import Command
from domain.device.commands import SuspendTrust
from domain.legal_instrument.commands import BringIntoForce
from domain.policy.seeds import SEEDS

MOVES = {
    ("card-application", "printing"): ReportOutcomeUnknown(
        job_id=JOB, last_step="unknown", cause="timeout"
    ),
    ("card-application", "unclaimed"): ReportDeliveryFailed(reason="unclaimed"),
    ("device", "calibration"): SuspendTrust(reason="calibration-overdue"),
    ("legal-instrument", "issued"): BringIntoForce(),
}
WAITS = sorted(
    {tuple(one.key.split(".")[1:3]) for one in SEEDS if one.key.startswith("house.")}
)  # fmt: skip


@pytest.mark.parametrize(("kind", "stage"), MOVES)
def test_what_the_law_of_the_house_names_moves_by_itself(kind: str, stage: str) -> None:
    assert move_on(kind, stage, states.printing()) == MOVES[kind, stage]


def test_no_other_wait_moves_by_itself() -> None:
    """The timer never states what nobody saw, as that a posted card did not arrive."""
    moved: dict[tuple[str, str], Command | None] = {
        (kind, stage): move_on(kind, stage, states.printing()) for kind, stage in WAITS
    }

    assert ("card-application", "posted") in moved
    assert {wait for wait, move in moved.items() if move} == {*MOVES}


def test_a_print_without_a_job_is_nobodys_to_doubt() -> None:
    assert move_on("card-application", "printing", states.approved()) is None
