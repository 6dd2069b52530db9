"""Data-quality cases in every state, detected by an officer of the centre and looked into below."""

from types import SimpleNamespace as Seen
from typing import Any

from tests.adapters.http.lazy_world import LazyWorld, Makers

from citizen_case import Case
from record import Record

STATES = Makers()

BY_THE_DAY = {"check": "DQ-14", "dimension": "sufficient", "severity": "warning"}
BY_THE_NUMBER = {"check": "DQ-01", "dimension": "accurate", "severity": "blocking"}
AT_THE_CENTRE = {"check": "DQ-28", "dimension": "live", "severity": "blocking"}


def _case(world: LazyWorld, person: Case, **check: Any) -> Seen:
    body = {**(check or BY_THE_DAY), "citizen_id": person.id, "citizen_version": person.version}
    quality = Record.opened(world.register, "data-quality-cases", "data-quality-officer", **body)
    return Seen(quality=quality, person=person)


def _born_1950(world: LazyWorld) -> Case:
    return Case(world.register, birth="1950").captured()


def _reported(made: Seen) -> Seen:
    made.quality.step(
        "report-finding", "area-officer", finding="no-defect", remark="không có giấy tờ"
    )
    return made


@STATES
def quality_detected(world: LazyWorld) -> Seen:
    """Before the centre, which looks first."""
    return _case(world, _born_1950(world), **AT_THE_CENTRE)


@STATES
def quality_assigned(world: LazyWorld) -> Seen:
    """With the commune of residence."""
    return _case(world, _born_1950(world))


@STATES
def quality_found(world: LazyWorld) -> Seen:
    return _reported(_case(world, _born_1950(world)))


@STATES
def quality_found_by_district(world: LazyWorld) -> Seen:
    made = _case(world, _born_1950(world))
    made.quality.step("report-finding", "data-officer", finding="defect", remark="sai năm sinh")
    return made


@STATES
def quality_of_wrong_number(world: LazyWorld) -> Seen:
    """The number that she declared is of another province, and nothing was amended."""
    return _reported(_case(world, world["wrong_province"], **BY_THE_NUMBER))


@STATES
def quality_dismissed(world: LazyWorld) -> Seen:
    made = _reported(_case(world, _born_1950(world)))
    made.quality.step("dismiss-case", "province-checker", reason="no-document-exists")
    return made


@STATES
def quality_superseded(world: LazyWorld) -> Seen:
    """Dismissed, while another case of the same check is open."""
    made = _reported(_case(world, _born_1950(world)))
    made.quality.step("dismiss-case", "province-checker", reason="no-document-exists")
    _case(world, made.person)
    return made


@STATES
def quality_resolved(world: LazyWorld) -> Seen:
    made = _reported(_case(world, _born_1950(world)))
    made.quality.step("resolve-case", "data-officer")
    return made
