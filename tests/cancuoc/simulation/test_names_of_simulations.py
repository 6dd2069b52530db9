"""Ids of a simulation follow from its plan, so that a repeat is recognised and another is not."""

from datetime import UTC, datetime
from uuid import UUID

from cancuoc.simulation.names import Names

AT = datetime(2021, 3, 1, tzinfo=UTC)


def test_the_same_plan_names_the_same_things() -> None:
    one, again = Names("7 100"), Names("7 100")
    stream = one.opened(AT, "citizen", "1")
    assert stream == again.opened(AT, "citizen", "1")
    assert one.act(stream, "verify-citizen", 3) == again.act(stream, "verify-citizen", 3)
    assert one.paper(AT, "form") == again.paper(AT, "form")
    assert one.number("pin") == again.number("pin")


def test_another_plan_names_nothing_alike() -> None:
    one, other = Names("7 100"), Names("8 100")
    stream = one.opened(AT, "citizen", "1")
    assert stream != other.opened(AT, "citizen", "1")
    assert one.act(stream, "verify-citizen", 3) != other.act(stream, "verify-citizen", 3)
    assert one.number("pin") != other.number("pin")


def test_what_is_opened_carries_its_time_and_an_act_the_version_read() -> None:
    names = Names("7 100")
    stream = names.opened(AT, "citizen", "1")
    assert UUID(stream).version == 7
    assert names.act(stream, "verify-citizen", 3) != names.act(stream, "verify-citizen", 4)
