"""Publishes what changed in the view of progress, value by value; a second one waits its turn."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from time import monotonic
from uuid import uuid4

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo

from adapters.kafka.clients import KafkaPlace
from adapters.kafka.progress_sender import ProgressSender
from adapters.kafka.topics import TopicNames
from adapters.kafka.trouble import KafkaAway
from adapters.postgres.operating_mode import REFUSED
from adapters.postgres.progress_states import ProgressStates, Seen, Standing
from adapters.postgres.progress_turns import LEASE_S, TurnLost
from projections.progress_state import StateKey, Told, told_next

BATCH = 500
PAUSE_S = 0.5
TRANSIENT = (psycopg.OperationalError, REFUSED, KafkaAway)

_log = logging.getLogger(__name__)


class Stopped(Exception):
    """Told to stop while a broker was waited for; what was not committed is sent again later."""


class Counters(msgspec.Struct):
    """`looked` counts keys that were judged, `sent` values that a broker acknowledged."""

    looked: int = 0
    sent: int = 0
    turns: int = 0


class ProgressPublisher:
    """Follows the live view. `min_group` gives the rule of today (`reporting.min_group`).

    A value is stored, then sent, then marked as sent, so that a kill at any point sends it again
    with the same version.
    """

    def __init__(
        self,
        dsn: str,
        place: KafkaPlace,
        names: TopicNames,
        source: str,
        min_group: Callable[[], int],
    ) -> None:
        self._dsn = make_conninfo(dsn, application_name="cancuoc-publish-progress")
        self._sender = (place, names, source)
        self._min_group = min_group
        self._holder = uuid4()
        self.counters = Counters()

    def run(self, stop: Event) -> Counters:
        """Publish until `stop` is set, across restarts of database and brokers.

        Raises KafkaTrouble for what a person has to mend.
        """
        while not stop.is_set():
            try:
                with self._connected() as states:
                    self._take_turns(states, stop)
            except Stopped:
                break
            except TRANSIENT as lost:
                _log.warning("publish-progress waits and begins again: %s", lost)
                stop.wait(PAUSE_S)
        return self.counters

    def publish(self) -> int:
        """Publish all that the view has now, and leave; gives the number of values sent.

        Raises TurnLost while another publisher has his turn, and what is TRANSIENT.
        """
        before = self.counters.sent
        with self._connected() as states:
            epoch = states.turns.take(self._holder)
            if epoch is None:
                raise TurnLost
            with self._turn(states, epoch, Event()) as turn:
                while turn.step():
                    pass
        return self.counters.sent - before

    def _take_turns(self, states: ProgressStates, stop: Event) -> None:
        while not stop.is_set():
            epoch = states.turns.take(self._holder)
            if epoch is None:
                stop.wait(PAUSE_S)
                continue
            try:
                with self._turn(states, epoch, stop) as turn:
                    while not stop.is_set():
                        if not turn.step():
                            stop.wait(PAUSE_S)
            except TurnLost:
                _log.warning("another publisher of progress has taken over")

    @contextmanager
    def _turn(self, states: ProgressStates, epoch: int, stop: Event) -> Iterator["_Turn"]:
        self.counters.turns += 1
        try:
            # Only now: who starts a sender ends all others, also one that has its turn.
            sender = ProgressSender(*self._sender)
            try:
                states.turns.publish_at(epoch, sender.place)
                rule, now = self._min_group, monotonic()
                yield _Turn(states, sender, epoch, stop, rule, self.counters, now)
            finally:
                sender.close()
        finally:
            states.turns.give_up(epoch)

    @contextmanager
    def _connected(self) -> Iterator[ProgressStates]:
        with psycopg.connect(self._dsn, autocommit=True, connect_timeout=5) as connection:
            yield ProgressStates(connection)


class _Turn(msgspec.Struct):
    """One publisher at work under one epoch."""

    states: ProgressStates
    sender: ProgressSender
    epoch: int
    stop: Event
    min_group: Callable[[], int]
    counters: Counters
    kept_at: float
    reached: Standing | None = None

    def step(self) -> bool:
        """Send what waits, or else judge what changed; False when there is neither."""
        self._keep_turn()
        if self._send_waiting():
            return True
        rule = self.min_group()
        seen = self.states.look(rule, BATCH)
        if seen is None or not seen.changed.keys:
            return self._ended_pass(seen)
        told = list(_to_tell(seen, rule))
        self.counters.looked += len(seen.changed.keys)
        self.states.write(self.epoch, seen.after, told)
        moved = seen.after != self.reached
        self.reached = seen.after
        return bool(told) or seen.in_pass or (moved and seen.changed.more)

    def _ended_pass(self, seen: Seen | None) -> bool:
        """Where a pass finds no further key, only its end is to be written."""
        if seen is None or not seen.in_pass:
            return False
        self.states.write(self.epoch, seen.after, ())
        return True

    def _send_waiting(self) -> bool:
        values = self.states.waiting(BATCH)
        if not values:
            return False
        self.sender.send(values, self._go_on_waiting)
        self.states.acknowledged(values)
        self.counters.sent += len(values)
        return True

    def _go_on_waiting(self) -> None:
        """Raises Stopped and TurnLost."""
        if self.stop.is_set():
            raise Stopped
        self._keep_turn()

    def _keep_turn(self) -> None:
        if monotonic() - self.kept_at > LEASE_S / 3:
            self.states.turns.keep(self.epoch)
            self.kept_at = monotonic()


def _to_tell(seen: Seen, min_group: int) -> Iterator[tuple[StateKey, Told]]:
    for key in seen.changed.keys:
        former = seen.former.get(key)
        told = told_next(key, former, seen.changed.groups[key], min_group)
        is_new = told.state.count > 0 if former is None else told.state != former.state
        if is_new or (seen.again and former is not None):
            yield key, told
