"""What is set aside by a view, and what is passed over or stops it instead."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from msgspec.structs import replace
from tests.adapters.postgres.views.cases import WAITS
from tests.poison import put, record, with_header
from tests.two_feeds import SEARCH, TwoFeeds

from adapters.postgres.projection_batches import ProjectionStopped
from citizen_stories import APPROVED, VERIFIED, captured, story
from domain.recorded import Recorded
from projections.confirmed_rules import ConfirmedRules


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        (lambda life: replace(life, stream=uuid4()), "the ledger holds no such event"),
        (lambda life: replace(life, version=7), "the ledger holds no such event"),
        (lambda life: replace(life, event=APPROVED), "the ledger holds another event there"),
    ],
    ids=["no such stream", "no such version", "another event"],
)
def test_a_claim_check_that_the_ledger_does_not_know_is_set_aside(
    both: TwoFeeds, spoilt: Callable[[Recorded], Recorded], reason: str
) -> None:
    life = story(captured(), VERIFIED)
    both.record(life)
    bad = spoilt(life[1])
    put(both, [record(both, bad, 1)])

    both.from_kafka(SEARCH).catch_up()

    assert both.ask("SELECT reason, stream FROM dead_letters") == [(reason, bad.stream)]
    assert both.rows("a") == []


def test_what_a_view_does_not_want_is_not_judged(both: TwoFeeds) -> None:
    both.record(story(captured()))
    life = story(captured(), VERIFIED)
    put(both, [replace(record(both, life[1], 0), value=b"{}")])

    both.from_kafka(ConfirmedRules()).catch_up()

    assert both.ask("SELECT count(*) FROM dead_letters") == [(0,)]


def test_a_record_that_was_put_away_is_passed_over_by_a_rebuild(both: TwoFeeds) -> None:
    life = story(captured(), VERIFIED, APPROVED)
    both.record(life[:1])
    both.publish()
    ((topic, partition, offset),) = put(
        both, [with_header(record(both, life[1], 1), "ce_type", "citizen.vanished.v1")]
    )
    both.record(life[1:])
    both.publish()
    both.from_kafka(WAITS).catch_up()
    both.ask(
        "INSERT INTO settled_letters (projection, topic, topic_id, partition, record_offset,"
        " outcome, was, reason, account)"
        " SELECT 'waits', topic, topic_id, partition, %s, 'discarded', 'x', 'forged', 'test'"
        " FROM projection_offsets WHERE projection = 'waits' AND topic = %s AND partition = %s",
        offset, topic, partition,
    )  # fmt: skip

    assert both.from_kafka(WAITS).rebuild()

    assert both.registered("waits")[1] == "b"
    assert both.ask("SELECT count(*) FROM dead_letters") == [(0,)]
    assert both.ask("SELECT entered_version FROM view_b.waits") == [(3,)]


def test_a_fault_of_the_tables_stops_the_view_and_moves_nothing(both: TwoFeeds) -> None:
    both.record(story(captured()))
    both.publish()
    both.ask("ALTER TABLE view_a.waits ADD CONSTRAINT never CHECK (entered_version > 99)")

    with pytest.raises(ProjectionStopped, match="CheckViolation"):
        both.from_kafka(WAITS).catch_up()

    assert both.ask("SELECT max(next_offset) FROM projection_offsets") == [(0,)]
    assert both.ask("SELECT count(*) FROM dead_letters") == [(0,)]
