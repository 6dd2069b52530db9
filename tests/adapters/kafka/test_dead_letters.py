"""Records that cannot be read: set aside whole, their stream parked, all others going on."""

from collections.abc import Callable
from uuid import UUID, uuid4

from msgspec.structs import replace
from tests.adapters.postgres.views.cases import WAITS
from tests.poison import (
    FAR,
    dead_records,
    misplaced,
    other_data,
    put,
    record,
    strange_key,
    with_header,
)
from tests.relaying import examples
from tests.two_feeds import TwoFeeds

from adapters.kafka.records import Record
from citizen_stories import APPROVED, VERIFIED, captured, story

PARKED = "an earlier event of its stream is a dead letter"

# Reason, and whether the stream of the record has to wait; of a record of an event to come.
HOSTILE: dict[str, tuple[Callable[[Record], Record], str, bool]] = {
    "unknown type": (
        lambda good: with_header(good, "ce_type", "citizen.vanished.v1"),
        "ce_type is not in the catalogue",
        True,
    ),
    "no type": (
        lambda good: with_header(good, "ce_type", None),
        "the header ce_type is missing",
        True,
    ),
    "no headers": (
        lambda good: replace(good, headers=[]),
        "the header ce_specversion is missing",
        True,
    ),
    "tombstone": (
        lambda good: replace(good, value=None),  # type: ignore[arg-type]
        "a tombstone: topics of events have none",
        True,
    ),
    "garbage": (
        lambda good: replace(good, value=b"\xff\x00"),
        "the value is not the JSON object of formats §6",
        True,
    ),
    "beyond the head": (
        lambda good: with_header(good, "ce_position", str(FAR)),
        "its position is beyond the ledger's head",
        True,
    ),
    "no position": (
        lambda good: with_header(good, "ce_position", "twelve"),
        "ce_position is not a position",
        True,
    ),
    "another ledger": (
        lambda good: with_header(good, "ce_source", "//ledger.elsewhere"),
        "ce_source is another ledger",
        True,
    ),
    "another event's data": (other_data, "the clear part is not the form of its topic", True),
    "no stream": (
        lambda good: strange_key(good, b"hello"),
        "ce_subject is not a stream id in lower case",
        False,
    ),
    "no key": (lambda good: replace(good, key=None), "the key is not ce_subject", False),  # type: ignore[arg-type]
    "another's partition": (misplaced, "ce_type is not in the catalogue", False),
}


class Lives:
    """A person for each hostile record: captured before it, verified and approved after it."""

    def __init__(self, feeds: TwoFeeds) -> None:
        self.feeds = feeds
        self.stories = {name: story(captured(), VERIFIED, APPROVED) for name in HOSTILE}
        self.well = story(captured(), VERIFIED, APPROVED)
        feeds.record(*(one[:1] for one in self.stories.values()), self.well[:1])
        self.first = feeds.ask("SELECT count(*) FROM positions")[0][0]
        topic, state = examples()["device"][0]
        for _ in HOSTILE:
            feeds.record_raw(uuid4(), topic, state)
        feeds.publish()

    def spoil(self) -> dict[str, tuple[str, int, int]]:
        """The next event of each as a record that is poison, in front of the genuine ones.

        Their positions are those of devices, which no partition of citizens has seen.
        """
        bad = [
            HOSTILE[name][0](record(self.feeds, life[1], self.first + n))
            for n, (name, life) in enumerate(self.stories.items())
        ]
        return dict(zip(self.stories, put(self.feeds, bad), strict=True))

    def go_on(self) -> None:
        self.feeds.record(*(one[1:] for one in self.stories.values()), self.well[1:])
        self.feeds.publish()

    def stream(self, name: str) -> UUID:
        return self.stories[name][0].stream


def versions_in_view(feeds: TwoFeeds) -> dict[UUID, int]:
    """The version at which each person entered the wait that is open now."""
    return dict(feeds.ask("SELECT stream, entered_version FROM view_a.waits"))


def test_each_record_that_cannot_be_read_is_set_aside_with_its_reason(both: TwoFeeds) -> None:
    lives = Lives(both)
    places = lives.spoil()
    lives.go_on()

    both.from_kafka(WAITS).catch_up()

    rows = both.ask("SELECT topic, partition, record_offset, reason, stream FROM dead_letters")
    found = {tuple(row[:3]): row[3:] for row in rows if row[3] != PARKED}
    expected = {
        places[name]: (reason, lives.stream(name) if waits else None)
        for name, (_, reason, waits) in HOSTILE.items()
    }
    assert found == expected
    parked = [name for name, (_, _, waits) in HOSTILE.items() if waits]
    versions = versions_in_view(both)
    assert {name: versions[lives.stream(name)] for name in parked} == dict.fromkeys(parked, 1)
    free = [name for name in HOSTILE if name not in parked]
    assert {versions[lives.stream(name)] for name in free} == {versions[lives.well[0].stream]}
    assert versions[lives.well[0].stream] == 3
    followed = both.ask(
        "SELECT stream, count(*) FROM dead_letters WHERE reason = %s GROUP BY 1", PARKED
    )
    assert dict(followed) == {lives.stream(name): 2 for name in parked}
    assert both.filled_from(WAITS)[1] == both.ask("SELECT max(position) FROM positions")[0][0]


def test_a_dead_letter_holds_the_original_and_says_why(both: TwoFeeds) -> None:
    life = story(captured(), VERIFIED)
    both.record(life[:1])
    both.publish()
    bad = with_header(record(both, life[1], 1), "ce_type", "citizen.vanished.v1")
    ((topic, partition, offset),) = put(both, [bad])

    both.from_kafka(WAITS).catch_up()

    (dead,) = dead_records(both, "waits")
    headers = dict(dead.headers)
    assert (dead.key, dead.value) == (bad.key, bad.value)
    assert [one for one in dead.headers if not one[0].startswith("dlq.")] == bad.headers
    failed_at = headers.pop("dlq.failed_at").decode()
    assert {name: text.decode() for name, text in headers.items() if name.startswith("dlq.")} == {
        "dlq.topic": topic,
        "dlq.partition": str(partition),
        "dlq.offset": str(offset),
        "dlq.error": "ce_type is not in the catalogue",
        "dlq.attempts": "1",
        "dlq.group": f"{both.names.prefix}cancuoc.waits",
    }
    assert failed_at.endswith("Z")
