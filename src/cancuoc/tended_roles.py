"""How `cancuoc run` keeps a role alive, and how it goes on without one that will not live."""

import time
from collections.abc import Callable

from cancuoc.child_processes import ChildProcess, RoleFailed
from cancuoc.rehearsal_clock import CannotRun

SPARED = {
    "sequence": (
        "what officers record is kept and waits for its position, and `cancuoc doctor` and"
        " `cancuoc audit export` can be used"
    ),
    "relay": "officers notice nothing, and nothing more goes to Kafka",
    "publish-progress": "officers notice nothing, and the topic of progress stands still",
}
"""Roles without which officers can work, and what is so meanwhile."""
FIRST_REST_S = 5.0
LONGEST_REST_S = 60.0
SETTLED_S = 60.0
"""A role that lived so long after a rest stays alive."""


class TendedRole:
    """One role in its process; `now` is a clock that only goes forward, in seconds."""

    def __init__(
        self,
        child: ChildProcess,
        say: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._child = child
        self._say = say
        self._now = now
        self._began = now()
        self._rests = 0
        self._rests_until: float | None = None

    def look_at_start(self) -> None:
        """As `look`, but nothing that officers need may end. Raises CannotRun."""
        child = self._child
        if child.role not in SPARED and child.has_died():
            raise CannotRun(
                f"The role {child.role} ended at once: {child.last_sentence()}."
                f" Its log is {child.log_file}."
            )
        self.look()

    def look(self) -> None:
        """Start it again when it has died, at once or later. Raises RoleFailed."""
        if not self._child.has_died():
            self._settle()
        elif self._child.role not in SPARED:
            self._restart_at_once()
        elif self._rests_until is not None:
            self._restart_when_rested(self._rests_until)
        elif self._child.was_killed():
            self._restart_or_rest()
        else:
            self._rest()

    def _restart_at_once(self) -> None:
        child = self._child
        self._say(f"The role {child.role} died and is started again; see {child.log_file}.")
        self._start()

    def _restart_or_rest(self) -> None:
        try:
            self._restart_at_once()
        except RoleFailed:
            self._rest()

    def _restart_when_rested(self, until: float) -> None:
        if self._now() < until:
            return
        self._rests_until = None
        try:
            self._start()
        except RoleFailed:
            self._rest()

    def _start(self) -> None:
        self._child.start()
        self._began = self._now()

    def _rest(self) -> None:
        """Said once, however often it is tried in vain."""
        child = self._child
        if not self._rests:
            self._say(
                f"The role {child.role} does not stay alive: {child.last_sentence()}. Its log is"
                f" {child.log_file}. The register goes on without it: {SPARED[child.role]}. It is"
                " tried again, at the latest every minute."
            )
        self._rests_until = self._now() + min(FIRST_REST_S * 2**self._rests, LONGEST_REST_S)
        self._rests += 1

    def _settle(self) -> None:
        if self._rests and self._now() - self._began >= SETTLED_S:
            self._rests = 0
            self._say(f"The role {self._child.role} stays alive again.")
