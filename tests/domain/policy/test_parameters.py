"""A rule whose parameters no decision could read is never proposed."""

import pytest

from domain.policy.parameters import check_parameters
from domain.refusals import RuleBroken

UNFIT = [
    ("card.min_age", {"age": "fourteen"}),
    ("card.min_age", {"age": -1}),
    ("card.min_age", {"age": 14, "sex": "male"}),
    ("card.min_age", {}),
    ("card.exchange_ages", {"ages": []}),
    ("card.old_validity", {"valid_to": "2024-06-31"}),
    ("limit.total", {"rows": []}),
    ("limit.total", {"rows": [{"zone": "urban", "days": 7}]}),
    ("limit.total", {"rows": [{"days": 1.25}]}),
    ("limit.total", {"rows": [{"days": 0}]}),
    ("fee.base", {"vnd": {"first-issue": 0}}),
    ("fee.base", {"vnd": {"first-issue": 0.5, "conversion": 1, "exchange": 1, "reissue": 1}}),
    ("fee.factor", {"factor": 0.5}),
    ("fee.factor", {"factor": "-1"}),
    ("iddb.biometrics", {"rows": [{"from_age": 6, "modalities": ["voice"]}]}),
    ("calendar.holidays", {"days": ["30 April"]}),
    ("reporting.min_group", {"persons": 0}),
    ("house.citizen.captured", {"amount": 5, "unit": "weeks", "owner": "a", "escalates_to": "b"}),
]


@pytest.mark.parametrize(("key", "parameters"), UNFIT)
def test_parameters_that_no_decision_could_read_are_refused(
    key: str, parameters: dict[str, object]
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_parameters(key, parameters)

    assert refusal.value.code == "rule-parameters-unfit"
    assert refusal.value.params == {"key": key}


@pytest.mark.parametrize(
    ("key", "parameters", "pointer"),
    [
        ("card.min_age", {}, "/parameters/age"),
        ("card.min_age", {"age": 14, "a/b": 1}, "/parameters/a~1b"),
        ("limit.total", {"rows": [{"days": 7}, {"days": "x"}]}, "/parameters/rows/1/days"),
        ("limit.total", {"rows": [{}]}, "/parameters/rows/0/days"),
        ("fee.waiver", {"vnd": {"own": -1}}, "/parameters/vnd"),
        ("fee.factor", {"factor": 0.5}, "/parameters/factor"),
    ],
)
def test_the_refusal_points_at_the_parameter(
    key: str, parameters: dict[str, object], pointer: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_parameters(key, parameters)

    [fault] = refusal.value.faults
    assert (fault.pointer, fault.code) == (pointer, "rule-parameters-unfit")


def test_parameters_of_an_unknown_rule_are_refused() -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_parameters("card.colour", {})

    assert refusal.value.code == "rule-key-unknown"
