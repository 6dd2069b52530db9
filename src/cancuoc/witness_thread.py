"""The rounds to the witnesses beside a sequencer, in a thread and on a connection of their own."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from adapters.ledger.witness_client import DEADLINE_S
from adapters.postgres.witness_rounds import WitnessRounds
from cancuoc.ledger_policy import policy_of
from cancuoc.settings import Settings

log = logging.getLogger(__name__)


@contextmanager
def asking_witnesses(settings: Settings, stop: threading.Event) -> Iterator[None]:
    """Asks them as long as the block lasts; nothing where the policy gives no address.

    Sets `stop` on leaving. Raises SettingsWrong for a policy that cannot be read.
    """
    witnesses = [one for one in policy_of(settings).witnesses if one.url]
    rounds = WitnessRounds(settings.dsn, witnesses)
    asking = threading.Thread(target=_ask, args=(rounds, stop), name="witnesses", daemon=True)
    if witnesses:
        asking.start()
    try:
        yield
    finally:
        stop.set()
        if asking.is_alive():
            asking.join(2 * DEADLINE_S)


def _ask(rounds: WitnessRounds, stop: threading.Event) -> None:
    try:
        rounds.run(stop)
    except Exception:  # the outermost loop of this thread: it stops, and sequencing goes on
        log.critical("the rounds to the witnesses have stopped: restart `cancuoc sequence`",
                     exc_info=True)  # fmt: skip
