"""`cancuoc publish-progress`: the counters of progress on their compacted topic."""

import threading
import time
from collections.abc import Callable

import psycopg
import structlog

from adapters.kafka.progress_publisher import ProgressPublisher
from adapters.postgres.ledger_origin import ledger_origin
from adapters.postgres.policy_history import PolicyHistory
from adapters.postgres.progress_turns import ProgressTurns
from application.clock import ProgrammeClock
from cancuoc.background import stop_signal
from cancuoc.kafka_place import kafka_place, topic_names
from cancuoc.office_parts import read_clock_offset
from cancuoc.settings import Settings
from domain.context import local_day
from domain.policy.parameters import read
from domain.policy.seeds import SEEDS
from domain.policy.shapes import MinGroup

RULE_S = 5.0
"""How often the rule of the day is read anew."""
PAUSE_S = 0.5

log = structlog.get_logger()


def run_progress_publisher(settings: Settings) -> None:
    """Publish until SIGTERM. Raises SettingsWrong, KafkaTrouble."""
    stop = stop_signal()
    place, names = kafka_place(settings), topic_names(settings)
    origin = _origin(settings, stop)
    if origin is not None:
        rule = smallest_group(settings)
        ProgressPublisher(settings.dsn, place, names, f"//{origin}", rule).run(stop)


def publish_again(settings: Settings) -> None:
    """Let every value be sent once more, such as to a topic that lost some."""
    with psycopg.connect(settings.dsn, autocommit=True, connect_timeout=5) as connection:
        ProgressTurns(connection).begin_again()


def smallest_group(settings: Settings) -> Callable[[], int]:
    """`reporting.min_group` of today, read every few seconds; raises psycopg.OperationalError."""
    policies = PolicyHistory(settings.dsn, SEEDS)
    clock = ProgrammeClock(read_clock_offset(settings))
    known: tuple[float, int] | None = None

    def persons() -> int:
        nonlocal known
        if known is None or time.monotonic() - known[0] > RULE_S:
            now = clock.now()
            rules = policies.latest().at(local_day(now), now)
            known = (time.monotonic(), read(rules, "reporting.min_group", MinGroup).persons)
        return known[1]

    return persons


def _origin(settings: Settings, stop: threading.Event) -> str | None:
    """The ledger's name, once the sequencer has written it; None by `stop`."""
    while not stop.is_set():
        with psycopg.connect(settings.dsn, connect_timeout=5) as connection:
            origin = ledger_origin(connection)
        if origin is not None:
            return origin
        log.info("the ledger has no name yet: publish-progress waits for `cancuoc sequence`")
        stop.wait(PAUSE_S)
    return None
