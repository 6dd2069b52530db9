"""The roles without an address: the sequencer and the projections."""

import gc
import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import TaskID

from adapters.kafka.trouble import KafkaTrouble
from adapters.keys.file_kek import FileKek
from adapters.keys.keyed_digests import QUALITY, keyed_digest
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.policy_history import PolicyHistory
from adapters.postgres.projection_batches import ProjectionStopped
from adapters.postgres.projector import Projector
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.sequencer import Sequencer
from cancuoc.counting_bars import counting_bars
from cancuoc.feed_of_views import source_of
from cancuoc.ledger_keys import signer_of
from cancuoc.settings import Settings, SettingsWrong
from cancuoc.units_of_register import units_of
from cancuoc.witness_thread import asking_witnesses
from domain.catalogue import CATALOGUE
from domain.policy.seeds import SEEDS
from domain.stream_kinds import STREAM_KINDS
from projections.application_search import ApplicationSearch
from projections.case_links import CaseLinks
from projections.citizen_search import CitizenSearch
from projections.confirmed_rules import ConfirmedRules
from projections.progress import Progress
from projections.projection import Projection
from projections.quality import Quality
from projections.quality_person import Law
from projections.stock import Stock
from projections.waits import Waits

_log = logging.getLogger(__name__)

Shown = Callable[[int, int], None]
"""Called with the number of events done and of all there are."""


def stop_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def run_sequencer(settings: Settings) -> None:
    signer = signer_of(settings)
    sequencer = Sequencer(settings.dsn, signer=signer, checkpoint_s=settings.checkpoint_s)
    stop = stop_signal()
    with asking_witnesses(settings, stop):
        sequencer.run(stop)


def projections_named(settings: Settings, name: str) -> list[Projection]:
    units, policies = units_of(settings), PolicyHistory(settings.dsn, SEEDS).at
    # The checks compare people by digests, under a key of the vault.
    digest = keyed_digest(settings.keys_dsn, FileKek(settings.kek_file), QUALITY)
    known: list[Projection] = [
        CitizenSearch(units),
        ConfirmedRules(),
        Waits(STREAM_KINDS, policies, units),
        Progress(units),
        Stock(),
        CaseLinks(),
        ApplicationSearch(units),
        Quality(Law(units, policies, settings.test_numbers), digest),
    ]
    chosen = [projection for projection in known if name in ("all", projection.name)]
    if not chosen:
        names = ", ".join(projection.name for projection in known)
        raise SettingsWrong(f"there is no view {name}: the views are {names}")
    return chosen


@contextmanager
def projector(
    settings: Settings, projection: Projection, progress: Shown | None = None
) -> Iterator[Projector]:
    """A projector with a vault of its own, since a vault serves one thread."""
    with SyncVault(settings.keys_dsn, FileKek(settings.kek_file)) as vault:
        mapper, source = SealingMapper(CATALOGUE), source_of(settings, projection)
        yield Projector(settings.dsn, projection, mapper, vault, progress or unwatched, source)


def spare_the_collector() -> None:
    """Events make no circles: up to a third of a projector's time went into looking for some."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def unwatched(_done: int, _total: int) -> None:
    """The progress of a rebuild that nobody watches."""


def run_projections(settings: Settings, name: str) -> None:
    """One thread a view; when one stops on something it does not understand, all do."""
    views = projections_named(settings, name)
    for one in views:
        # A setting that is wrong is told before anything starts.
        source_of(settings, one)
    stop = stop_signal()
    spare_the_collector()
    failed = threading.Event()

    def keep(projection: Projection) -> None:
        try:
            _project(settings, projection, stop)
        finally:
            if not stop.is_set():
                failed.set()
                stop.set()

    _side_by_side(keep, views)
    if failed.is_set():
        sys.exit(1)


def _side_by_side(work: Callable[[Projection], None], views: list[Projection]) -> None:
    threads = [threading.Thread(target=work, args=(one,), name=one.name) for one in views]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _project(settings: Settings, projection: Projection, stop: threading.Event) -> None:
    """Until `stop` is set, or something is met that a person has to look at: its log says what."""
    try:
        with projector(settings, projection) as one:
            one.run(stop)
    except (KafkaTrouble, ProjectionStopped, SettingsWrong) as stopped:
        _log.error("the view %s stops: %s", projection.name, stopped)


def rebuild_views(settings: Settings, name: str, console: Console) -> None:
    """Fill the idle copy of each view from the beginning, then let it take over."""
    spare_the_collector()
    with counting_bars(console) as bars:
        for projection in projections_named(settings, name):
            task = bars.add_task(projection.name, total=None)

            def show(done: int, total: int, task: TaskID = task) -> None:
                bars.update(task, completed=done, total=total)

            with projector(settings, projection, show) as one:
                one.rebuild()
    console.print("The views were rebuilt and have taken over.")
