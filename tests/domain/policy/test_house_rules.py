"""The house deadlines are the rows of domain §1.14 that no instrument of law fills."""

import pytest
from tests.domain.citizen.givens import NOW

from domain.policy.house_deadline import house_rule
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.roles import ROLES

POLICY = Policy(SEEDS)

TABLE = """
citizen.captured                        5 working-days  commune-chief       data-officer
citizen.verified                        2 working-days  register-approver   director
citizen.verified-birth                  0 working-days  register-approver   director
citizen.pin-pending                     2 working-days  register-approver   director
citizen.pin-pending-birth               0 working-days  register-approver   director
citizen.returned                        10 working-days collecting-unit     level-above
citizen.amendment-open                  10 working-days collecting-unit     level-above
citizen.discrepancy-open                10 working-days collecting-unit     level-above
citizen.approved                        15 working-days area-officer        commune-chief
citizen.pin-re-established              15 working-days area-officer        commune-chief
citizen.merge-proposed                  5 working-days  register-approver   director
citizen.erasure-ordered                 5 working-days  security-officer    director
citizen.erased                          1 hours         eraser              security-officer
citizen.pin-cancellation-requested      15 working-days director            steering-secretary
card-application.opened                 1 days          reception-officer   intake-approver
card-application.returned               10 working-days capture-officer     province-checker
card-application.duplicate-suspected    2 working-days  examiner            senior-examiner
card-application.duplicate-confirmed    2 working-days  card-approver       director
card-application.printing               10 minutes      print-gateway       quality-controller
card-application.outcome-unknown        4 hours         quality-controller  security-officer
card-application.missing-in-transit     10 working-days dispatcher          security-officer
card-application.arrived                5 working-days  delivery-officer    nobody
card-application.unclaimed              30 days         delivery-officer    delivery-officer
card-application.posted                 7 working-days  post-courier        delivery-officer
card-application.delivery-failed        10 working-days delivery-officer    intake-approver
card-application.appealed               30 days         director            minister
card-application.appeal-time            90 days         director            nobody
card-application.tracing                10 working-days dispatcher          nobody
adjudication.opened                     2 working-days  examiner            senior-examiner
adjudication.half-examined              2 working-days  examiner            senior-examiner
adjudication.disagreed                  2 working-days  senior-examiner     director
adjudication.agreed                     2 working-days  senior-examiner     director
card.personalised                       1 working-days  director            steering-secretary
card.revocation-requested               5 working-days  director            steering-secretary
card.voided                             10 working-days security-officer    director
card.issued-closed                      10 working-days security-officer    director
card.suspended                          90 days         card-approver       director
card.held                               90 days         data-officer        director
card.lost-reported                      90 days         reception-officer   director
production-batch.planned                2 working-days  production-planner  director
production-batch.released               2 working-days  production-planner  director
production-batch.on-hold                2 working-days  production-planner  director
production-batch.in-production          8 hours         print-operator      security-officer
production-batch.counted                8 hours         quality-controller  security-officer
production-batch.in-discrepancy         8 hours         security-officer    director
dispatch-manifest.open                  1 working-days  dispatcher          security-officer
dispatch-manifest.sealed                1 working-days  dispatcher          security-officer
dispatch-manifest.in-transit            3 working-days  dispatcher          security-officer
dispatch-manifest.in-discrepancy        10 working-days dispatcher          security-officer
enrolment-packet.received               15 minutes      intake              data-officer
enrolment-packet.quarantined            2 working-days  data-officer        data-quality-officer
legal-instrument.issued                 0 working-days  legal-officer       steering-secretary
legal-instrument.rule-proposed          5 working-days  legal-officer       steering-secretary
device.registered                       5 working-days  security-officer    device-officer
device.suspended                        5 working-days  security-officer    device-officer
device.calibration                      0 working-days  device-officer      security-officer
card-stock.counted-difference           8 hours         security-officer    director
card-stock.destruction-proposed         5 working-days  security-officer    director
data-quality-case.detected              3 working-days  data-quality-officer level-above
data-quality-case.assigned              3 working-days  holder              level-above
data-quality-case.assigned-commune      10 working-days area-officer        level-above
data-quality-case.found                 3 working-days  data-officer        province-checker
register-export.begun                   2 days          data-officer        nobody
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()}
IN_PLACE_OF_A_ROLE = {"collecting-unit", "holder", "level-above", "nobody"}


@pytest.mark.parametrize("wait", ROWS)
def test_a_wait_has_the_deadline_and_the_owners_of_the_table(wait: str) -> None:
    rule = house_rule(POLICY, wait, NOW)

    assert [f"{rule.amount}", rule.unit, rule.owner, rule.escalates_to] == ROWS[wait]
    assert {rule.owner, rule.escalates_to} <= ROLES.keys() | IN_PLACE_OF_A_ROLE


def test_no_wait_is_missing_from_the_table() -> None:
    house = {key.removeprefix("house.") for key in POLICY.known_keys if key.startswith("house.")}

    assert house == set(ROWS)
