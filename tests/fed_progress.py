"""Lives in a register whose view of progress is fed from Kafka, and whether it is right."""

from functools import partial

from tests.adapters.postgres.views.running import wait_until
from tests.poison import FAR, put, record, with_header
from tests.two_feeds import TwoFeeds, projection

from citizen_stories import APPROVED, VERIFIED, captured, numbered, story
from domain.recorded import Recorded

VIEW = "progress"
LIFE = (captured(), VERIFIED, APPROVED, numbered("001190000001"))
until = partial(wait_until, seconds=60)


def lives(both: TwoFeeds, count: int) -> None:
    both.record(*(story(*LIFE) for _ in range(count)))
    both.publish()


def catch_up(both: TwoFeeds, batch: int = 2000) -> int:
    return both.from_kafka(projection(VIEW, both.dsn), batch=batch).catch_up()


def differs_from_the_ledger(both: TwoFeeds, name: str = VIEW) -> bool:
    view = projection(name, both.dsn)
    fed = both.live_rows(view)
    both.forget(view)
    both.projector(view).catch_up()
    return both.live_rows(view) != fed


def head(both: TwoFeeds) -> int:
    return int(both.ask("SELECT max(position) FROM positions")[0][0])


def position(both: TwoFeeds, name: str = VIEW) -> int:
    return both.filled_from(projection(name, both.dsn))[1]


def forged(both: TwoFeeds) -> tuple[list[Recorded], str]:
    """A life with a forged record in it; the name of that record."""
    life = story(*LIFE)
    both.record(life[:1])
    both.publish()
    bad = with_header(record(both, life[1], FAR), "ce_type", "citizen.vanished.v1")
    ((topic, partition, offset),) = put(both, [bad])
    both.record(life[1:])
    both.publish()
    catch_up(both)
    return life, f"{topic}/{partition}/{offset}"
