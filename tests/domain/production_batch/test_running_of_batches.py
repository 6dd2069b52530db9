"""A batch starts at a trusted machine, may be stopped, and is counted blind."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests.domain.device import device_givens as devices
from tests.domain.production_batch.batch_givens import (
    BATCH,
    COUNT,
    HANH,
    MACHINE,
    PHUC,
    SON,
    START,
    context,
    counted,
    given,
    in_production,
    machine,
    on_hold,
    planned,
    released,
)

from domain.context import Other
from domain.device.state import Device
from domain.production_batch import commands as c
from domain.production_batch import events as e
from domain.production_batch.decisions import decide
from domain.production_batch.readings import readings
from domain.production_batch.state import ProductionBatch
from domain.refusals import RuleBroken

HOLD, RESUME = c.HoldBatch(reason="alarm"), c.ResumeBatch(reason="cleared")


@pytest.mark.parametrize("kind", ["encoder", "printer"])
def test_a_batch_starts_at_a_trusted_machine(kind: str) -> None:
    others = {"machine": Other(MACHINE, 2, replace(devices.trusted(), kind=kind))}

    [event] = decide(released(), START, context(PHUC, others=others))
    state = given((PHUC, event), after=released())

    assert event == e.Started(MACHINE, 10, 2)
    assert (state.status, state.started_by) == ("in-production", PHUC.officer)
    assert decide(state, START, context(PHUC)) == []
    assert decide(on_hold(state), START, context(PHUC)) == []


@pytest.mark.parametrize(
    ("device", "shown"),
    [
        (devices.registered(), "registered"),
        (devices.suspended(), "suspended"),
        (devices.retired(), "retired"),
        (devices.calibrated(date(2021, 6, 14)), "not-trusted"),
    ],
)
def test_no_batch_starts_at_a_machine_that_is_not_trusted(device: Device, shown: str) -> None:
    others = {"machine": Other(MACHINE, 2, replace(device, kind="printer"))}

    with pytest.raises(RuleBroken, match="machine-is") as refused:
        decide(released(), START, context(PHUC, others=others))

    assert refused.value.params == {"state": shown}


def test_trust_is_that_of_the_moment_of_the_start() -> None:
    before = context(PHUC, others=machine())
    early = replace(before, occurred_at=devices.TRUSTED_AT - timedelta(seconds=1))
    since_suspended = {"machine": Other(MACHINE, 3, replace(devices.suspended(), kind="printer"))}
    late = replace(before, others=since_suspended, occurred_at=devices.TRUSTED_AT)

    with pytest.raises(RuleBroken, match="machine-is"):
        decide(released(), START, early)
    assert decide(released(), START, late) == [e.Started(MACHINE, 10, 2)]


def test_a_scanner_makes_no_cards() -> None:
    others = {"machine": Other(MACHINE, 2, devices.trusted())}

    with pytest.raises(RuleBroken, match="device-makes-no-cards") as refused:
        decide(released(), START, context(PHUC, others=others))
    assert refused.value.params == {"kind": "finger-scanner"}


def test_the_machine_is_registered() -> None:
    with pytest.raises(RuleBroken, match="machine-unknown"):
        decide(released(), START, context(PHUC))


def test_the_start_sees_the_machine() -> None:
    [seen] = readings(released(), START, BATCH)

    assert (seen.name, seen.kind, seen.stream, seen.expect) == ("machine", "device", MACHINE, True)


@pytest.mark.parametrize("before", [planned(), released(), in_production()])
def test_a_held_batch_goes_on_from_where_it_stopped(before: ProductionBatch) -> None:
    [stop] = decide(before, HOLD, context(SON))
    held = given((SON, stop), after=before)
    [go_on] = decide(held, RESUME, context(HANH))
    resumed = given((HANH, go_on), after=held)

    assert (stop, go_on) == (e.Held("alarm"), e.Resumed("cleared"))
    assert (held.status, held.former_status) == ("on-hold", before.status)
    assert (resumed.status, resumed.former_status) == (before.status, None)
    assert decide(held, HOLD, context(SON)) == []
    assert decide(resumed, RESUME, context(HANH)) == []


def test_a_batch_may_be_held_twice_for_the_same_reason() -> None:
    again = given((SON, e.Held("alarm")), (HANH, e.Resumed("cleared")), after=planned())

    assert decide(again, HOLD, context(SON)) == [e.Held("alarm")]


def test_the_operator_counts_what_is_there() -> None:
    assert decide(in_production(), COUNT, context(PHUC)) == [e.Counted(2, 1, 0, 5, 4)]
    assert decide(counted(), COUNT, context(PHUC)) == []
    assert counted().count == e.Counted(2, 1, 0, 5, 4)
