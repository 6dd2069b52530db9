"""The policy as it was under a version: seeds and as many confirmed rules as there were."""

from uuid import uuid4

import pytest
from tests.adapters.postgres.views.projected import History
from tests.adapters.postgres.views.running import Running, wait_until
from tests.adapters.postgres.views.test_rule_book import DAY, SEED, confirmed, project

from adapters.postgres.policy_history import PolicyBehind, PolicyHistory
from adapters.reference.load_units import load_register
from case_stories import at, fresh_id, opened
from domain.stream_kinds import STREAM_KINDS
from projections.confirmed_rules import ConfirmedRules
from projections.waits import Waits


def ages(policies: PolicyHistory, version: int) -> list[int]:
    return [value.parameters["age"] for value in policies.at(version).values]


def test_the_seeds_are_version_nought_and_need_no_view(history: History) -> None:
    assert PolicyHistory("host=nowhere.invalid", (SEED,)).at(0).values == (SEED,)


def test_each_version_holds_the_rules_confirmed_by_then_in_position_order(
    history: History,
) -> None:
    project(history, 15, 13, 16)
    policies = PolicyHistory(history.dsn, (SEED,))

    assert ages(policies, 2) == [14, 15, 13]
    assert ages(policies, 3) == [14, 15, 13, 16]
    assert policies.at(1).at(DAY).value("card.min_age") == {"age": 15}
    assert policies.at(2) is policies.at(2)
    assert policies.at(3).version == 3


def test_a_later_rule_is_found_when_it_is_asked_for(history: History) -> None:
    project(history, 15)
    policies = PolicyHistory(history.dsn, (SEED,))
    assert ages(policies, 1) == [14, 15]
    project(history, 16)

    assert ages(policies, 2) == [14, 15, 16]


def test_it_is_asked_across_a_rebuild(history: History) -> None:
    project(history, 15)
    history.projector(ConfirmedRules()).rebuild()

    assert ages(PolicyHistory(history.dsn, (SEED,)), 1) == [14, 15]


@pytest.mark.parametrize("registered", [True, False])
def test_a_rule_that_is_not_in_the_view_yet_is_behind(history: History, registered: bool) -> None:
    if registered:
        project(history, 15)

    with pytest.raises(PolicyBehind):
        PolicyHistory(history.dsn, (SEED,)).at(2)


def test_waits_are_projected_as_soon_as_the_rules_have_caught_up(history: History) -> None:
    history.record(confirmed(15), [at(opened(uuid4()), 1, fresh_id(6), policy_version=1)])
    policies = PolicyHistory(history.dsn, (SEED,))
    waits = Waits(STREAM_KINDS, policies.at, load_register())

    with Running(history.projector(waits)) as runner:
        wait_until(lambda: runner.counters.reconnects > 0)
        assert runner.counters.position == -1
        history.projector(ConfirmedRules()).catch_up()
        wait_until(lambda: runner.counters.position == 1)

    assert runner.error is None
    assert history.ask("SELECT stage FROM view_a.waits ORDER BY stage") == [("opened",)]
